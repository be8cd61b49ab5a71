"""Each claim is marked at its exact place, overlaps included."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.admin.pages import marks
from claims.lifecycle import Status
from claims.models import Claim

TEXT = "Sales in the north rose by a fifth.\n\nThe ministry said so 🙂 on Monday."


def claim(pk: int, start: int, end: int, *, status: str = Status.SPOTTED, checkable: bool = True) -> Claim:
    return Claim(pk=pk, number=pk, start=start, end=end, status=status, checkable=checkable)


def pieces(claims: list[Claim], current: Claim | None = None) -> list[marks.Piece]:
    return [piece for line in marks.paragraphs(TEXT, claims, current=current) for piece in line]


@settings(suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault of the marks
@given(st.lists(st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 30)), max_size=8))
def test_the_pieces_are_the_text_whatever_overlaps(spans: list[tuple[int, int]]) -> None:
    claims = [claim(pk, start, min(len(TEXT), start + length)) for pk, (start, length) in enumerate(spans, 1)]
    lines = marks.paragraphs(TEXT, claims)
    assert ["".join(piece.words for piece in line) for line in lines] == [line for line in TEXT.split("\n") if line]
    for piece in (piece for line in lines for piece in line):
        assert TEXT[piece.at : piece.at + len(piece.words)] == piece.words


@settings(suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault of the marks
@given(st.lists(st.tuples(st.integers(0, len(TEXT) - 2), st.integers(1, 30)), min_size=1, max_size=6))
def test_every_claim_on_words_gets_its_number_once(spans: list[tuple[int, int]]) -> None:
    claims = [claim(pk, start, min(len(TEXT), start + length)) for pk, (start, length) in enumerate(spans, 1)]
    numbered = [each.pk for piece in pieces(claims) for each in piece.starting]
    on_words = [each.pk for each in claims if TEXT[each.start] != "\n"]
    assert sorted(numbered) == sorted(on_words)


def test_overlapping_claims_run_in_lanes_of_their_own() -> None:
    first, second = claim(1, 0, 18), claim(2, 13, 30, status=Status.ASSIGNED)
    looks = {piece.words: piece.looks for piece in pieces([first, second])}
    assert looks["Sales in the "] == "mark l1-spotted"
    assert looks["north"] == "mark l1-spotted l2-assigned"
    assert looks[" rose by a f"] == "mark l2-assigned"


def test_a_lane_is_free_again_where_its_claim_ends() -> None:
    looks = [piece.looks for piece in pieces([claim(1, 0, 5), claim(2, 6, 8)]) if piece.looks]
    assert looks == ["mark l1-spotted", "mark l1-spotted"]


def test_a_fourth_claim_shares_the_third_lane() -> None:
    looks = pieces([claim(pk, 0, 10 + pk) for pk in range(1, 5)])[0].looks
    assert looks == "mark l1-spotted l2-spotted l3-spotted l3-spotted"


def test_what_is_dismissed_keeps_its_number_and_loses_its_line() -> None:
    piece = pieces([claim(1, 0, 5, status=Status.DISMISSED)])[0]
    assert (piece.looks, [each.pk for each in piece.starting]) == ("", [1])


def test_what_cannot_be_checked_is_dotted_until_somebody_checks_it_all_the_same() -> None:
    assert pieces([claim(1, 0, 5, checkable=False)])[0].looks == "mark mark--opinion"
    assert pieces([claim(1, 0, 5, checkable=False, status=Status.ASSIGNED)])[0].looks == "mark l1-assigned"


def test_the_claim_in_hand_is_marked_through_its_whole_length() -> None:
    current, other = claim(1, 0, 18), claim(2, 6, 8)
    looks = [piece.looks for piece in pieces([current, other], current)]
    assert [look.endswith("mark--now") for look in looks[:3]] == [True, True, True]


def test_words_are_found_the_nth_time_and_across_line_breaks() -> None:
    text = "It rose. It fell.\nIt rose  again."
    assert marks.place_of(text, "It rose") == (0, 7)
    assert marks.place_of(text, "It rose", nth=2) == (18, 25)
    assert marks.place_of(text, "fell. It rose again.") == (12, len(text))
    assert marks.place_of(text, "It rose", nth=3) is None
    assert marks.place_of(text, "It flew") is None
    assert marks.place_of(text, "  ") is None

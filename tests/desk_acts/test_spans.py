"""Where a claim stands: whole words, exact offsets, one claim that is two."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import given
from hypothesis import strategies as some

from claims.desk import splitting, triage
from claims.desk.assignment import assign
from claims.desk.spans import Part, snapped
from claims.lifecycle import IllegalMove
from claims.models import Claim

if TYPE_CHECKING:
    from tests.desk import People


@pytest.mark.parametrize(
    ("text", "cut", "whole"),
    [
        ("The mayor lied twice.", "ayor li", "mayor lied"),
        ("The mayor lied twice.", " mayor ", "mayor"),
        ("He didn’t say so.", "t say", "didn’t say"),
        ("A well-known fact.", "known", "well-known"),
        ("“Yes,” he said.", "es,” he s", "Yes,” he said"),
        ("Le café\u0301 est là.", "caf", "café\u0301"),
        ("他说经济增长了。", "经济", "经济"),
        ("5.4 million people", "4 million", "4 million"),
    ],
)
def test_a_span_snaps_to_whole_words(text: str, cut: str, whole: str) -> None:
    start = text.index(cut)

    first, last = snapped(text, start, start + len(cut))

    assert text[first:last] == whole


@given(some.text(max_size=80), some.integers(-5, 90), some.integers(-5, 90))
def test_a_snapped_span_lies_in_the_text_has_no_blank_ends_and_stays_when_snapped_again(
    text: str, start: int, end: int
) -> None:
    try:
        first, last = snapped(text, start, end)
    except ValidationError:
        assert not (0 <= start < end <= len(text)) or not text[start:end].strip()
        return
    assert 0 <= first < last <= len(text)
    assert text[first:last] == text[first:last].strip()
    assert text[start:end].strip() in text[first:last]
    assert snapped(text, first, last) == (first, last)


def test_other_words_are_kept_exactly_and_the_claim_keeps_its_number(claim: Claim, people: People) -> None:
    text = claim.article.text
    start = text.index("holding the discussion")

    triage.change_span(claim, start=start + 2, end=start + 9, by=people.editor, seen=claim.version)

    claim.refresh_from_db()
    assert claim.quote == "holding the" == text[claim.start : claim.end]
    assert claim.number == 1


def test_other_words_over_a_colleagues_change_overwrite_nothing(claim: Claim, people: People) -> None:
    seen = claim.version
    triage.reword(claim, "First words.", by=people.chief, seen=seen)

    with pytest.raises(triage.Stale, match="This claim is spotted"):
        triage.change_span(claim, start=0, end=9, by=people.editor, seen=seen)


def test_a_claim_is_split_in_two_that_keep_what_they_share(claim: Claim, people: People) -> None:
    triage.sort(claim, priority=3, topic=None, by=people.editor, seen=claim.version)
    middle = claim.start + len("Putin proposed")
    first = Part(claim.start, middle, "Putin proposed a discussion.")
    second = Part(middle, claim.end, "Putin wanted it soon.")

    other = splitting.split(claim, first, second, by=people.editor, seen=claim.version)

    claim.refresh_from_db()
    assert [(each.number, each.text, each.quote) for each in (claim, other)] == [
        (1, "Putin proposed a discussion.", "Putin proposed"),
        (2, "Putin wanted it soon.", "holding the discussion as soon as possible."),
    ]
    assert (other.split_from, other.claimant, other.priority, other.status) == (claim, claim.claimant, 3, "spotted")


def test_merging_the_second_half_back_undoes_a_split(claim: Claim, people: People) -> None:
    whole = Part(claim.start, claim.end, "One.")
    other = splitting.split(claim, whole, Part(claim.start, claim.end, "Two."), by=people.editor, seen=claim.version)

    triage.merge(other, claim, by=people.editor, seen=other.version)
    triage.reword(claim, "One and two.", by=people.editor, seen=claim.version)

    assert list(Claim.objects.in_triage()) == [claim]


def test_a_claim_on_a_desk_is_not_split_under_its_reviewer(claim: Claim, people: People) -> None:
    assign(claim, people.reviewer, by=people.editor, seen=claim.version)
    half = Part(claim.start, claim.end, "Half.")

    with pytest.raises(IllegalMove, match="editor made this claim assigned"):
        splitting.split(claim, half, half, by=people.editor, seen=claim.version)

    assert Claim.objects.count() == 1


def test_two_halves_that_say_the_same_are_refused(claim: Claim, people: People) -> None:
    half = Part(claim.start, claim.end, "Half.")

    with pytest.raises(ValidationError, match="say the same"):
        splitting.split(claim, half, half, by=people.editor, seen=claim.version)


def test_a_reviewer_moves_no_words(claim: Claim, people: People) -> None:
    half = Part(claim.start, claim.end, "Half.")
    with pytest.raises(PermissionDenied):
        triage.change_span(claim, start=0, end=5, by=people.reviewer, seen=claim.version)
    with pytest.raises(PermissionDenied):
        splitting.split(claim, half, half, by=people.reviewer, seen=claim.version)
    with pytest.raises(PermissionDenied):
        triage.sort(claim, priority=2, topic=None, by=people.reviewer, seen=claim.version)


def test_a_priority_that_is_none_is_refused(claim: Claim, people: People) -> None:
    with pytest.raises(ValidationError, match="Choose a priority"):
        triage.sort(claim, priority=7, topic=None, by=people.editor, seen=claim.version)

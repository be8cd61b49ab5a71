"""What can be checked by eye is marked where it stands, with the right reason; nothing is said of what follows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.pipeline.sourcing.by_eye import Looking, MarkKind
from claims.pipeline.sourcing.dates import dates
from claims.pipeline.sourcing.figures import figures


def seen(claim: str, passage: str) -> list[tuple[str, str]]:
    """Return the marked words with their kinds, names left out."""
    marks = Looking(claim).at(passage).marks
    return [(passage[mark.start : mark.end], mark.kind.value) for mark in marks if "name" not in mark.kind]


@pytest.mark.parametrize(
    ("words", "value", "unit"),
    [
        ("3.4%", 3.4, "%"),
        ("3.4 per cent", 3.4, "%"),
        ("3.4 percentage points", 3.4, "points"),
        ("three thousand", 3000, ""),
        ("3,000", 3000, ""),
        ("$5bn", 5e9, "$"),
        ("5 billion dollars", 5e9, "$"),
        ("€1.2 million", 1.2e6, "€"),
        ("twenty-three", 23, ""),
        ("a hundred", 100, ""),
        ("a dozen", 12, ""),
        ("two hundred thousand", 200_000, ""),
        ("12 km", 12, "kilometre"),
    ],
)
def test_a_figure_is_read_in_each_of_its_forms(words: str, value: float, unit: str) -> None:
    found = figures(f"It was {words}.")
    assert [(each.value, each.unit) for each in found] == [(pytest.approx(value), unit)]
    assert f"It was {words}."[found[0].start : found[0].end] in words


@pytest.mark.parametrize("words", ["at 10:30", "version 1.2.3", "the 5/6 rule", "B52", "one of them", "COVID-19a"])
def test_what_is_no_figure_is_none(words: str) -> None:
    assert [each for each in figures(words) if each.value not in {19.0}] == []


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("18 March 2021", (2021, 3, 18)),
        ("March 18, 2021", (2021, 3, 18)),
        ("the 18th of March", (None, 3, 18)),
        ("Sept. 5", (None, 9, 5)),
        ("2021-03-18", (2021, 3, 18)),
        ("18.03.2021", (2021, 3, 18)),
        ("03/18/2021", (2021, 3, 18)),
        ("March 2021", (2021, 3, None)),
        ("in 2021", (2021, None, None)),
    ],
)
def test_a_date_is_read_in_each_of_its_forms(words: str, parts: tuple[int | None, ...]) -> None:
    assert [(each.year, each.month, each.day) for each in dates(f"It came {words}.")] == [parts]


@pytest.mark.parametrize("words", ["2021%", "$2,021", "2,021 people", "32 March", "99/99/2021"])
def test_what_is_no_date_is_none(words: str) -> None:
    assert [each for each in dates(words) if each.month] == []
    assert "2,0" not in words or dates(words) == []


def test_the_same_figure_in_other_words_is_found() -> None:
    assert seen("Unemployment fell to 3.4%.", "The rate was 3.4 per cent.") == [("3.4 per cent", "same_figure")]
    assert seen("Three soldiers died.", "They lost 3 men.") == [("3", "same_figure")]


def test_a_figure_that_counts_the_same_thing_otherwise_differs() -> None:
    marks = Looking("Fifteen people died.").at("Officials spoke of 12 people and 40 cars.").marks
    assert [(mark.kind, mark.claim_says) for mark in marks] == [(MarkKind.OTHER_FIGURE, "Fifteen")]


def test_a_rounded_figure_is_no_difference() -> None:
    assert seen("It costs $3.4 million.", "The bill is $3,412,000.") == [("$3,412,000", "rounded_figure")]
    assert seen("It costs $3.4 million.", "The bill is $3,492,000.") == [("$3,492,000", "other_figure")]


def test_the_same_digits_of_another_unit_are_marked_as_such() -> None:
    assert seen("It fell by 3 per cent.", "It fell by 3 percentage points.") == [("3 percentage points", "other_unit")]


def test_a_date_agrees_as_far_as_both_state_it() -> None:
    assert seen("He spoke on 18 March 2021.", "He spoke on March 18.") == [("March 18", "same_date")]
    assert seen("He spoke on 18 March 2021.", "He spoke on 19 March.") == [("19 March", "other_date")]
    assert seen("He spoke on 3 April 2021.", "Recorded 04/03/2021.") == [("04/03/2021", "same_date")]


def test_a_name_is_found_by_its_last_part_and_a_namesake_is_told_apart() -> None:
    passage = "Hunter Biden spoke. Later, Biden left."
    marks = Looking("President Joe Biden left.").at(passage).marks
    assert [(passage[each.start : each.end], each.kind.value) for each in marks] == [
        ("Hunter Biden", "other_name"),
        ("Biden", "same_name"),
    ]


def test_a_denial_is_marked_near_the_claims_words_only() -> None:
    far = "Nothing else. " + "Somebody went into town and bought bread there for everyone. " * 3
    passage = f"{far}The Kremlin denied that an ambassador was recalled."
    marks = Looking("Russia recalled its ambassador.").at(passage).marks
    assert [passage[each.start : each.end] for each in marks if each.kind == MarkKind.DENIAL] == ["denied"]


def test_what_the_passage_lacks_is_named() -> None:
    looked = Looking("Vladimir Putin never met Anatoly Antonov on 17 March 2021.").at("Putin met 5 people.")
    assert looked.missing == ("17 March 2021", "Anatoly Antonov")
    assert looked.only_claim_denies


@given(st.text(max_size=300), st.text(max_size=300))
def test_marks_lie_in_the_passage_and_never_over_each_other(claim: str, passage: str) -> None:
    at = 0
    for mark in Looking(claim).at(passage).marks:
        assert at <= mark.start < mark.end <= len(passage)
        at = mark.end

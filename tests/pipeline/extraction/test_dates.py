"""Relative dates, written out."""

from datetime import date

import pytest
from reading_aids import THURSDAY, split, wordings

from claims.pipeline.extraction.dates import date_edits, dateline


def resolved(text: str, *, future: bool = False) -> str:
    for edit in reversed(list(date_edits(text, THURSDAY, future=lambda _: future))):
        text = text[: edit.start] + (edit.words or "?") + text[edit.end :]
    return text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It fell Wednesday", "It fell on Wednesday, September 3, 2008"),
        ("It fell on Thursday", "It fell on Thursday, September 4, 2008"),
        ("It fell yesterday", "It fell on September 3, 2008"),
        ("It fell last Thursday", "It fell on Thursday, August 28, 2008"),
        ("It fell last month", "It fell in August 2008"),
        ("since June of this year", "since June 2008"),
        ("in December", "in December 2007"),
        ("It fell earlier this year", "It fell earlier in 2008"),
        ("between August 24 and 29", "between August 24 and 29, 2008"),
        ("on 1 August", "on 1 August 2008"),
        ("three days ago", "on September 1, 2008"),
        ("two years ago", "two years before September 2008"),
        ("on the 2nd.", "on September 2, 2008."),
        ("for the rest of the day", "for the rest of Thursday, September 4, 2008"),
    ],
)
def test_a_relative_date_is_counted_from_the_articles_day(text: str, expected: str) -> None:
    assert resolved(text) == expected


@pytest.mark.parametrize(
    "text",
    ["on Thursday, September 4", "May it last", "the march of time", "in August 2008", "Friday 5 September 2008"],
)
def test_full_dates_and_other_words_are_left_alone(text: str) -> None:
    assert "2008, 2008" not in resolved(text)
    assert resolved(text).startswith(text)


def test_a_clause_that_looks_ahead_takes_the_coming_day() -> None:
    assert wordings("The council will meet on Monday.", THURSDAY) == [
        "The council will meet on Monday, September 8, 2008."
    ]


def test_a_day_behind_till_looks_ahead() -> None:
    assert wordings("Rain is likely till Friday.", THURSDAY) == ["Rain is likely till Friday, September 5, 2008."]


def test_a_possessive_date_goes_behind_its_noun() -> None:
    assert wordings("Yesterday's vote was close.", THURSDAY) == ["The vote of September 3, 2008 was close."]


def test_without_a_date_the_words_stay_and_the_claim_is_marked() -> None:
    claim = split("The shares fell on Monday.")[0]

    assert claim.text == "The shares fell on Monday."
    assert claim.unresolved


def test_a_dateline_stands_in_for_the_date() -> None:
    assert dateline(["Shares fall", "September 04, 2008"]) == THURSDAY
    assert dateline(["31 February 2008"]) is None
    assert wordings("Shares fall\nSeptember 04, 2008\nThe bank closed on Monday.") == [
        "The bank closed on Monday, September 1, 2008."
    ]


def test_a_leap_day_and_the_turn_of_the_year_are_counted_right() -> None:
    assert [e.words for e in date_edits("yesterday", date(2008, 3, 1), future=lambda _: False)] == [
        "on February 29, 2008"
    ]
    assert [e.words for e in date_edits("last month", date(2008, 1, 1), future=lambda _: False)] == ["in December 2007"]

"""Relative dates, written out."""

from datetime import date

import pytest
from reading_aids import THURSDAY, split, wordings

from claims.pipeline.extraction.dates import date_edits, dateline
from claims.pipeline.extraction.moments import explicit_moments


def resolved(text: str, *, ahead: bool = False) -> str:
    for edit in reversed(list(date_edits(text, THURSDAY, ahead=lambda _: ahead))):
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
        ("last summer", "in the summer of 2008"),
        ("this season", "in the season of September 2008"),
        ("at the weekend", "on the weekend of August 30, 2008"),
        ("in the second quarter", "in the second quarter of 2008"),
        ("over the past year", "over the year to September 2008"),
        ("down from 120 a year ago", "down from 120 in September 2007"),
        ("late last year", "late in 2007"),
        ("all month", "all through September 2008"),
        ("by the end of the month", "by the end of September 2008"),
        ("on Christmas Day", "on Christmas Day 2007"),
        ("last winter", "in the winter of 2007-08"),
        ("by the summer.", "by the summer of 2008."),
        ("until tomorrow evening", "until the evening of September 5, 2008"),
        ("since the 2nd.", "since September 2, 2008."),
        ("for the rest of the day", "for the rest of Thursday, September 4, 2008"),
    ],
)
def test_a_relative_date_is_counted_from_the_articles_day(text: str, expected: str) -> None:
    assert resolved(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "over the last five months of her life",
        "in the summer months",
        "on Thursday, September 4",
        "May it last",
        "the march of time",
        "in August 2008",
        "Friday 5 September 2008",
    ],
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
    assert [e.words for e in date_edits("yesterday", date(2008, 3, 1), ahead=lambda _: False)] == [
        "on February 29, 2008"
    ]
    assert [e.words for e in date_edits("last month", date(2008, 1, 1), ahead=lambda _: False)] == ["in December 2007"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The ban starts on Monday.", "The ban starts on Monday, September 8, 2008."),
        ("Voters go to the polls on 4 November.", "Voters go to the polls on 4 November 2008."),
        ("The rate rises in October.", "The rate rises in October 2008."),
        ("The clinic planned to open on Monday.", "The clinic planned to open on Monday, September 8, 2008."),
        ("The shop was forced to close on Monday.", "The shop was forced to close on Monday, September 1, 2008."),
        ("The study says rates rose on Monday.", "The study says rates rose on Monday, September 1, 2008."),
    ],
)
def test_the_tense_says_whether_a_day_is_to_come(text: str, expected: str) -> None:
    assert wordings(text, THURSDAY) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ann Reed arrived on Monday. The next day Reed left.", "On September 2, 2008 Ann Reed left."),
        ("The bill passed in March. A month later the court struck it down.", "In April 2008 the court struck"),
        ("Inflation was 3% in July, down from 4% a year earlier.", "Inflation was 3% in July 2008, down from 4% in July 2007."),
        ("In 2005 the mill closed. Many have left since then.", "Many have left since 2005."),
        ("Ann Reed quit in 1988. Reed died a decade later.", "Ann Reed died in 1998."),
        ("Police held Ann Reed in February 2005. Talks began the previous summer.", "Talks began in the summer of 2004."),
        ("The fee ends on 3 November. The ban holds from the same date.", "The ban holds from November 3, 2008."),
        ("Ann Reed was shot on Monday. Police arrested a man that night.", "Police arrested a man on the night of September 1, 2008."),
    ],
)  # fmt: skip
def test_a_day_is_counted_from_the_one_told_before(text: str, expected: str) -> None:
    assert wordings(text, THURSDAY)[1].startswith(expected)


def test_the_next_day_with_no_day_told_before_stays() -> None:
    assert wordings("The next day Ann Reed left.", THURSDAY) == ["The next day Ann Reed left."]


def test_a_date_inside_a_quotation_kept_whole_is_told_in_brackets() -> None:
    text = '"We saw what they did on Monday," said Ann Reed.'

    assert wordings(text, THURSDAY) == ['Ann Reed said: "We saw what they did on Monday [Monday, September 1, 2008]."']


def test_the_hour_stays_with_its_number() -> None:
    assert wordings("The man was shot at 2:15 a.m., police said.") == ["Police said the man was shot at 2:15 a.m."]


def test_what_must_be_done_by_a_month_is_to_come() -> None:
    assert wordings("The council must find savings by October.", THURSDAY) == [
        "The council must find savings by October 2008."
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The researchers followed them from January to June last year", "from January to June 2007"),
        ("between March and May", "between March and May 2008"),
        ("at its July meeting", "at its July 2008 meeting"),
        ("this winter", "in the winter of 2008-09"),
    ],
)
def test_months_of_a_stretch_and_before_a_noun_get_their_year(text: str, expected: str) -> None:
    assert expected in resolved(text)


def test_a_season_before_its_noun_keeps_the_preposition() -> None:
    assert wordings("Ministers announced the scheme in last spring's budget.", THURSDAY) == [
        "Ministers announced the scheme in the budget of the spring of 2008."
    ]


def test_the_day_of_a_closing_said_stays() -> None:
    assert wordings("Three wards were closed, the trust said on Wednesday.", THURSDAY) == [
        "The trust said on Wednesday, September 3, 2008 that three wards were closed."
    ]


def test_a_month_that_figures_are_of_is_past_even_where_they_are_to_come() -> None:
    assert wordings("The report could show a fall in August unemployment data.", THURSDAY) == [
        "The report could show a fall in August 2008 unemployment data."
    ]


def test_a_verb_taken_for_a_noun_still_looks_ahead() -> None:
    assert wordings("From July, drivers over 70 need an eye test every three years.", THURSDAY) == [
        "From July 2009, drivers over 70 need an eye test every three years."
    ]


def test_a_number_that_looks_like_a_year_is_none() -> None:
    assert [
        m.year for _, _, m in explicit_moments('The Russell 2000 rose. "In 2004 it fell," she said. 2000 people came.')
    ] == [2004]

"""The day of a report, given to its undated statements."""

from reading_aids import THURSDAY, split, wordings

MATCH = (
    "Sweden beat Norway 1-0 in the cup final on Wednesday. The referee gave a penalty in the first half. "
    "The goalkeeper saved it. The coach had left in May. The striker joined the league in 2005."
)


def test_a_match_report_tells_one_day() -> None:
    texts = wordings(MATCH, THURSDAY)

    assert texts[1] == "The referee gave a penalty in the first half on Wednesday, September 3, 2008."
    assert texts[2].endswith("on Wednesday, September 3, 2008.")


def test_what_has_a_time_of_its_own_keeps_it() -> None:
    texts = wordings(MATCH, THURSDAY)

    assert texts[3] == "The coach had left in May 2008."
    assert texts[4] == "The striker joined the league in 2005."


def test_other_news_is_given_no_day() -> None:
    assert wordings("Alice Reed died on Wednesday. Reed taught in Leeds.", THURSDAY)[1] == "Alice Reed taught in Leeds."


def test_the_carried_day_is_in_the_provenance() -> None:
    claim = split(MATCH, THURSDAY)[2]

    assert claim.provenance["day"] == {"carried": "on Wednesday, September 3, 2008", "confidence": 0.6}


def test_a_live_blog_tells_states_as_of_its_day() -> None:
    text = "Storm live\n17.42\nThe bridge is shut.\n16.10\nThe school is open.\n15.00\nA tree fell on a car."

    assert wordings(text, THURSDAY) == [
        "The bridge is shut, as of Thursday, September 4, 2008.",
        "The school is open, as of Thursday, September 4, 2008.",
        "A tree fell on a car on Thursday, September 4, 2008.",
    ]

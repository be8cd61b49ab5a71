"""The day of a report, given to its undated statements."""

import pytest
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

    assert claim.provenance["day"] == {
        "carried": "on Wednesday, September 3, 2008",
        "confidence": 0.6,
        "rule": "match",
    }


def test_a_live_blog_tells_states_as_of_its_day() -> None:
    text = "Storm live\n17.42\nThe bridge is shut.\n16.10\nThe school is open.\n15.00\nA tree fell on a car."

    assert wordings(text, THURSDAY) == [
        "The bridge is shut, as of 17.42 on Thursday, September 4, 2008.",
        "The school is open, as of 16.10 on Thursday, September 4, 2008.",
        "A tree fell on a car on Thursday, September 4, 2008.",
    ]


INCIDENT = (
    "Two men were killed in a crash on Tuesday. The driver fled on foot, police said. "
    "The lorry was seen at about 9:40 p.m. The driver worked as a cook. The driver had left prison in May."
)


def test_an_incident_is_told_of_the_day_of_its_lead() -> None:
    texts = wordings(INCIDENT, THURSDAY)

    assert texts[1] == "Police said the driver fled on foot on Tuesday, September 2, 2008."
    assert texts[2] == "The lorry was seen at about 9:40 p.m. on Tuesday, September 2, 2008."


def test_a_life_and_an_earlier_time_are_not_dated_by_an_incident() -> None:
    texts = wordings(INCIDENT, THURSDAY)

    assert texts[3] == "The driver worked as a cook."
    assert texts[4] == "The driver had left prison in May 2008."


def test_an_incident_told_after_another_day_in_its_paragraph_is_given_none() -> None:
    text = "A bridge collapsed on Tuesday. The mayor visited on Wednesday. Crews removed a lorry."

    assert wordings(text, THURSDAY)[2] == "Crews removed a lorry."


def test_a_date_that_opens_the_sentence_holds_for_both_verbs() -> None:
    texts = wordings("On Tuesday, Ann Reed opened the school and visited the clinic.", THURSDAY)

    assert texts[1] == "Ann Reed visited the clinic on Tuesday, September 2, 2008."


def test_a_participle_has_the_day_of_its_verb() -> None:
    texts = wordings("The train derailed on Tuesday, instead hitting a wall near Leeds.", THURSDAY)

    assert texts[1].endswith("hit a wall near Leeds on Tuesday, September 2, 2008.")


@pytest.mark.parametrize(
    "text",
    [
        "Ann Reed is undergoing treatment in Leeds.",
        "The bridge is still closed.",
        "The mission has 46 observers.",
        "Twelve people have been injured.",
        "The toll has climbed to 23.",
    ],
)
def test_a_state_of_the_moment_is_told_as_of_the_articles_day(text: str) -> None:
    assert wordings(text, THURSDAY) == [f"{text[:-1]}, as of September 4, 2008."]


@pytest.mark.parametrize("text", ["Homeopathy is a form of medicine.", "Republicans hold a small majority."])
def test_what_always_holds_is_given_no_day(text: str) -> None:
    assert wordings(text, THURSDAY) == [text]


def test_a_market_day_goes_first_where_another_day_is_compared_with() -> None:
    text = "Stocks fell on Thursday as traders sold shares and bonds. The yield fell to 4.5% from 4.6% on Wednesday."

    assert wordings(text, THURSDAY)[1] == (
        "On Thursday, September 4, 2008, the yield fell to 4.5% from 4.6% on Wednesday, September 3, 2008."
    )


def test_a_speech_is_dated_by_what_its_speaker_did() -> None:
    text = "Senator Ann Reed gave a speech on Tuesday. Reed did not take questions. The senate rejected a bill."
    texts = wordings(text, THURSDAY)

    assert texts[1] == "Ann Reed did not take questions on Tuesday, September 2, 2008."
    assert texts[2] == "The senate rejected a bill."


def test_an_event_taken_up_by_its_noun_has_its_day() -> None:
    texts = wordings("Sales fell on Tuesday. The reason for the drop is unknown.", THURSDAY)

    assert texts[1] == "The reason for the drop on Tuesday, September 2, 2008 is unknown."


LIST = (
    "What changes next month\nMany bills rise from 1 October. The changes follow.\n"
    "1. Water. Bills rise by 5%.\n2. Pay. The rate is £12 an hour.\n3. Cars. The fee ends on 3 November.\n"
)


def test_the_items_of_a_list_take_the_day_of_its_introduction() -> None:
    texts = wordings(LIST, THURSDAY)

    assert "Bills rise by 5% from October 1, 2008." in texts
    assert "The rate is £12 an hour from October 1, 2008." in texts
    assert "The fee ends on 3 November 2008." in texts


def test_a_heading_that_is_a_date_holds_for_what_stands_under_it() -> None:
    text = (
        "A year of fires\nThe town tells what burned.\n3 March\nThe mill burned down.\n5 April\nThe school burned down."
    )

    assert wordings(text, THURSDAY)[1:] == [
        "The mill burned down on March 3, 2008.",
        "The school burned down on April 5, 2008.",
    ]


def test_a_record_has_the_day_of_the_move_that_it_ranks() -> None:
    text = (
        "Stocks fell on Thursday as traders sold shares and bonds. The Dow lost 40 points, its biggest drop since May."
    )

    assert wordings(text, THURSDAY)[-1] == (
        "On Thursday, September 4, 2008, the Dow lost 40 points, the Dow's biggest drop since May 2008."
    )


def test_what_is_only_expected_of_a_list_is_given_no_day() -> None:
    texts = wordings(LIST + "4. Cost. The work is expected to cost £4m.\n", THURSDAY)

    assert texts[-1] == "The work is expected to cost £4m."


def test_an_event_has_the_day_of_the_sentence_that_told_it() -> None:
    text = "The strait has been closed since May 28, when two boats collided. Six sailors drowned in the accident."

    assert wordings(text, THURSDAY)[-1] == "Six sailors drowned in the accident on May 28, 2008."


def test_the_day_of_an_announcement_does_not_date_what_it_tells() -> None:
    text = "The firm said on Monday that thieves had robbed its depot. No money was taken, the firm said."

    assert wordings(text, THURSDAY)[-1] == "The firm said no money was taken."


def test_how_long_something_lasted_has_no_day() -> None:
    texts = wordings("The thieves broke in on Monday and stayed in the house for nine days.", THURSDAY)

    assert texts[1] == "The thieves stayed in the house for nine days."


def test_a_vote_has_the_day_of_the_decision_that_opens_the_report() -> None:
    text = "The pool is to close, councillors decided on Tuesday. Members voted seven to four. Ann Reed called a cab."
    texts = wordings(text, THURSDAY)

    assert texts[1] == "Members voted seven to four on Tuesday, September 2, 2008."
    assert texts[2] == "Ann Reed called a cab."


def test_an_hour_written_in_one_word_takes_the_day_of_the_report() -> None:
    text = "Two people were hurt when a coach left the road on Tuesday. The coach overturned shortly after 3.20pm."

    assert wordings(text, THURSDAY)[-1] == "The coach overturned shortly after 3.20pm on Tuesday, September 2, 2008."

"""One claim for each proposition: which constructions are cut, and where."""

import pytest
from reading_aids import quotes, wordings


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sales rose in May and costs fell in June.", ["Sales rose in May", "costs fell in June"]),
        (
            "Alice Reed resigned on Monday and left the country by train.",
            ["Alice Reed resigned on Monday", "left the country by train"],
        ),
        ("Sales fell 2 percent while costs rose 3 percent.", ["Sales fell 2 percent", "costs rose 3 percent"]),
        ("Sweden beat Norway 1-0; Poland beat Malta 3-0.", ["Sweden beat Norway 1-0", "Poland beat Malta 3-0"]),
        (
            "The bridge is shut in both directions after a lorry overturned.",
            ["The bridge is shut in both directions", "a lorry overturned"],
        ),
        (
            "Unemployment fell to 3.1 percent, the lowest since 1976.",
            ["Unemployment fell to 3.1 percent", "the lowest since 1976"],
        ),
        (
            "Some 30,000 homes are without power, down from 46,000.",
            ["Some 30,000 homes are without power", "down from 46,000"],
        ),
        (
            "Alice Reed, who leads the council, opened the school.",
            ["Alice Reed, who leads the council", "opened the school"],
        ),
        (
            "The plan caused anger in Ruritania, with the country recalling its envoy.",
            ["The plan caused anger in Ruritania", "the country recalling its envoy"],
        ),
    ],
)
def test_each_fact_of_a_sentence_stands_alone(text: str, expected: list[str]) -> None:
    assert quotes(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The fund is supported by Ruritania, Molvania and Freedonia.",
        "Patients who drink water recover.",
        "The court will sit if the judge recovers.",
        "“They can send the check, or they can send a postcard,” Alice Reed said.",
        "“Two years ago, they told us the mills were gone,” Alice Reed said.",
        "The storm was so strong that the roof broke.",
    ],
)
def test_lists_conditions_choices_and_told_speech_stay_whole(text: str) -> None:
    assert len(quotes(text)) == 1


def test_a_shared_subject_and_auxiliary_are_repeated() -> None:
    assert (
        wordings("Peter Holm was taken off with an injury and replaced by Mark Lane.")[1]
        == "Peter Holm was replaced by Mark Lane."
    )


def test_a_participle_is_told_as_a_finite_verb() -> None:
    text = "The plan caused anger in Ruritania, with the country recalling its envoy."

    assert wordings(text)[1] == "Ruritania recalled its envoy."


def test_two_subjects_and_two_numbers_are_two_claims_with_one_span() -> None:
    text = "Shares of Exxon and Chevron fell by 1.5 and 3 percent, respectively."

    assert quotes(text) == [text[:-1]] * 2
    assert wordings(text) == ["Shares of Exxon fell by 1.5 percent.", "Shares of Chevron fell by 3 percent."]


def test_this_takes_up_the_sentence_before() -> None:
    text = "The number of jobs rose in August. This is the first rise in several months."

    assert wordings(text)[1] == "The number of jobs rose in August, which is the first rise in several months."


def test_headlines_bylines_questions_and_datelines_claim_nothing() -> None:
    text = "Mayor opens new school\nBy Alice Reed\nOSLO (Reuters) - The school has 300 pupils.\nWhat comes next?"

    assert quotes(text) == ["The school has 300 pupils"]


def test_a_list_item_claims_without_its_number() -> None:
    assert quotes("What changes in April\n1. The fee rises to 5 pounds.\n2. The library closes at noon.") == [
        "The fee rises to 5 pounds",
        "The library closes at noon",
    ]


def test_words_that_only_join_sentences_stay_outside() -> None:
    assert quotes("However, the council closed the school.") == ["the council closed the school"]


def test_a_piece_without_a_verb_goes_with_the_quotation_before_it() -> None:
    text = "“We do it live. Without delay. It works,” said Peter Holm."

    assert quotes(text) == ["We do it live. Without delay", "It works,” said Peter Holm"]


def test_two_clauses_before_one_said_are_two_claims() -> None:
    assert wordings("A man was hurt and two others were killed in a crash, police said.") == [
        "Police said a man was hurt.",
        "Police said two others were killed in a crash.",
    ]


def test_who_finds_something_is_not_who_says_so() -> None:
    assert wordings("Officers responded to a call and found the man, Chief Dan Moss said.")[1] == (
        "Chief Dan Moss said officers found the man."
    )


def test_a_superlative_about_it_is_told_of_what_it_ranks() -> None:
    assert wordings("Sales fell 3%. It was the biggest fall since 2001.")[1] == (
        "Sales fell 3%, which was the biggest fall since 2001."
    )


def test_a_sentence_that_only_announces_a_list_claims_nothing() -> None:
    assert wordings("Here is what changes. Sales fell 3%.") == ["Sales fell 3%."]


def test_a_verb_that_the_parser_takes_for_a_noun_still_tells_of_its_subject() -> None:
    assert wordings("The bridge shuts at 8pm.") == ["The bridge shuts at 8pm."]

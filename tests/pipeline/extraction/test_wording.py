"""Wordings that stand alone, and add nothing."""

import pytest
from reading_aids import split, wordings


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Alice Reed called her tutor “the best teacher of his year”.", '"the best teacher of his year"'),
        ("Alice Reed rejected the charge as “a lie that my rivals told”.", '"a lie that my rivals told"'),
    ],
)
def test_what_stays_in_quotation_marks_is_word_for_word(text: str, kept: str) -> None:
    assert kept in wordings(text)[0]


def test_a_quotation_whose_we_cannot_be_named_is_kept_whole_and_marked() -> None:
    claim = split("“We could do it on Monday,” Alice Reed said.")[0]

    assert claim.text == 'Alice Reed said: "We could do it on Monday."'
    assert claim.unresolved


def test_a_speaker_is_named_in_full_with_the_role_the_article_gives() -> None:
    text = "Environment minister Alice Reed opened the dam. Reed said the dam is safe."

    assert wordings(text)[1] == "Environment minister Alice Reed said the dam is safe."


def test_a_title_that_stands_there_is_not_doubled() -> None:
    text = "Gov. Alice Reed opened the dam. Gov. Reed said the dam is safe."

    assert wordings(text)[1] == "Gov. Alice Reed said the dam is safe."


def test_attribution_and_hedges_stay() -> None:
    assert wordings("Allegedly, the dam may be unsafe, Alice Reed said.") == [
        "Alice Reed said allegedly, the dam may be unsafe."
    ]


def test_commas_of_a_clause_that_was_cut_out_go_with_it() -> None:
    assert wordings("Alice Reed, who leads the council, opened the school.")[1] == "Alice Reed opened the school."


def test_a_contraction_is_opened_when_a_name_takes_the_pronouns_place() -> None:
    assert wordings("“I'll pay the tax,” Alice Reed said.") == ["Alice Reed said Reed will pay the tax."]


def test_no_name_or_number_is_invented() -> None:
    text = (
        "Alice Reed, 51, met Peter Holm of Hart Inc. on a wet day. She told him that he owed 4,000 pounds. “I paid,” he said. "
        "The company denied it. According to the court, both had signed."
    )
    words = set(text.replace(",", " ").replace(".", " ").replace("“", " ").split())

    for wording in wordings(text):
        names = {w.strip('.,":') for w in wording.split()[1:] if w[:1].isupper() or w[:1].isdigit()}
        assert {n.removesuffix("'s").replace(",", "") for n in names} <= {w.replace(",", "") for w in words} | {
            "4000",
            "Inc",
        }


def test_a_bare_answer_is_told_with_its_question() -> None:
    text = 'Joan Reed was asked by Paul Bly if the mill was safe. "Yes, I do," Reed responded.'

    assert wordings(text)[1] == 'Asked by Paul Bly if the mill was safe, Joan Reed said: "Yes, I do."'


def test_a_but_that_leads_in_is_left_out_and_a_no_that_denies_stays() -> None:
    assert wordings('"But the university paid for the boat," said Joan Reed.') == [
        "Joan Reed said the university paid for the boat."
    ]
    assert wordings('"No data was taken," said Joan Reed.') == ["Joan Reed said no data was taken."]


def test_the_initials_of_a_body_stay_as_the_article_has_them() -> None:
    text = "The Lok Samata Party (LSP) won in May. The LSP holds 36 seats."

    assert wordings(text) == ["The Lok Samata Party (LSP) won in May.", "The LSP holds 36 seats."]

"""Stretches in quotation marks."""

import pytest
from reading_aids import split

from claims.pipeline.extraction.marks import unify
from claims.pipeline.extraction.quotations import find_quotations
from claims.pipeline.extraction.reading import paragraphs, plain


def stretches(text: str) -> list[str]:
    same = unify(text, plain(text))
    return [text[q.inner_start : q.inner_end] for q in find_quotations(same, paragraphs(same))]


@pytest.mark.parametrize(
    "text",
    [
        '"We will go now," she said.',
        "“We will go now,” she said.",
        "«We will go now,» she said.",
        "‘We will go now,’ she said.",
    ],
)
def test_every_style_of_marks_opens_and_closes(text: str) -> None:
    assert stretches(text) == ["We will go now,"]


def test_straight_single_marks_are_quotations_and_apostrophes_are_not() -> None:
    assert stretches("'We don't go,' said the residents' leader.") == ["We don't go,"]


def test_a_quotation_that_the_next_paragraph_reopens_goes_on() -> None:
    assert stretches("“We will go.\n“Then we will come back.”") == ["We will go.", "Then we will come back."]


def test_a_quotation_broken_by_a_line_goes_on_to_its_mark() -> None:
    assert stretches('He said, "It was good.\nWe won early." Then he left.') == ["It was good.", "We won early."]


def test_a_mark_that_never_closes_ends_with_its_paragraph() -> None:
    assert stretches('He said, "It was good.\nThe rain fell.') == ["It was good."]


def test_double_marks_inside_single_ones_belong_to_the_speech() -> None:
    assert stretches("‘She said “no” to me,’ he recalled.") == ["She said “no” to me,"]


def test_a_mark_of_measure_opens_nothing() -> None:
    assert stretches('The board is 5" wide.') == []


def test_the_label_of_a_turn_is_no_part_of_what_is_said() -> None:
    text = "A talk with Nora Lind\nNora Lind, 58, is a geologist.\nQ: Why?\nA: The ice lost 40 metres.\nQ: When?\nA: The boat left in 2019."

    assert [c.quote for c in split(text)][1:] == ["The ice lost 40 metres.", "The boat left in 2019."]

"""Where a sentence ends."""

import pytest
from reading_aids import wordings

from claims.pipeline.extraction.reading import read


def ends(text: str) -> list[str]:
    return [text[sent.start_char : sent.end_char].strip() for sent in read(text).doc.sents]


@pytest.mark.parametrize(
    "text",
    [
        "Gov. Ann Poole met Sen. J. D. Hart at 10 a.m. before leaving.",
        "She lives in the U.S. and works for Hart Inc. in Ohio.",
        "The No. 1 seed lost to St. Mark's.",
        "Sales rose to $1.2 bn. in the first quarter.",
        '"Is this true?" she asked.',
        "He wrote: “So sad!!! Vote now.”",
    ],
)
def test_abbreviations_and_marks_inside_a_sentence_do_not_end_it(text: str) -> None:
    assert ends(text) == [text]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("He lives in the U.S. The firm moved.", 2),
        ("“It is done.” He went home.", 2),
        ("What next? No one would say.", 2),
        ("He was born in St. Louis, Mo. His father was a pastor.", 2),
        ("1. The first rule. 2. The second rule.", 2),
        ("The ship sank\nNobody was hurt", 2),
        ("The harbour at dawn Image: Ann Poole.", 2),
    ],
)
def test_a_stop_a_line_and_a_caption_end_a_sentence(text: str, count: int) -> None:
    assert len(ends(text)) == count


def test_a_line_that_was_only_wrapped_goes_on() -> None:
    assert len(ends("The ship sank off the coast of the island in\nthe early morning.")) == 1


def test_no_sentence_crosses_the_pieces_that_a_long_text_is_read_in() -> None:
    text = "\n".join(f"The council of town {n} met on a wet day and closed {n} schools." for n in range(400))

    sentences = ends(text)

    assert len(sentences) == 400
    assert sentences[399].startswith("The council of town 399")


def test_a_small_word_is_no_abbreviation_of_a_state() -> None:
    assert wordings("Two others fell ill. The mayor left.") == ["Two others fell ill.", "The mayor left."]


def test_a_no_that_answers_ends_its_sentence() -> None:
    assert wordings("No. They left in May.")[-1] == "They left in May."

import math

import numpy as np
import pytest

from claims.pipeline.extraction.worthiness_signals import MAX_CHARS, NAMES, signals, words


def seen(text: str) -> dict[str, float]:
    return dict(zip(NAMES, signals([text])[0], strict=True))


def test_a_figure_a_year_and_a_share_are_told_apart() -> None:
    shown = seen("In 2015 it rose by 12 percent")

    assert (shown["years"], shown["numerals"], shown["percents"]) == pytest.approx([math.log(2)] * 3)
    assert shown["has_any_figure"] == 1


def test_a_question_is_seen() -> None:
    assert seen("Is it true?")["asked"] == 1
    assert seen("It is true.")["asked"] == 0


def test_a_year_alone_is_not_a_figure_of_its_own() -> None:
    assert seen("in 1999")["numerals"] == 0


def test_curly_and_straight_apostrophes_read_alike() -> None:
    assert words("I’m sure they didn’t") == words("I'm sure they didn't")


def test_every_text_gets_a_row_of_finite_numbers() -> None:
    table = signals(["", "x", "🙂", "1" * 5_000])

    assert table.shape == (4, len(NAMES))
    assert np.isfinite(table).all()


def test_no_texts_give_an_empty_table() -> None:
    assert signals([]).shape == (0, len(NAMES))


def test_only_the_beginning_of_a_long_text_is_read() -> None:
    assert len(words("a " * MAX_CHARS)) == MAX_CHARS / 2

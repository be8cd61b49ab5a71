"""Pages with the same agency text count once; reports of their own do not fall together."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from claims.pipeline.sourcing.likeness import Sketch, carried, groups, is_same_text, resemblance, sketch
from tests.desk import SEED

AGENCY = SEED.read_text()
WORDS = sorted({word for word in AGENCY.lower().split() if word.isalpha()})


def written(number: int, *, words: int = 400) -> str:
    """Return a report of its own: the same vocabulary in another order."""
    chosen = random.Random(number)  # noqa: S311 - the same words each time
    return " ".join(chosen.choice(WORDS) for _ in range(words))


def test_an_agency_text_is_found_under_another_head_and_foot() -> None:
    page = f"{written(1, words=60)} {AGENCY} {written(2, words=60)}"
    assert is_same_text(sketch(AGENCY), sketch(page))
    assert carried(sketch(AGENCY), sketch(page)) > 0.8


def test_a_shortened_agency_text_is_the_same_text() -> None:
    assert is_same_text(sketch(AGENCY), sketch(AGENCY[: len(AGENCY) // 2]))


def test_case_and_punctuation_make_no_difference() -> None:
    assert sketch("He said, that it was so.") == sketch("he said that it WAS so")


def test_a_quotation_alone_does_not_make_two_reports_one() -> None:
    quotation = " ".join(AGENCY.split()[100:160])
    assert not is_same_text(sketch(f"{written(3)} {quotation}"), sketch(f"{quotation} {written(4)}"))


def test_hundred_reports_on_one_subject_stay_apart() -> None:
    sketches = [sketch(written(number)) for number in range(100)]
    assert len(groups(enumerate(sketches))) == 100


def test_pages_are_grouped_under_the_first_and_one_without_a_sketch_stands_alone() -> None:
    same, other = sketch(AGENCY), sketch(written(5))
    assert groups([("a", same), ("b", None), ("c", other), ("d", same), ("e", None)]) == [
        ["a", "d"],
        ["b"],
        ["c"],
        ["e"],
    ]


def test_an_empty_text_is_like_nothing() -> None:
    assert sketch("") == Sketch((), 0)
    assert carried(sketch(""), sketch("")) == resemblance(sketch(""), sketch(AGENCY)) == 0.0


@settings(max_examples=30)
@given(st.integers(0, 100), st.integers(0, 100))
def test_likeness_is_a_share_and_the_same_both_ways(one: int, other: int) -> None:
    first, second = sketch(written(one) + AGENCY[: 40 * other]), sketch(written(other) + AGENCY)
    assert 0 <= carried(first, second) <= 1
    assert carried(first, second) == carried(second, first)


def test_the_estimate_is_near_the_truth_on_long_texts() -> None:
    shared = written(6, words=2_000)
    one, other = f"{shared} {written(7, words=2_000)}", f"{shared} {written(8, words=2_000)}"
    assert abs(carried(sketch(one), sketch(other)) - 0.5) < 0.12

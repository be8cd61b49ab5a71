"""Stretches of a text, and how well they fit a claim."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as some

from claims.pipeline.sourcing.passages import LONGEST, sentences, stretches
from claims.pipeline.sourcing.ranking import EMBEDDED, Ranker, overlap, shared
from claims.pipeline.sourcing.terms import stem, terms, weight

TEXT = (
    "The bridge opened on Monday. It cost 5 million euros, said Mr. Gray of the U.S. Department of Roads. He was glad.\n"
    "“We built it in a year.” The mayor, J. R. Hartley, disagreed!\n\n\nTraffic\nSome 3,000 cars a day use it."
)


def test_sentences_end_where_a_reader_sees_them_end() -> None:
    assert [TEXT[start:end] for start, end in sentences(TEXT)] == [
        "The bridge opened on Monday.",
        "It cost 5 million euros, said Mr. Gray of the U.S. Department of Roads.",
        "He was glad.",
        "“We built it in a year.”",
        "The mayor, J. R. Hartley, disagreed!",
        "Traffic",
        "Some 3,000 cars a day use it.",
    ]


def test_short_sentences_bring_their_neighbours_within_the_paragraph() -> None:
    found = [stretch.words for stretch in stretches(TEXT)]

    assert found[0].endswith("He was glad.")
    assert found[3] == "“We built it in a year.” The mayor, J. R. Hartley, disagreed!"
    assert found[5] == "Traffic"


@given(some.text(alphabet=some.sampled_from("aA.!? \n“”\"'é1,"), max_size=3000))
def test_every_stretch_stands_where_it_says(text: str) -> None:
    for stretch in stretches(text):
        assert text[stretch.start : stretch.end] == stretch.words
        assert stretch.words.strip() == stretch.words != ""
        assert len(stretch.words) <= LONGEST


@given(some.text(max_size=500))
def test_no_word_is_lost_between_sentences(text: str) -> None:
    places = sentences(text)

    inside = "".join(text[start:end] for start, end in places)
    assert "".join(inside.split()) == "".join(text.split())


@pytest.mark.parametrize(
    "nasty", ["a" * 400_000, ". " * 200_000, "A. " * 130_000, '"' * 400_000, "\n" * 400_000, " " * 400_000]
)
def test_a_nasty_text_takes_no_longer_than_a_kind_one(nasty: str) -> None:
    started = time.monotonic()

    stretches(nasty)

    assert time.monotonic() - started < 2


def test_the_passage_on_the_claim_comes_first() -> None:
    page = (
        "Cheddar is a hard cheese from Somerset, sold all over the world for more than two hundred years by now.\n"
        "Russia called its ambassador to the United States, Anatoly Antonov, back to Moscow for consultations then.\n"
        "The weather in Moscow was cold in March, with snow on most days and little sun in the afternoon, as ever."
    )

    best = Ranker("Russia recalled Anatoly Antonov, its ambassador in Washington, for consultations.").best(page)

    assert best[0].stretch.words.startswith("Russia called its ambassador")
    assert best[0].score > best[1].score > best[2].score


def test_three_passages_of_a_page_never_share_words() -> None:
    page = " ".join(f"Russia recalled its ambassador {number}." for number in range(60))

    best = Ranker("Russia recalled its ambassador.").best(page)

    assert len(best) == 3
    assert not any(overlap(one.stretch, other.stretch) for one in best for other in best if one is not other)


def test_a_page_without_words_has_no_passages() -> None:
    assert Ranker("Russia recalled its ambassador.").best(" \n ") == []


def test_a_passage_deep_in_a_long_page_is_found() -> None:
    filler = [
        f"The committee met on item {number} and decided nothing of note that day in town." for number in range(900)
    ]
    filler[700] = "Anatoly Antonov was recalled to Moscow for consultations on 17 March 2021, the ministry announced."

    best = Ranker("Russia recalled ambassador Anatoly Antonov for consultations.").best("\n".join(filler), most=1)

    assert "Antonov" in best[0].stretch.words
    assert len(filler) > EMBEDDED


def test_shared_words_count_by_how_much_they_tell_apart() -> None:
    claim = terms("Antonov went home in March")

    assert shared(claim, terms("Antonov stayed")) > shared(claim, terms("somebody went home"))
    assert shared(claim, terms("nothing alike")) == 0
    assert 0.3 < shared(claim, claim) <= 1
    assert shared([], terms("anything")) == 0


def test_a_rare_name_tells_more_than_a_year() -> None:
    claim = terms("Antonov left in 2021")

    assert shared(claim, terms("Antonov stayed")) > shared(claim, terms("in 2021 somebody stayed"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("elections", "election"),
        ("recalled", "recalls"),
        ("countries", "country"),
        ("Putin's", "Putin"),
        ("proposing", "proposed"),
    ],
)
def test_forms_of_a_word_meet(one: str, other: str) -> None:
    assert stem(one.lower()) == stem(other.lower())


def test_rare_words_weigh_more_than_common_ones() -> None:
    assert weight(stem("antonov")) > weight(stem("ambassador")) > weight(stem("year"))

"""Hostile and broken texts: offsets stay exact, time stays bounded, the same input gives the same output."""

import json
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.pipeline.extraction import UnsupportedLanguage, detect_language, extract

KINDS = {"fact", "quote", "reported", "prediction", "opinion"}
PIECES = [
    *("Alice Reed said the road is closed.", "“We will go,” he told ABC News.", 'He said: "It is', "it takes one'", "‘No,’ she said"),
    *("\r\n", "\n\n", "<p>", "</p><b>", "&nbsp;", "שלום עולם", "مرحبا", "👩‍👩‍👧‍👦 🎉", "\u202e", "\u0301", "U.S.", "...", "?!", "“““"),
    *('"', "’", "(", "]", "1.", "•", "LONDON (Reuters) - ", "on Thursday", "fell 3 percent", "THE PRESIDENT SAID THAT ALL IS WELL"),
    *("and", ", who won,", "\t", "\u2028", "\x00", "according to", "17.42", "Q: Why?", "A: Because it rained."),
]  # fmt: skip
MIXED = st.lists(st.sampled_from(PIECES) | st.text(max_size=12), max_size=25).map(" ".join)


def check(text: str) -> None:
    for claim in extract(text):
        assert 0 <= claim.start < claim.end <= len(text)
        assert text[claim.start : claim.end] == claim.quote
        assert claim.text.strip()
        assert claim.kind in KINDS
        assert 0.0 <= claim.check_worthiness <= 1.0
        json.dumps(claim.provenance)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(MIXED)
def test_offsets_are_exact_on_any_mixture(text: str) -> None:
    try:
        check(text)
    except UnsupportedLanguage:
        assert detect_language(text) != "en"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=200))
def test_offsets_are_exact_on_any_unicode(noise: str) -> None:
    text = f"{noise} The council said on Thursday that the road is closed. “It is not,” said Peter Holm. {noise}"
    try:
        check(text)
    except UnsupportedLanguage:
        assert detect_language(text) != "en"


@pytest.mark.parametrize("text", ["", " ", "\n\r\n\t", "\u2003"])
def test_a_blank_text_has_no_claims(text: str) -> None:
    assert extract(text) == []


@pytest.mark.parametrize("text", ["?", "“", "''", "\x00\x00", "🙂", "a", "...", "</p>"])
def test_a_text_without_a_statement_has_no_claims(text: str) -> None:
    assert extract(text) == []


def test_line_ends_of_every_kind_keep_the_offsets() -> None:
    claims = [extract(f"The road is closed.{end}The bridge is open.") for end in ("\n", "\r\n", "\r", "\u2028")]

    assert [[c.quote for c in found] for found in claims] == [["The road is closed.", "The bridge is open."]] * 4


def test_markup_is_read_over() -> None:
    text = "<p>Alice Reed said <b>the road</b> is closed.</p><!-- note --><p>It rained.</p>"

    assert extract(text)[0].text == "Alice Reed said the road is closed."
    check(text)


def test_the_same_text_gives_the_same_claims() -> None:
    text = "Alice Reed and Peter Holm met on Monday. She said he would pay 3 percent. “I agree,” he said."

    assert extract(text) == extract(text)


def test_a_german_text_is_refused_with_its_language() -> None:
    with pytest.raises(UnsupportedLanguage) as refusal:
        extract("Die Stadt hat am Dienstag beschlossen, dass die Schule geschlossen wird und die Kinder umziehen.")

    assert refusal.value.language == "de"


def test_a_very_short_text_counts_as_english() -> None:
    assert detect_language("Hallo Welt") == "en"


@pytest.mark.parametrize(
    "text",
    [
        '"' * 8_000,
        "'a " * 5_000,
        "“" * 5_000 + "a" + "”" * 5_000,
        "<" * 8_000,
        "<a " * 8_000,
        "A" * 8_000,
        "A. " * 8_000,
        "A B C " * 4_000,
        "1) " * 8_000,
        "17.42 " * 4_000,
        "Monday " * 4_000,
        "on the 2nd " * 3_000,
        "A: " * 6_000,
        "Q: Why?\n" * 3_000,
        "the " * 5_000,
        "\n" * 8_000,
        " " * 8_000 + "x",
        "(" * 5_000,
        "-" * 8_000,
        "he said " * 4_000,
        "and they rose " * 2_000,
    ],
    ids=lambda text: repr(text[:8]),
)
def test_no_text_takes_longer_than_its_length_warrants(text: str) -> None:
    before = time.process_time()

    try:
        check(text)
    except UnsupportedLanguage:
        assert detect_language(text) != "en"

    assert time.process_time() - before < 20


def test_two_hundred_thousand_characters_on_one_line_are_split() -> None:
    text = ("Alice Reed said on Thursday that sales rose 3 percent. " * 3_700)[:200_000]
    before = time.process_time()

    claims = extract(text)

    assert len(claims) > 3_000
    assert all(text[c.start : c.end] == c.quote for c in claims)
    assert time.process_time() - before < 120

"""What a passage and the claim have in common is marked; nothing else is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from claims.admin.pages.differing import changes
from claims.admin.pages.hits import common

PASSAGE = "On Thursday, Putin offered a live conversation; nobody answered."


def test_a_run_of_three_words_is_marked_whatever_its_case_and_signs() -> None:
    parts = common(PASSAGE, "PUTIN OFFERED A LIVE debate")
    assert [part.words for part in parts if part.hit] == ["Putin offered a live"]


def test_two_words_alike_are_chance() -> None:
    assert [part for part in common(PASSAGE, "offered a deal") if part.hit] == []


@given(st.text(max_size=200), st.text(max_size=100))
def test_the_parts_are_the_passage(passage: str, said: str) -> None:
    assert "".join(part.words for part in common(passage, said)) == passage


def test_a_new_wording_shows_what_went_and_what_came() -> None:
    told = changes("The evidence proves it.", "The evidence shows it, plainly.")
    assert [(change.words, change.sort) for change in told] == [
        ("The evidence", "kept"),
        ("proves it.", "gone"),
        ("shows it, plainly.", "new"),
    ]


def test_the_same_words_are_no_change() -> None:
    assert changes("It  stands.", "It stands.") == []

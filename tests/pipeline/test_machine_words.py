"""What machines keep in English is said in the reader's language where it is shown, and never lost."""

from __future__ import annotations

import ast
import string
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.utils import translation

from claims.pipeline.machine_words import SENTENCES, in_words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CALLS = {
    "Refused",
    "OutOfBounds",
    "Broken",
    "Unreachable",
    "Limited",
    "Unreadable",
    "NoAnswer",
    "NotTaken",
    "Unsure",
    "Kind",
    "Look",
    "fail",
}
"""What is called with words that are kept or shown."""


def in_german(kept: str) -> str:
    with translation.override("de"):
        return in_words(kept)


def test_a_whole_sentence_is_said_in_german() -> None:
    assert in_german("The PDF is broken.") == "Das PDF ist beschädigt."


def test_what_stands_in_the_gaps_is_kept() -> None:
    said = in_german("courier.example.org has no such page (answer 404).")
    assert said == "courier.example.org hat diese Seite nicht (Antwort 404)."


def test_several_sentences_are_said_one_by_one() -> None:
    kept = "About the bridge: The page comes too slowly. 2 of 9 pages gave no answer."
    assert in_german(kept) == "About the bridge: Die Seite kommt zu langsam. 2 von 9 Seiten haben nicht geantwortet."


def test_a_reason_within_a_reason_is_said_too() -> None:
    kept = "The language model was not used: The address names no host."
    assert in_german(kept) == "Das Sprachmodell wurde nicht benutzt: Die Adresse nennt keinen Server."


@pytest.mark.parametrize(
    "kept", ["", "OperationalError: server closed", "Somebody else's words. Two of them.", "%(who)s"]
)
def test_words_that_are_not_known_stay_as_they_are(kept: str) -> None:
    assert in_german(kept) == kept


def test_the_record_reads_the_same_in_english() -> None:
    with translation.override("en"):
        assert in_words("The PDF is broken.") == "The PDF is broken."


def test_a_very_long_text_is_not_searched() -> None:
    assert in_german("a. " * 5_000) == "a. " * 5_000


def machines() -> Iterator[Path]:
    yield from (settings.BASE_DIR / "claims" / "pipeline").rglob("*.py")
    yield from (settings.BASE_DIR / "claims" / "tasks").glob("*.py")
    yield from (settings.BASE_DIR / "claims" / "delivery").glob("*.py")


def written(tree: ast.AST) -> Iterator[str]:
    """Yield the sentences that a file hands to one of CALLS, with a stand-in for whatever is put in."""
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call) or getattr(call.func, "id", getattr(call.func, "attr", "")) not in CALLS:
            continue
        for given in call.args:
            if isinstance(given, ast.Constant) and isinstance(given.value, str):
                words = given.value
            elif isinstance(given, ast.JoinedStr):
                words = "".join(each.value if isinstance(each, ast.Constant) else "7" for each in given.values)
            else:
                continue
            words = words.removeprefix("7 ")  # somebody's name, or a sentence of another place
            own = [word for word in words.split() if word.isalpha()]
            if len(own) > 1 and words[0] in string.ascii_uppercase + string.digits and words.endswith((".", ")")):
                yield words


def test_every_sentence_of_a_machine_is_known() -> None:
    found = {words: file.name for file in machines() for words in written(ast.parse(file.read_text()))}
    assert len(found) > 60
    assert {
        words: name
        for words, name in found.items()
        if words == in_german(words) and in_german(f"7 {words}") == f"7 {words}"
    } == {}


def test_no_sentence_stands_there_twice() -> None:
    assert len(set(SENTENCES)) == len(SENTENCES)

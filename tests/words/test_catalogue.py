"""The German catalogue is whole: every word, no guess, nothing left over, and compiled as it is committed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.core.management import call_command

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

GERMAN = settings.BASE_DIR / "claims" / "locale" / "de" / "LC_MESSAGES"
PROGRAMS = ("xgettext", "msgmerge", "msguniq", "msgattrib", "msgfmt", "msgcat")
GAP = re.compile(r"%\(\w+\)\.?\d*[a-z]|(?<!%)%[sd]|\{\w+\}")
TAG = re.compile(r"</?([a-z]+)")


@pytest.fixture(scope="module", autouse=True)
def gettext_is_here() -> None:
    """Skip with the reason, or fail where the environment promises gettext's programs."""
    missing = [each for each in PROGRAMS if shutil.which(each) is None]
    if not missing:
        return
    words = f"gettext's programs are not installed: {', '.join(missing)}"
    if "gettext" in os.environ.get("CLAIMDESK_REQUIRE", ""):
        pytest.fail(f"CLAIMDESK_REQUIRE names gettext, but {words}")
    pytest.skip(words)


def entries(catalogue: Path) -> Iterator[dict[str, str]]:
    """Yield the entries of a catalogue: msgctxt, msgid, msgid_plural, msgstr or msgstr[n], each on one line."""
    flatten = ["msgcat", "--no-wrap", "--no-location", str(catalogue)]
    for block in subprocess.run(flatten, check=True, capture_output=True, text=True).stdout.split("\n\n"):
        entry: dict[str, str] = {"flags": ""}
        at = ""
        for line in block.splitlines():
            if line.startswith("#"):
                entry["flags"] += line if line.startswith(("#,", "#~")) else ""
                continue
            name, quote, rest = line.partition('"')
            at = name.strip() or at
            entry[at] = entry.get(at, "") + (rest[:-1] if quote else "")
        if entry.get("msgid"):
            yield entry


def said(entry: dict[str, str]) -> dict[str, str]:
    """Return the German of an entry: one, or one of each number."""
    return {name: words for name, words in entry.items() if name.startswith("msgstr")}


def signs(words: str) -> list[str]:
    """List the gaps and tags of a text."""
    return sorted(GAP.findall(words)) + sorted(TAG.findall(words))


def collected(folder: Path) -> Path:
    """Collect the words of the tree as it stands into a copy of the catalogue."""
    with pytest.MonkeyPatch.context() as patch:
        from claims.management.commands import makemessages

        here = folder / "locale"
        (here / "de" / "LC_MESSAGES").mkdir(parents=True)
        shutil.copy(GERMAN / "django.po", here / "de" / "LC_MESSAGES" / "django.po")
        patch.chdir(settings.BASE_DIR)
        patch.setattr(makemessages, "CATALOGUES", here)
        call_command("makemessages", stdout=StringIO())
    return here / "de" / "LC_MESSAGES" / "django.po"


def test_the_compiled_catalogue_is_that_of_the_words(tmp_path: Path) -> None:
    made = tmp_path / "django.mo"
    subprocess.run(["msgfmt", "--check", "-o", str(made), str(GERMAN / "django.po")], check=True, capture_output=True)
    assert made.read_bytes() == (GERMAN / "django.mo").read_bytes()


def test_every_word_is_translated_and_none_is_guessed_or_left_over() -> None:
    every = list(entries(GERMAN / "django.po"))
    assert [each["msgid"] for each in every if not all(said(each).values())] == []
    assert [each["msgid"] for each in every if "fuzzy" in each["flags"]] == []
    assert "\n#~" not in (GERMAN / "django.po").read_text()


def test_gaps_and_tags_are_the_same_in_both() -> None:
    for entry in entries(GERMAN / "django.po"):
        for name, words in said(entry).items():
            english = [entry["msgid"]] if name in {"msgstr", "msgstr[0]"} else []
            english += [entry["msgid_plural"]] if "msgid_plural" in entry else []
            assert signs(words) in [signs(each) for each in english], entry["msgid"]


def test_the_catalogue_holds_the_words_of_the_tree(tmp_path: Path) -> None:
    def ids(catalogue: Path) -> set[tuple[str, str, str]]:
        return {(each.get("msgctxt", ""), each["msgid"], each.get("msgid_plural", "")) for each in entries(catalogue)}

    tree, ours = ids(collected(tmp_path)), ids(GERMAN / "django.po")
    assert sorted(tree - ours) == [], "new: uv run manage.py makemessages, then translate (docs/words-german.md)"
    assert sorted(ours - tree) == [], "gone: uv run manage.py makemessages"


def test_german_quotes_and_the_formal_you() -> None:
    for entry in entries(GERMAN / "django.po"):
        for words in said(entry).values():
            assert words.count("„") == words.count("“"), words
            assert not re.search(r"\b(du|dir|dich|dein|deine|deinen|euch|euer)\b", words), words

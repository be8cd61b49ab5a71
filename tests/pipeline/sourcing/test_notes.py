"""Background notes: what is read, and what is refused."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from claims.pipeline.sourcing.notes import NotANote, notes, read_note

if TYPE_CHECKING:
    from pathlib import Path

NOTE = """---
title: Background: the bridge
date: 2026-03-01
kind: background note
sources:
  - publisher: Example News
    title: "Bridge opens: at last"
    date: 2026-02-28
    url: https://news.example/bridge?a=1
  - publisher: Other News
---
The bridge opened on 28 February 2026.
"""


def test_a_note_is_read_with_the_publications_that_it_cites() -> None:
    note = read_note(NOTE)

    assert note.title == "Background: the bridge"
    assert note.written_on == date(2026, 3, 1)
    assert note.text == "The bridge opened on 28 February 2026."
    assert [(each.publisher, each.title, each.url) for each in note.cites] == [
        ("Example News", "Bridge opens: at last", "https://news.example/bridge?a=1"),
        ("Other News", "", ""),
    ]


@pytest.mark.parametrize("head", ["", "title: A\n", "sources:\n", "date: yesterday\n", "title:\n"])
def test_a_note_may_lack_everything_but_its_text(head: str) -> None:
    note = read_note(f"---\n{head}---\nWords.")

    assert (note.text, note.written_on, note.cites) == ("Words.", None, ())


@pytest.mark.parametrize(
    ("written", "because"),
    [
        ("Words alone.", "begins with ---"),
        ("---\ntitle: A\nWords.", "not closed"),
        ("---\nno colon here\n---\nWords.", "line 2: not of the form"),
        ("---\ntitle: A\ntitle: B\n---\n", "line 3: title stands there twice"),
        ("---\n    url: x\n---\n", "line 2: indented, but under no source"),
        ("---\n!!python/object:os.system: x\n---\n", "line 2: not of the form"),
        ("", "begins with ---"),
    ],
)
def test_what_is_no_note_says_why(written: str, because: str) -> None:
    with pytest.raises(NotANote, match=because):
        read_note(written)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "/relative", "http://a b/"])
def test_only_addresses_of_the_web_become_citations(url: str) -> None:
    note = read_note(f"---\nsources:\n  - publisher: A\n    url: {url}\n---\nWords.")

    assert note.cites[0].url == ""


def test_a_folder_is_read_in_order_and_what_is_no_note_left_out(tmp_path: Path) -> None:
    (tmp_path / "b.md").write_text(NOTE)
    (tmp_path / "a.md").write_text("---\n---\nFirst.")
    (tmp_path / "README.md").write_text("# About")
    (tmp_path / "broken.md").write_text("no head")
    (tmp_path / "binary.md").write_bytes(b"---\n---\n\xff\xfe")
    (tmp_path / "empty.md").write_text("---\n---\n")
    (tmp_path / "other.txt").write_text("text")

    found = notes([tmp_path, tmp_path / "nowhere"], publisher="The newsroom")

    assert [item.address for item in found] == ["archive:notes/a", "archive:notes/b"]
    assert found[1].original.body == NOTE.encode()
    assert found[1].original.status is None

"""Pages are read by a helper process that no page can stop for long."""

from __future__ import annotations

import os
import signal
import time
from typing import TYPE_CHECKING

import pytest

from claims.pipeline.sourcing import reading
from claims.pipeline.sourcing.problems import Refused
from claims.pipeline.sourcing.reading import PageReader

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WORDS = "The mayor of Springfield said on Monday that the new bridge cost five million euros and will open in May."
PAGE = f"<html><head><title>Bridge</title></head><body><article><h1>Bridge</h1><p>{WORDS}</p></article></body></html>"
SLOW = """
import json, sys, time
for line in sys.stdin.buffer:
    page = sys.stdin.buffer.read(json.loads(line)["size"])
    if b"slow" in page:
        time.sleep(60)
    if b"die" in page:
        sys.exit(1)
    print(json.dumps({"text": page.decode(), "extractor": "test"}), flush=True)
"""


@pytest.fixture(scope="module")
def reader() -> Iterator[PageReader]:
    """A reader with its helper."""
    reader = PageReader()
    yield reader
    reader.close()


@pytest.fixture
def strange(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PageReader]:
    """A reader whose helper sleeps over some pages and dies over others."""
    program = tmp_path / "program.py"
    program.write_text(SLOW)
    monkeypatch.setattr(reading, "PROGRAM", program)
    monkeypatch.setattr(reading, "FIRST_SECONDS", 0.5)
    reader = PageReader(seconds=0.5)
    yield reader
    reader.close()


def test_the_text_of_a_page_is_read_with_what_it_says_of_itself(reader: PageReader) -> None:
    page = PAGE.replace(
        "</head>", '<meta name="author" content="Jane Roe"><meta property="og:site_name" content="News"></head>'
    )

    read = reader.read_bytes(page.encode(), url="https://news.example/a")

    assert WORDS in read.text
    assert (read.title, read.author, read.publisher) == ("Bridge", "Jane Roe", "News")
    assert read.extractor.startswith("trafilatura 2.")


@pytest.mark.parametrize(
    ("page", "charset"),
    [
        (PAGE.replace("mayor", "Bürgermeister").encode("latin-1"), "iso-8859-1"),
        (
            PAGE.replace("mayor", "Bürgermeister")
            .replace("<title>", '<meta charset="latin1"><title>')
            .encode("latin-1"),
            "",
        ),
        (PAGE.replace("mayor", "Bürgermeister").encode("utf-8"), ""),
        (PAGE.replace("mayor", "Bürgermeister").encode("utf-8-sig"), "iso-8859-1"),
        (PAGE.replace("mayor", "Bürgermeister").encode("utf-16"), "iso-8859-1"),
        (PAGE.replace("mayor", "Bürgermeister").encode("utf-8"), "no-such-charset"),
        (PAGE.replace("mayor", "Bürgermeister").encode("cp1252"), "utf-8"),
    ],
)
def test_letters_are_read_right_whatever_the_server_says(reader: PageReader, page: bytes, charset: str) -> None:
    assert "Bürgermeister of Springfield" in reader.read_bytes(page, url="https://news.example/", charset=charset).text


def test_plain_text_stays_as_it_is(reader: PageReader) -> None:
    read = reader.read_bytes(b"One line.\r\n\r\nAnother <b>line</b>.\x00", url="", content_type="text/plain")

    assert read.text == "One line.\n\nAnother <b>line</b>."


@pytest.mark.parametrize(
    "page",
    [
        b"", b"\x00" * 5_000, b"<" * 200_000, b"<div>" * 200_000, bytes(range(256)) * 400, b"<!--" * 50_000,
        b"<html><body><script>var text = 'words';</script></body></html>", b"<p>" + b"&" * 300_000,
        b'<meta charset="' + b"a" * 100_000, b"<?xml version='1.0' encoding='x'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><p>&b;</p>",
    ],
)  # fmt: skip
def test_a_broken_page_is_refused_and_the_next_is_read(reader: PageReader, page: bytes) -> None:
    started = time.monotonic()
    with pytest.raises(Refused):
        reader.read_bytes(page, url="https://news.example/")

    assert time.monotonic() - started < 10
    assert WORDS in reader.read_bytes(PAGE.encode(), url="https://news.example/").text


def test_a_page_that_takes_too_long_is_given_up(strange: PageReader) -> None:
    started = time.monotonic()
    with pytest.raises(Refused, match="took too long"):
        strange.read_bytes(b"slow", url="")

    assert time.monotonic() - started < 3
    assert strange.read_bytes(b"next", url="").text == "next"


def test_a_page_that_ends_the_helper_ends_nothing_else(strange: PageReader) -> None:
    with pytest.raises(Refused):
        strange.read_bytes(b"die", url="")

    assert strange.read_bytes(b"next", url="").text == "next"


def test_a_child_process_has_a_helper_of_its_own(reader: PageReader) -> None:
    reader.read_bytes(PAGE.encode(), url="")
    helper = reader._helper
    child = os.fork()
    if child == 0:  # what a prefork worker's child does
        try:
            read = WORDS in reader.read_bytes(PAGE.encode(), url="").text
            own = reader._helper is not helper
            reader.close()
            os._exit(0 if read and own else 1)
        finally:
            os._exit(2)
    _pid, status = os.waitpid(child, 0)

    assert os.waitstatus_to_exitcode(status) == 0
    assert reader.read_bytes(PAGE.encode(), url="").text.count(WORDS) == 1


def test_the_helper_ends_with_whom_it_helps() -> None:
    reader = PageReader()
    reader.read_bytes(PAGE.encode(), url="")
    helper = reader._helper
    assert helper is not None
    assert helper.stdin is not None

    helper.stdin.close()

    assert helper.wait(5) == 0
    reader.close()


def test_the_helper_does_not_mind_ctrl_c(reader: PageReader) -> None:
    reader.read_bytes(PAGE.encode(), url="")
    helper = reader._helper
    assert helper is not None

    os.kill(helper.pid, signal.SIGINT)

    assert WORDS in reader.read_bytes(PAGE.encode(), url="").text

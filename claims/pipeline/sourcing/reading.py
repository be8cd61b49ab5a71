"""The text of a page, extracted by a helper process that is stopped when a page takes too long."""

from __future__ import annotations

import atexit
import json
import os
import select
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claims.pipeline.sourcing.fetched import PageText
from claims.pipeline.sourcing.problems import Refused

if TYPE_CHECKING:
    from claims.pipeline.sourcing.fetched import Fetched

PROGRAM = Path(__file__).with_name("page_reader.py")
SECONDS = 8.0
FIRST_SECONDS = 20.0
"""The first page of a helper also waits for its start."""
LONGEST_ANSWER = 8_000_000
MEMORY = 400_000_000
"""Bytes that a page's markup may take while it is read; the tree of 10 MB of markup is large."""
HOSTILE_SECONDS, HOSTILE_MEMORY = 4.0, 60_000_000
"""What PDFs, feeds and sitemaps may take: small means a lot to do in them, and they are written to be read quickly."""


class PageReader:
    """A helper process, started when first needed, started anew after a page that it could not bear."""

    def __init__(self, *, seconds: float = SECONDS) -> None:
        """Set the time limit for a page."""
        self._seconds = seconds
        self._helper: subprocess.Popen[bytes] | None = None
        self._owner, self._warm = 0, False
        self._turn = threading.Lock()

    def get_ready(self) -> None:
        """Start the helper and go on at once: it loads while the net is waited for, and the first page finds it there."""
        with self._turn:
            self._running()

    def read(self, page: Fetched) -> PageText:
        """Return the text of a page. Raises Refused: too long, broken, or without any text."""
        charset = page.header("content-type").lower().partition("charset=")[2].strip(" \"';")[:40]
        return self.read_bytes(page.body, url=page.url, content_type=page.content_type, charset=charset)

    def read_bytes(self, page: bytes, *, url: str, content_type: str = "text/html", charset: str = "") -> PageText:
        """Return the text of a page's bytes. Raises Refused."""
        read = PageText(**self.answer("page", page, url=url, content_type=content_type, charset=charset))
        if not read.text:
            raise Refused("There is no text on the page.")
        return read

    def answer(self, what: str, given: bytes, *, url: str, content_type: str = "", charset: str = "") -> dict[str, Any]:
        """Have a page, a feed or a sitemap read (`what`), and return what the helper says. Raises Refused."""
        asked = {"what": what, "url": url, "content_type": content_type, "charset": charset, "size": len(given)}
        by_trafilatura = what == "page" and content_type != "application/pdf" and not given.startswith(b"%PDF-")
        seconds = self._seconds if by_trafilatura else min(HOSTILE_SECONDS, self._seconds)
        asked["memory"] = MEMORY if by_trafilatura else HOSTILE_MEMORY
        with self._turn:
            answer = self._ask(asked, given, seconds=seconds)
        if "refused" in answer:
            raise Refused(answer["refused"])
        if "problem" in answer:
            raise Refused(f"The page cannot be read ({answer['problem']}).")
        return answer

    def close(self) -> None:
        """Stop the helper."""
        helper, self._helper = self._helper, None
        if helper is None or self._owner != os.getpid():
            return
        helper.kill()
        helper.wait()
        for pipe in (helper.stdin, helper.stdout):
            if pipe is not None:
                with suppress(OSError):  # what it did not take any more
                    pipe.close()

    def _ask(self, asked: dict[str, Any], page: bytes, *, seconds: float) -> dict[str, Any]:
        helper = self._running()
        limit = seconds if self._warm else max(FIRST_SECONDS, seconds)
        ends = time.monotonic() + limit
        line = json.dumps({**asked, "seconds": int(limit) + 2}).encode() + b"\n"
        try:
            answer = converse(helper, line + page, ends=ends)
        except TimeoutError as problem:
            self.close()
            raise Refused("The page took too long to read.") from problem
        except OSError as problem:
            self.close()
            raise Refused("The page stopped the program that reads pages.") from problem
        except BaseException:
            self.close()  # interrupted half-way: what it would say next belongs to nobody
            raise
        self._warm = True
        parsed: dict[str, Any] = json.loads(answer)
        return parsed

    def _running(self) -> subprocess.Popen[bytes]:
        if self._owner != os.getpid():
            self._helper = None  # a fork's parent owns that one
        if self._helper is None or self._helper.poll() is not None:
            self._helper = subprocess.Popen(  # noqa: S603 - our own program, our own interpreter
                [sys.executable, "-I", str(PROGRAM)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={"LC_ALL": "C.UTF-8", "OMP_NUM_THREADS": "1"},
                start_new_session=True,
            )
            for pipe in (self._helper.stdin, self._helper.stdout):
                if pipe is not None:
                    os.set_blocking(pipe.fileno(), False)
            self._owner, self._warm = os.getpid(), False
        return self._helper


def converse(helper: subprocess.Popen[bytes], said: bytes, *, ends: float) -> bytes:
    """Write to the helper and return its one line. Raises TimeoutError at `ends`, OSError if the helper died."""
    assert helper.stdin is not None  # noqa: S101 - opened as pipes
    assert helper.stdout is not None  # noqa: S101
    to, from_, heard, left = helper.stdin.fileno(), helper.stdout.fileno(), bytearray(), memoryview(said)
    while not heard.endswith(b"\n"):
        wait = ends - time.monotonic()
        if wait <= 0:
            raise TimeoutError
        readable, writable, _none = select.select([from_], [to] if left else [], [], wait)
        if writable:
            left = left[os.write(to, left[:65_536]) :]
        if readable:
            got = os.read(from_, 65_536)
            if not got or len(heard) > LONGEST_ANSWER:
                raise BrokenPipeError
            heard += got
    return bytes(heard)


_reader = PageReader()
atexit.register(_reader.close)


def get_ready() -> None:
    """Start this process's own helper, if it has none yet; returns at once."""
    _reader.get_ready()


def read_page(page: Fetched) -> PageText:
    """Read a page with this process's own helper. Raises Refused."""
    return _reader.read(page)


def read_listing(what: str, given: Fetched) -> dict[str, Any]:
    """Read a feed or a sitemap (`what`) with this process's own helper. Raises Refused."""
    return _reader.answer(what, given.body, url=given.url, content_type=given.content_type)


def read_markup(markup: bytes, *, url: str) -> PageText:
    """Read HTML that a provider handed over, in UTF-8. Raises Refused."""
    return _reader.read_bytes(markup, url=url, charset="utf-8")

"""The program that reads pages: a process of its own, so that a page that takes too long can be stopped.

It speaks over its standard input and output: a line of JSON (what, url, content_type, charset, size, seconds, memory),
then that many bytes; it answers with a line of JSON. Started by `reading`; knows neither Django nor our models.
"""

import codecs
import json
import re
import resource
import signal
import sys
from html import unescape
from pathlib import Path
from typing import Any

import charset_normalizer
import trafilatura

sys.path.append(str(Path(__file__).resolve().parents[3]))  # started alone, it still finds its fellows

from claims.pipeline.sourcing.listing_text import read_feed, read_sitemap
from claims.pipeline.sourcing.pdf_text import Unreadable, is_pdf, read_pdf

VERSION = f"trafilatura {trafilatura.__version__} precision, reader 1"
LONGEST_TEXT = 400_000
CUT = f", first {LONGEST_TEXT:,} signs"
MOST_MEMORY = 2_000_000_000
SNIFFED = 4_096
META_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s{0,5}=\s{0,5}[\"']?\s{0,5}([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE
)
BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
NO_TEXT = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127), " ")


def decode(page: bytes, charset: str) -> str:
    """Turn bytes into text: byte order mark, the header's charset, the page's own, UTF-8, a guess, in this order."""
    for mark, named in BYTE_ORDER_MARKS:
        if page.startswith(mark):
            return page.decode(named, "replace")
    stated = META_CHARSET.search(page[:SNIFFED])
    for name in (charset, stated.group(1).decode("ascii") if stated else "", "utf-8"):
        try:
            return page.decode(codecs.lookup(name).name if name else "ascii")
        except (LookupError, UnicodeError, ValueError):
            continue
    guessed = charset_normalizer.from_bytes(page[:100_000], steps=3, chunk_size=512).best()
    return page.decode(guessed.encoding if guessed else "latin-1", "replace")


def clean(text: str | None) -> str:
    """Leave out what no text has: control characters and halves of characters."""
    whole = (text or "").translate(NO_TEXT).encode("utf-8", "ignore").decode("utf-8")
    return whole.replace("\r\n", "\n").replace("\r", "\n").strip()


def read(page: bytes, *, url: str, content_type: str, charset: str) -> dict[str, Any]:
    """Read a page: its text, and what it says of itself (title, author, publisher, date, language).

    A text that is too long is cut, and `extractor` says so. Raises Unreadable, and whatever trafilatura raises.
    """
    if is_pdf(page, content_type=content_type):
        return bounded({key: clean(value) for key, value in read_pdf(page).items()})
    text = decode(page, charset)
    if content_type == "text/plain":
        return bounded({"text": clean(text), "extractor": "plain text, reader 1"})
    found = trafilatura.bare_extraction(
        text, url=url or None, favor_precision=True, include_comments=False, with_metadata=True
    )
    said = {
        "text": "",
        "title": "",
        "author": "",
        "publisher": "",
        "published_on": "",
        "language": "",
        "extractor": VERSION,
    }
    if found is None or isinstance(found, dict):
        return said
    return bounded(
        said
        | {
            "text": clean(found.text),
            "title": unescape(clean(found.title))[:500],
            "author": clean(found.author)[:300],
            "publisher": clean(found.sitename or found.hostname)[:300],
            "published_on": clean(found.date)[:10],
            "language": clean(found.language)[:12],
        }
    )


def bounded(read: dict[str, str]) -> dict[str, str]:
    """Cut a text that is longer than anyone cites from, and say so in the name of what read it."""
    if len(read["text"]) <= LONGEST_TEXT:
        return read
    return read | {"text": read["text"][:LONGEST_TEXT], "extractor": read["extractor"] + CUT}


def carry_out(request: dict[str, Any], given: bytes) -> dict[str, Any]:
    """Do what is asked with the bytes: read a page, a feed or a sitemap; a refusal comes back as `refused`."""
    try:
        if request["what"] == "feed":
            return read_feed(given, url=request["url"], content_type=request["content_type"])
        if request["what"] == "sitemap":
            return read_sitemap(given)
        return read(given, url=request["url"], content_type=request["content_type"], charset=request["charset"])
    except Unreadable as problem:
        return {"refused": str(problem)}
    except MemoryError:
        return {"refused": "It takes more memory to read than it may."}
    except (
        ValueError,
        TypeError,
        LookupError,
        AttributeError,
        ArithmeticError,
        RecursionError,
        ImportError,
    ) as problem:
        # the libraries raise whatever a broken page makes of them; the page is refused, the reader goes on
        return {"problem": type(problem).__name__}


def memory_in_use() -> int:
    """Return the bytes of address space that this process has."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()


def main() -> None:
    """Read pages until the other side closes. A page may be stopped by the other side at any time."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    asked, answers = sys.stdin.buffer, sys.stdout.buffer
    while line := asked.readline(20_000):
        request = json.loads(line)
        given = asked.read(request["size"])
        signal.alarm(request["seconds"])  # should the other side be gone, nobody else would stop this
        room = min(MOST_MEMORY, memory_in_use() + request["memory"])
        resource.setrlimit(resource.RLIMIT_AS, (room, MOST_MEMORY))
        answer = carry_out(request, given)
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        signal.alarm(0)
        answers.write(json.dumps(answer).encode() + b"\n")
        answers.flush()


if __name__ == "__main__":
    main()

"""The program that reads pages: a process of its own, so that a page that takes too long can be stopped.

It speaks over its standard input and output: a line of JSON (url, content_type, charset, size), then that many bytes of
the page; it answers with a line of JSON. Started by `reading`; knows neither Django nor the rest of Claimdesk.
"""

import codecs
import json
import re
import resource
import signal
import sys
from html import unescape

import charset_normalizer
import trafilatura

VERSION = f"trafilatura {trafilatura.__version__} precision, reader 1"
LONGEST_TEXT = 400_000
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


def read(page: bytes, *, url: str, content_type: str, charset: str) -> dict[str, str]:
    """Read a page: its text, and what it says of itself (title, author, publisher, date, language)."""
    text = decode(page, charset)
    if content_type == "text/plain":
        return {"text": clean(text)[:LONGEST_TEXT], "extractor": "plain text, reader 1"}
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
    return said | {
        "text": clean(found.text)[:LONGEST_TEXT],
        "title": unescape(clean(found.title))[:500],
        "author": clean(found.author)[:300],
        "publisher": clean(found.sitename or found.hostname)[:300],
        "published_on": clean(found.date)[:10],
        "language": clean(found.language)[:12],
    }


def main() -> None:
    """Read pages until the other side closes. A page may be stopped by the other side at any time."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    asked, answers = sys.stdin.buffer, sys.stdout.buffer
    while line := asked.readline(20_000):
        request = json.loads(line)
        page = asked.read(request["size"])
        signal.alarm(request["seconds"])  # should the other side be gone, nobody else would stop this
        try:
            answer = read(page, url=request["url"], content_type=request["content_type"], charset=request["charset"])
        except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError, MemoryError) as problem:
            # trafilatura raises whatever a broken page makes of it; the page is refused, the reader goes on
            answer = {"problem": type(problem).__name__}
        signal.alarm(0)
        answers.write(json.dumps(answer).encode() + b"\n")
        answers.flush()


if __name__ == "__main__":
    main()

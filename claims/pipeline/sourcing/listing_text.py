"""What feeds and sitemaps list: addresses with titles and days. Runs in the reader's process only."""

from __future__ import annotations

import re
import zlib
from datetime import UTC, datetime
from html import unescape
from time import struct_time
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit
from xml.parsers import expat

import feedparser  # type: ignore[import-untyped]

from claims.pipeline.sourcing.pdf_text import Unreadable

MOST_ENTRIES = 10_000
LARGEST = 20_000_000
"""Bytes of a sitemap, unpacked."""
LONGEST_FIELD = 4_000
TAG = re.compile(r"<[^<>]{0,500}>")
CONTROL = dict.fromkeys((*range(32), 127), " ")
FILE_ENDING = re.compile(r"\.[a-z]{2,5}$")
NUMBERED = re.compile(r"^\d+$|^[0-9a-f]{8,}$")


def read_feed(given: bytes, *, url: str, content_type: str) -> dict[str, Any]:
    """Read RSS or Atom: {"pages": [{address, title, summary, published_on}], "total"}. Raises Unreadable."""
    if b"<!entity" in given.lower():
        raise Unreadable("The feed declares entities, which feeds do not need.")
    read = feedparser.parse(given, response_headers={"content-type": content_type, "content-location": url})
    if not read.version and not read.entries:
        raise Unreadable("This is no feed: neither RSS nor Atom.")
    pages = [
        {
            "address": urljoin(url, str(entry["link"])),
            "title": words(entry.get("title"), most=500),
            "summary": words(entry.get("summary"), most=2_000),
            "published_on": day(entry.get("published_parsed") or entry.get("updated_parsed")),
        }
        for entry in read.entries[:MOST_ENTRIES]
        if entry.get("link")
    ]
    if read.bozo and not pages:
        raise Unreadable("The feed is broken.")
    return {"pages": [page for page in pages if is_web(page["address"])], "total": len(read.entries)}


def read_sitemap(given: bytes) -> dict[str, Any]:
    """Read a sitemap or an index of sitemaps, gzipped or not: {"pages": […], "sitemaps": […], "total"}, the newest first.

    Raises Unreadable.
    """
    reader = SitemapReader()
    reader.read(unpacked(given))
    newest = sorted(reader.found, key=lambda page: page["published_on"], reverse=True)
    pages, total = newest[:MOST_ENTRIES], len(newest)
    if reader.is_index:
        return {"pages": [], "sitemaps": [page["address"] for page in pages], "total": total}
    return {"pages": pages, "sitemaps": [], "total": total}


def unpacked(given: bytes) -> bytes:
    """Unpack gzip within bounds. Raises Unreadable."""
    if not given.startswith(b"\x1f\x8b"):
        return given
    unzip = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        data = unzip.decompress(given, LARGEST + 1)
    except zlib.error as problem:
        raise Unreadable("The sitemap is not packed as it says.") from problem
    if len(data) > LARGEST:
        raise Unreadable("The sitemap unpacks to more than it may.")
    return data


class SitemapReader:
    """Reads the XML of a sitemap as a stream: no tree, no entities, nothing fetched."""

    def __init__(self) -> None:
        """Begin."""
        self.found: list[dict[str, str]] = []
        self.is_index = False
        self._page: dict[str, str] | None = None
        self._field, self._said = "", ""
        self._root = ""
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._data
        self._parser.EntityDeclHandler = self._refuse

    def read(self, given: bytes) -> None:
        """Read it all. Raises Unreadable."""
        try:
            self._parser.Parse(given, True)
        except expat.ExpatError as problem:
            raise Unreadable(f"The sitemap is not proper XML (line {problem.lineno}).") from problem
        if self._root not in {"urlset", "sitemapindex"}:
            raise Unreadable("This is no sitemap.")

    def _refuse(self, *_declared: Any) -> None:
        raise Unreadable("The sitemap declares entities, which sitemaps do not need.")

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        space, _gap, plain = name.rpartition(" ")
        if not self._root:
            self._root, self.is_index = plain, plain == "sitemapindex"
        if plain in {"url", "sitemap"}:
            self._page = {}
        elif self._page is not None and "image" not in space and "video" not in space:
            self._field, self._said = plain, ""

    def _data(self, text: str) -> None:
        if self._field and len(self._said) < LONGEST_FIELD:
            self._said += text[:LONGEST_FIELD]

    def _end(self, name: str) -> None:
        plain = name.rpartition(" ")[2]
        if self._page is not None and self._field == plain and plain in {"loc", "lastmod", "title", "publication_date"}:
            self._page.setdefault(plain, self._said.strip())
        self._field = ""
        if plain in {"url", "sitemap"} and self._page is not None:
            address = self._page.get("loc", "")
            if is_web(address):
                self.found.append(
                    {
                        "address": address,
                        "title": words(self._page.get("title"), most=500) or named(address),
                        "summary": "",
                        "published_on": date_of(self._page.get("publication_date") or self._page.get("lastmod", "")),
                    }
                )
            self._page = None


def is_web(address: str) -> bool:
    """Say whether it is an address of the web that can be kept."""
    fits = address.startswith(("http://", "https://")) and len(address) <= 2_000
    return fits and not any(letter.isspace() or ord(letter) < 33 for letter in address)


def named(address: str) -> str:
    """Return the words in an address: …/2021/03/russia-recalls-ambassador.html is “russia recalls ambassador”."""
    parts = [part for part in unquote(urlsplit(address).path).split("/") if part]
    for part in reversed(parts):
        told = [word for word in re.split(r"[-_+ ]+", FILE_ENDING.sub("", part.lower())) if not NUMBERED.match(word)]
        if len(told) > 1:
            return " ".join(told).translate(CONTROL)[:500]
    return ""


def words(value: Any, *, most: int) -> str:
    """Return a value's words on one line, without markup, cut at a length."""
    if not isinstance(value, str):
        return ""
    text = unescape(TAG.sub(" ", value[: most * 8])).translate(CONTROL)
    return " ".join(text.encode("utf-8", "ignore").decode().split())[:most]


def day(value: Any) -> str:
    """Return the day of a time that feedparser read, as 2026-03-01, or nothing."""
    if not isinstance(value, struct_time) or not 1900 <= value.tm_year <= 2200:
        return ""
    return datetime(value.tm_year, value.tm_mon, value.tm_mday, tzinfo=UTC).date().isoformat()


def date_of(value: str) -> str:
    """Return the day of a W3C date (2026, 2026-03, 2026-03-01T…), or nothing."""
    found = re.match(r"(\d{4})-(\d{2})-(\d{2})", value)
    try:
        return datetime(int(found[1]), int(found[2]), int(found[3]), tzinfo=UTC).date().isoformat() if found else ""
    except ValueError:
        return ""

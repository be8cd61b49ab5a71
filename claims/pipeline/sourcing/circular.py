"""Pages that lead back to the article under check: what they say is no second source for it."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from claims.models.evidence import Circle
from claims.pipeline.sourcing.likeness import is_same_text, sketch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from claims.pipeline.sourcing.fetched import Copy
    from claims.pipeline.sourcing.providers.base import Hit

HREF = re.compile(rb"href\s{0,5}=\s{0,5}[\"']([^\"'<>]{4,2000})[\"']", re.IGNORECASE)
IN_TEXT = re.compile(r"https?://[^\s\"'<>()\[\]]{4,2000}")
MOST_LINKS = 5_000
SHORTEST_OUTLET = 3


class Origin:
    """The article under check, as pages may lead back to it."""

    def __init__(self, *, text: str = "", url: str = "", outlet: str = "") -> None:
        """Take what is known of the article; all of it may be missing."""
        self.url = url
        self._place, self._host = place(url), host(url)
        self._sketch = sketch(text)
        self._outlet = outlet.strip()
        says = r"(?:reports?|reported|reporting|said|says|writes|wrote|revealed|told|tells|first)"
        cites = r"(?:according to|reported by|report by|report in|cited by|citing|quoted by|told|interview with|via)"
        name = re.escape(self._outlet)
        self._named = (
            re.compile(rf"\b(?:{cites} (?:the )?{name}\b|{name} (?:has |had |have )?{says}\b)", re.IGNORECASE)
            if len(self._outlet) >= SHORTEST_OUTLET
            else None
        )

    def circle(self, hit: Hit, copy: Copy) -> Circle | None:
        """Say how a page leads back to the article, the strongest sign first; None where nothing shows that it does."""
        page, text = copy.fetched.url, copy.page.text
        if self._place and self._place in {place(page), place(hit.address)}:
            return Circle.SAME_PAGE
        if is_same_text(self._sketch, sketch(text)):
            return Circle.SAME_TEXT
        cited = [cited.url for cited in hit.cites]
        if self._place and any(place(link) == self._place for link in (*cited, *links(copy))):
            return Circle.LINKS
        if self._host and self._host in {host(page), host(hit.address)}:
            return Circle.SAME_OUTLET
        if self._outlet and self._outlet.casefold() in {hit.publisher.casefold(), copy.page.publisher.casefold()}:
            return Circle.SAME_OUTLET
        return Circle.NAMES_OUTLET if self._named and self._named.search(text) else None


def links(copy: Copy) -> Iterator[str]:
    """Yield the addresses that a page links to or writes out."""
    if "html" in copy.fetched.content_type or not copy.fetched.content_type:
        for count, found in enumerate(HREF.finditer(copy.fetched.body)):
            if count >= MOST_LINKS:
                break
            yield joined(copy.fetched.url, unescape(found.group(1).decode("utf-8", "ignore")))
    yield from (found.group().rstrip(".,;") for found in first(IN_TEXT.finditer(copy.page.text)))


def first(found: Iterable[re.Match[str]]) -> Iterator[re.Match[str]]:
    """Yield as many links as are looked at."""
    return (match for match, _count in zip(found, range(MOST_LINKS), strict=False))


def joined(base: str, link: str) -> str:
    """Return a link of a page as a whole address; nothing where it is none."""
    try:
        return urljoin(base, link.strip())
    except ValueError:
        return ""


def place(url: str) -> str:
    """Return what tells pages of the web apart: host and path, and a query that names a page; nothing for a home page."""
    try:
        parts = urlsplit(url)
        at = host(url)
    except ValueError:
        return ""
    path = unquote(parts.path).rstrip("/").removesuffix("/amp").removesuffix("/index.html")
    query = "&".join(sorted(part for part in parts.query.split("&") if part and not is_tracking(part)))
    return f"{at}{path}?{query}" if at and (path or query) else ""


def is_tracking(part: str) -> bool:
    """Say whether a part of a query only tells who sent the reader."""
    return part.lower().startswith(("utm_", "fbclid=", "gclid=", "ref=", "cmpid=", "ns_", "at_", "smid="))


def host(url: str) -> str:
    """Return the host of an address, without www and the like; empty for what is not of the web."""
    try:
        parts = urlsplit(url)
        named = parts.hostname or ""
    except ValueError:
        return ""
    for start in ("www.", "m.", "amp.", "mobile."):
        named = named.removeprefix(start)
    return named if parts.scheme in {"http", "https"} else ""

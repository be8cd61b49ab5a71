"""The article on a web page: fetched by the guarded client, read, and handed over for a person to look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from claims.pipeline.sourcing.choosing import client as guarded_client
from claims.pipeline.sourcing.choosing import pages_client
from claims.pipeline.sourcing.reading import read_page

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class FoundArticle:
    """What a page says: its text as it was extracted, and what it tells of itself. Empty where it is silent."""

    url: str
    text: str
    title: str
    outlet: str
    author: str
    published_at: datetime | None


def read_article(url: str) -> FoundArticle:
    """Fetch a page that a person named, and read its article. Raises Refused, Unreachable, Limited, in their words.

    robots.txt is for programs that wander; this is one page, asked for by a person, fetched once.
    """
    with guarded_client() as client:
        fetched = pages_client(client).get(url).expect_ok(urlsplit(url).netloc or url)
    page = read_page(fetched)
    return FoundArticle(
        url=fetched.url,
        text=page.text,
        title=page.title,
        outlet=page.publisher,
        author=page.author,
        published_at=noon(page.day),
    )


def noon(day: date | None) -> datetime | None:
    """Return noon of a day, in UTC: a page tells its day and no hour, and noon is that day nearly everywhere."""
    return datetime.combine(day, time(12), tzinfo=UTC) if day else None

"""Looking at a feed: what is new there passes its filter, and waits for an editor or is fetched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.timezone import now

from claims.models.feed import EntryState, Feed, FeedEntry, Handling
from claims.pipeline.sourcing.choosing import client as guarded_client
from claims.pipeline.sourcing.choosing import pages_client
from claims.pipeline.sourcing.problems import Limited, Refused, Unreachable
from claims.pipeline.sourcing.reading import read_listing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

FEED_TYPES: Final = frozenset(
    {
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "application/xml",
        "text/xml",
        "text/plain",
        "text/html",  # as some servers call whatever they do not know; what is no feed is refused by its reader
    }
)
MOST_NEW: Final = 200
"""Entries of one look; a feed lists its newest first."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which entries an editor wants: one of the wanted words, if there are any, and none of the unwanted."""

    wanted: tuple[str, ...]
    unwanted: tuple[str, ...]

    @classmethod
    def of(cls, feed: Feed) -> Filter:
        """Read a feed's filter, a word or a phrase a line."""
        return cls(wanted=phrases(feed.wanted), unwanted=phrases(feed.unwanted))

    def lets_through(self, *texts: str) -> bool:
        """Say whether an entry with these texts is wanted. Words count as whole words, in any case."""
        said = f" {spaced(' '.join(texts))} "
        if any(f" {phrase} " in said for phrase in self.unwanted):
            return False
        return not self.wanted or any(f" {phrase} " in said for phrase in self.wanted)


def phrases(lines: str) -> tuple[str, ...]:
    """Return the phrases of a filter, as they are looked for."""
    return tuple(phrase for line in lines.splitlines() if (phrase := spaced(line)))


def spaced(text: str) -> str:
    """Return a text's letters and digits in small letters, everything else a single space."""
    return " ".join("".join(sign if sign.isalnum() else " " for sign in text.casefold()).split())


def look_at(feed: Feed, *, take_in: Callable[[FeedEntry], object]) -> int:
    """Fetch a feed if it changed, keep its new entries, and say how many. What goes wrong is written at the feed.

    `take_in` is called for each entry that is to be taken in without asking, in the transaction that keeps it.
    On the first look of a feed whose entries are taken in by themselves, what stands there already is passed over.
    Safe to run twice, and twice at once.
    """
    try:
        listed, heads = read(feed)
    except (Refused, Unreachable, Limited) as problem:
        wait = getattr(problem, "retry_after", None) or 0
        later = now() + max(feed.pause, type(feed.pause)(seconds=min(wait, 86_400)))
        Feed.objects.filter(pk=feed.pk).update(problem=str(problem)[:500], looked_at=now(), next_look_at=later)
        return 0
    with transaction.atomic():
        new = keep(feed, listed, take_in=take_in)
        Feed.objects.filter(pk=feed.pk).update(problem="", looked_at=now(), next_look_at=now() + feed.pause, **heads)
    return new


def read(feed: Feed) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Return what the feed lists, and what to ask it with next time; nothing where it did not change."""
    asked = {"If-None-Match": feed.etag, "If-Modified-Since": feed.last_modified}
    with guarded_client() as client:
        fetched = pages_client(client).get(
            feed.address, headers={name: value for name, value in asked.items() if value}, types=FEED_TYPES
        )
    if fetched.status == 304:
        return [], {}
    fetched.expect_ok(urlsplit(feed.address).netloc)
    listed = read_listing("feed", fetched)["pages"][:MOST_NEW]
    return listed, {
        "etag": header(fetched.header("etag"), 300),
        "last_modified": header(fetched.header("last-modified"), 100),
    }


def header(value: str, longest: int) -> str:
    """Return a header that may be sent back as it is; nothing where it may not."""
    return value if value.isascii() and value.isprintable() and len(value) <= longest else ""


def keep(feed: Feed, listed: Sequence[dict[str, Any]], *, take_in: Callable[[FeedEntry], object]) -> int:
    """Write the entries that are new and wanted; queue those that are to be taken in. Needs a transaction."""
    wanted = Filter.of(feed)
    known = set(feed.entries.filter(address__in=[page["address"] for page in listed]).values_list("address", flat=True))
    takes_in = feed.handling == Handling.TAKE_IN
    first = EntryState.PASSED_OVER if takes_in and feed.looked_at is None else EntryState.WAITING
    state = EntryState.FETCHING if takes_in and feed.looked_at is not None else first
    new = [
        FeedEntry(
            feed=feed,
            address=page["address"],
            title=page["title"],
            summary=page["summary"],
            published_on=date.fromisoformat(page["published_on"]) if page["published_on"] else None,
            state=state,
            decided_by=feed.signed_by if state == EntryState.FETCHING else None,
        )
        for page in {page["address"]: page for page in listed}.values()
        if page["address"] not in known and wanted.lets_through(page["title"], page["summary"])
    ]
    FeedEntry.objects.bulk_create(new, ignore_conflicts=True)
    if state == EntryState.FETCHING:
        for entry in feed.entries.filter(state=EntryState.FETCHING, address__in=[entry.address for entry in new]):
            take_in(entry)
    return len(new)

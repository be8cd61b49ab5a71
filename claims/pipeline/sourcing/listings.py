"""Reading the feeds and sitemaps of the newsroom's own site, so that what it published before is found again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now

from claims.models.listing import ListedPage, Listing, ListingKind
from claims.pipeline.sourcing.bodies import Limits
from claims.pipeline.sourcing.choosing import client as guarded_client
from claims.pipeline.sourcing.choosing import pages_client
from claims.pipeline.sourcing.fetching import DATA_TYPES
from claims.pipeline.sourcing.problems import Refused, Unreachable
from claims.pipeline.sourcing.reading import read_listing
from claims.pipeline.sourcing.waiting import wait_after

if TYPE_CHECKING:
    from claims.pipeline.sourcing.fetched import Fetched

EVERY = {ListingKind.FEED: timedelta(minutes=30), ListingKind.SITEMAP: timedelta(days=1)}
MOST_PARTS = 50
"""Sitemaps of an index that are read: those that changed last."""
A_BATCH = 1_000
TYPES = DATA_TYPES | {
    "application/rss+xml",
    "application/atom+xml",
    "application/rdf+xml",
    "application/feed+json",
    "application/gzip",
    "application/x-gzip",
    "text/plain",
    "text/html",
}
LIMITS = Limits(total=20.0)


def due() -> list[int]:
    """Bring the rows in line with the settings ARCHIVE_FEEDS and ARCHIVE_SITEMAPS; return which are to be read now."""
    wanted = dict.fromkeys(settings.ARCHIVE_SITEMAPS, ListingKind.SITEMAP)
    wanted |= dict.fromkeys(settings.ARCHIVE_FEEDS, ListingKind.FEED)
    ours = Listing.objects.filter(parent=None)
    ours.filter(in_use=True).exclude(address__in=wanted).update(in_use=False)
    Listing.objects.filter(parent__in_use=False, in_use=True).update(in_use=False)
    ours.filter(in_use=False, address__in=wanted).update(in_use=True, due_at=now(), tries=0)
    known = set(ours.filter(address__in=wanted).values_list("address", flat=True))
    Listing.objects.bulk_create(
        [Listing(address=address, kind=kind) for address, kind in wanted.items() if address not in known],
        ignore_conflicts=True,
    )
    return list(Listing.objects.due().order_by("due_at", "pk").values_list("pk", flat=True))


def read(listing_id: int) -> None:
    """Read a listing if it changed, and note its pages. Raises Limited; other trouble is noted, with the next try.

    Safe to run twice, and twice at once: pages are found by their addresses. The net is used outside of transactions.
    """
    listing = Listing.objects.get(pk=listing_id)
    if not listing.in_use:
        return
    try:
        with guarded_client() as client:
            fetched = pages_client(client).get(listing.address, headers=validators(listing), types=TYPES, limits=LIMITS)
        if fetched.status != 304:
            fetched.expect_ok(urlsplit(listing.address).netloc)
        if fetched.status == 304 or fetched.sha256 == listing.sha256:
            write(listing, problem=listing.problem)
            return
        found = read_listing(listing.kind, fetched)
    except Unreachable as problem:
        put_back(listing, str(problem), asked_to_wait=problem.retry_after)
        return
    except Refused as problem:
        write(listing, problem=str(problem))
        return
    keep(listing, found, fetched)


def validators(listing: Listing) -> dict[str, str]:
    """Return the headers that ask for a listing only if it changed."""
    asked = {"If-None-Match": listing.etag, "If-Modified-Since": listing.last_modified}
    return {name: value for name, value in asked.items() if value and value.isascii() and value.isprintable()}


def keep(listing: Listing, found: dict[str, Any], fetched: Fetched) -> None:
    """Write what a listing names: pages of its own site, and the sitemaps of an index."""
    ours = [page for page in found["pages"] if same_site(page["address"], listing.address)]
    pages = {page["address"]: page for page in ours}
    parts = [address for address in found.get("sitemaps", ()) if same_site(address, listing.address)]
    problem = left_out(found, pages=len(ours), parts=len(parts), is_part=listing.parent_id is not None)
    with transaction.atomic():
        rows = [
            ListedPage(
                listing=listing,
                address=page["address"],
                title=page["title"],
                summary=page["summary"],
                published_on=date.fromisoformat(page["published_on"]) if page["published_on"] else None,
            )
            for page in sorted(pages.values(), key=lambda page: str(page["address"]))  # one order: twins wait, not lock
        ]
        ListedPage.objects.bulk_create(
            rows,
            batch_size=A_BATCH,
            update_conflicts=True,
            unique_fields=["address"],
            update_fields=["title", "summary", "published_on"],
        )
        if listing.parent_id is None:
            Listing.objects.bulk_create(
                [Listing(address=part, kind=ListingKind.SITEMAP, parent=listing) for part in parts[:MOST_PARTS]],
                ignore_conflicts=True,
            )
            listing.parts.exclude(address__in=parts[:MOST_PARTS]).update(in_use=False)
            listing.parts.filter(address__in=parts[:MOST_PARTS], in_use=False).update(in_use=True, due_at=now())
        write(
            listing,
            problem=problem,
            etag=fetched.header("etag")[:300],
            last_modified=fetched.header("last-modified")[:100],
            sha256=fetched.sha256,
            pages=len(pages),
        )


def left_out(found: dict[str, Any], *, pages: int, parts: int, is_part: bool) -> str:
    """Say what of a listing is not kept, so that nothing is missing in silence."""
    named = len(found["pages"])
    said = []
    if found["total"] > named and named:
        said.append(f"It lists {found['total']:,} pages; the newest {named:,} are kept.")
    if named > pages:
        said.append(f"{named - pages:,} pages are of another site, and left out.")
    if is_part and parts:
        said.append("It is an index within an index, which is not followed.")
    elif parts > MOST_PARTS:
        said.append(f"It names {parts:,} sitemaps; the {MOST_PARTS} that changed last are read.")
    return " ".join(said)


def same_site(address: str, listing: str) -> bool:
    """Say whether a page is of the site that lists it, or of a part of that site (news.example.org of example.org)."""
    host, site = ((urlsplit(url).hostname or "").removeprefix("www.") for url in (address, listing))
    same_door = urlsplit(address).port == urlsplit(listing).port
    return bool(site) and same_door and (host == site or host.endswith(f".{site}"))


def write(listing: Listing, *, problem: str, **fields: object) -> None:
    """Note that a listing was read, and when to read it next."""
    at = now()
    due_at = at + EVERY[ListingKind(listing.kind)]
    Listing.objects.filter(pk=listing.pk).update(problem=problem, read_at=at, due_at=due_at, tries=0, **fields)


def put_back(listing: Listing, problem: str, *, asked_to_wait: float | None) -> None:
    """Note that a listing could not be read, and when to try again; after some tries, once a day."""
    tries = listing.tries + 1
    wait = wait_after(tries, asked_to_wait=asked_to_wait) or EVERY[ListingKind.SITEMAP]
    Listing.objects.filter(pk=listing.pk).update(problem=problem[:2000], tries=tries, due_at=now() + wait)

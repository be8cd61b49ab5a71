"""Looking again at a page that is kept: is it still there, at its place, and does it say the same?"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.db import transaction

from claims.models.added_page import AddedPage
from claims.models.source import Source
from claims.pipeline.sourcing.archiving import archive, body_of
from claims.pipeline.sourcing.choosing import client as guarded_client
from claims.pipeline.sourcing.choosing import pages_client, site_rules
from claims.pipeline.sourcing.fetched import Fetched
from claims.pipeline.sourcing.keeping import fingerprint, same_text, snapshot_of
from claims.pipeline.sourcing.pages import fetch
from claims.pipeline.sourcing.problems import Refused
from claims.pipeline.sourcing.reading import read_page

if TYPE_CHECKING:
    from claims.models.source import Snapshot
    from claims.pipeline.sourcing.fetched import PageText
    from claims.pipeline.sourcing.fetching import Fetcher

GONE = {
    404: "The page is no longer there.",
    410: "The page was taken down.",
    451: "The page may not be shown any more.",
}


class Standing(StrEnum):
    """How a page stands beside our copy of it."""

    SAME = "same"
    CHANGED = "changed"
    MOVED = "moved"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Look:
    """What a second look showed. `snapshot` is the newest copy: a new one where the page says something else now.

    `address` is where the page is now; `because` says it in words, for the editor.
    """

    standing: Standing
    snapshot: Snapshot
    address: str
    because: str = ""


def look_again(snapshot: Snapshot, *, client: Fetcher | None = None) -> Look:
    """Fetch a page of the web again, if it changed, and compare it with its copy; a changed page is kept as a new copy.

    Asks with the copy's ETag and Last-Modified, so that a page that stayed as it was costs its server next to nothing.
    Raises Unreachable and Limited (ask later, `retry_after` seconds), Refused (it cannot be looked at: no page of the web,
    closed to robots, behind a password). Safe to run twice, and twice at once. Not to be called in a transaction.
    """
    if not snapshot.source.is_web:
        raise Refused("Only pages of the web are looked at again.")
    if client is None:
        with guarded_client() as opened:
            return look_again(snapshot, client=opened)
    address = snapshot.source.address
    robots = None if AddedPage.objects.overriding(snapshot).exists() else site_rules(client)
    asked = {} if snapshot.is_handed_over else validators(snapshot)
    fetched = fetch(address, pages_client(client), robots, headers=asked)
    if fetched.status == 304:
        return Look(Standing.SAME, snapshot, snapshot.public_address)
    if fetched.status in GONE:
        return Look(Standing.GONE, snapshot, address, GONE[fetched.status])
    fetched.expect_ok(urlsplit(address).netloc)
    if is_front_page(fetched.url) and not is_front_page(address):
        return Look(Standing.GONE, snapshot, fetched.url, "The address leads to the site’s front page now.")
    if (
        snapshot.is_handed_over
    ):  # a provider gave us this text in a form of its own: only that it is still there can be compared
        return Look(Standing.SAME, snapshot, fetched.url)
    moved = where(fetched.url) != where(snapshot.final_url)
    newest = snapshot if fetched.sha256 == snapshot.raw_sha256 else newest_copy(snapshot, fetched)
    if moved:
        return Look(Standing.MOVED, newest, fetched.url, f"The page is at {fetched.url} now.")
    if newest.pk == snapshot.pk:
        return Look(Standing.SAME, snapshot, fetched.url)
    return Look(Standing.CHANGED, newest, fetched.url, "The page says something else now.")


def validators(snapshot: Snapshot) -> dict[str, str]:
    """Return the headers that ask for the page only if it changed."""
    asked = {"If-None-Match": snapshot.etag, "If-Modified-Since": snapshot.last_modified}
    return {name: value for name, value in asked.items() if value.isascii() and value.isprintable() and value}


def newest_copy(snapshot: Snapshot, fetched: Fetched) -> Snapshot:
    """Return the copy that says what the page says now: the one that is kept already, or a new one."""
    page = read_page(fetched)
    if fingerprint(page.text) == snapshot.text_sha256 or says_the_same(snapshot, page):
        return snapshot
    known = same_text(snapshot.source, page)
    warc = known.warc if known else archive(fetched)
    with transaction.atomic():
        source = Source.objects.select_for_update(no_key=True).get(pk=snapshot.source_id)
        return same_text(source, page) or snapshot_of(source, fetched, page, warc=warc)


def says_the_same(snapshot: Snapshot, page: PageText) -> bool:
    """Say whether the copy, read as pages are read today, says the same: a new reader is no new page."""
    if snapshot.extractor == page.extractor:
        return False
    with suppress(OSError, ValueError, Refused):  # without the file, or a text in it, the texts as they were read count
        kept = replace(as_fetched(snapshot), body=body_of(snapshot.warc))
        return read_page(kept).text == page.text
    return False


def as_fetched(snapshot: Snapshot) -> Fetched:
    """Return a copy as the answer that it once was, without its bytes."""
    return Fetched(
        requested_url=snapshot.requested_url,
        url=snapshot.final_url,
        redirects=tuple(snapshot.redirects),
        ip=snapshot.ip,
        fetched_at=snapshot.fetched_at,
        status=snapshot.http_status,
        headers=tuple((str(name), str(value)) for name, value in snapshot.headers),
        body=b"",
    )


def where(url: str) -> str:
    """Return a page's place, without what changes and leads to the same page: scheme, www, a final slash."""
    parts = urlsplit(url)
    host = parts.netloc.lower().removeprefix("www.").removesuffix(":80").removesuffix(":443")
    return f"{host}{parts.path.rstrip('/')}?{parts.query}"


def is_front_page(url: str) -> bool:
    """Say whether an address is that of a whole site."""
    parts = urlsplit(url)
    return parts.path.strip("/") in {"", "index.html", "index.php", "home"} and not parts.query

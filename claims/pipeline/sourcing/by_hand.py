"""Pages that a person added to a claim: fetched by the same guarded client, or read from an uploaded file, and kept."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from claims.models.added_page import BY_HAND, AddedPage, AddedState
from claims.pipeline.sourcing.archiving import archive, body_of
from claims.pipeline.sourcing.choosing import client as guarded_client
from claims.pipeline.sourcing.choosing import pages_client, site_rules
from claims.pipeline.sourcing.circular import Origin
from claims.pipeline.sourcing.fetched import Copy, Fetched
from claims.pipeline.sourcing.keeping import keep
from claims.pipeline.sourcing.pages import fetch
from claims.pipeline.sourcing.problems import Refused
from claims.pipeline.sourcing.providers.base import Hit
from claims.pipeline.sourcing.ranking import Ranker
from claims.pipeline.sourcing.reading import read_page

if TYPE_CHECKING:
    from datetime import datetime

FILE_TYPES = {
    ".pdf": "application/pdf",
    ".html": "text/html",
    ".htm": "text/html",
    ".txt": "text/plain; charset=utf-8",
}
"""What may be uploaded, by the ending of its name."""
LARGEST_FILE = 5_000_000
PDF_STARTS = b"%PDF-"


def uploaded(name: str, body: bytes, *, at: datetime) -> Fetched:
    """Return a file as it came, its kind told by its ending and its first bytes. Raises Refused."""
    ending = name[name.rfind(".") :].lower() if "." in name else ""
    kind = FILE_TYPES.get(ending)
    if kind is None:
        raise Refused("Only PDF, HTML and plain text files (.pdf, .html, .txt) can be read.")
    if len(body) > LARGEST_FILE:
        raise Refused("The file is larger than 5 MB.")
    if not body.strip():
        raise Refused("The file is empty.")
    if (kind == "application/pdf") != body.startswith(PDF_STARTS):
        raise Refused("The file is not what its name says.")
    if kind != "application/pdf" and b"\x00" in body[:4096]:
        raise Refused("The file is not text.")
    return file_at(f"upload:{hashlib.sha256(body).hexdigest()}", body, kind=kind, at=at)


def file_at(address: str, body: bytes, *, kind: str, at: datetime) -> Fetched:
    """Return a file as an answer that never came over HTTP."""
    return Fetched(
        requested_url=address, url=address, redirects=(), ip=None, fetched_at=at, status=None,
        headers=(("Content-Type", kind),), body=body,
    )  # fmt: skip


def keep_file(fetched: Fetched) -> str:
    """Write an uploaded file into the archive and return its name there."""
    return archive(fetched)


def take_in(page: AddedPage) -> None:
    """Fetch or open an added page, rank its passages and keep it as evidence. Safe to run twice; not in a transaction.

    A person asked for it, so it is kept however far it is from the claim. Raises Refused, Unreachable, Limited.
    """
    claim = page.claim
    copy = file_copy(page) if page.is_file else fetched_copy(page)
    passages = Ranker(claim.text).best(copy.page.text, title=page.title or copy.page.title)
    if not passages:
        raise Refused("There is no sentence on the page that could be cited.")
    hit = Hit(address=page.address, title=page.title, query="", kind=page.kind)
    article = claim.article
    circle = Origin(text=article.text, url=article.url, outlet=article.outlet).circle(hit, copy) or ""
    keep(claim.pk, hit, copy, provider=BY_HAND, passages=passages, circle=circle)
    AddedPage.objects.filter(pk=page.pk).update(state=AddedState.DONE, problem="", retry_at=None)


def fetched_copy(page: AddedPage) -> Copy:
    """Fetch a page as any other; only robots.txt may be overridden, by name of the person who did."""
    with guarded_client() as client:
        robots = None if page.overrides_robots else site_rules(client)
        fetched = fetch(page.address, pages_client(client), robots).expect_ok(urlsplit(page.address).netloc)
    return Copy(fetched=fetched, page=read_page(fetched))


def file_copy(page: AddedPage) -> Copy:
    """Open an uploaded file."""
    try:
        body = body_of(page.warc)
    except (OSError, ValueError) as problem:
        raise Refused("The uploaded file is no longer in the archive. Upload it again.") from problem
    fetched = file_at(page.address, body, kind=page.content_type, at=page.added_at)
    return Copy(fetched=fetched, page=read_page(fetched))


def refused(page: AddedPage, problem: str) -> None:
    """Note why a page is not kept."""
    AddedPage.objects.filter(pk=page.pk).update(state=AddedState.REFUSED, problem=problem[:2000], retry_at=None)


def unreachable(page: AddedPage, problem: str, *, retry_at: datetime | None) -> None:
    """Note that a page gave no answer, and when it is tried again."""
    AddedPage.objects.filter(pk=page.pk).update(state=AddedState.UNREACHABLE, problem=problem[:2000], retry_at=retry_at)

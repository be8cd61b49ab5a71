"""Writing what was found: source, snapshot, evidence and passages of one page in one transaction, once."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from typing import TYPE_CHECKING

from django.db import transaction

from claims.models.evidence import Evidence, Passage
from claims.models.source import Snapshot, Source
from claims.models.text_sketch import TextSketch
from claims.pipeline.sourcing.archiving import archive
from claims.pipeline.sourcing.kinds import kind_of
from claims.pipeline.sourcing.likeness import sketch

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from claims.models.claim import Claim
    from claims.pipeline.sourcing.fetched import Copy, Fetched, PageText
    from claims.pipeline.sourcing.providers.base import Hit
    from claims.pipeline.sourcing.ranking import RankedPassage


def keep(
    claim_id: int, hit: Hit, copy: Copy, *, provider: str, passages: Sequence[RankedPassage], circle: str = ""
) -> Evidence:
    """Keep a page as evidence for a claim. What is kept already is found again; nothing is doubled or changed.

    The file is written before the transaction: a copy that nobody refers to does no harm, a reference to no copy would.
    """
    fetched, page = copy.fetched, copy.page
    source = source_of(hit, copy)
    known = same_text(source, page)
    warc = known.warc if known else archive(fetched)
    with transaction.atomic():
        Source.objects.select_for_update(no_key=True).get(pk=source.pk)
        snapshot = same_text(source, page) or snapshot_of(source, fetched, page, warc=warc)
        evidence, is_new = Evidence.objects.get_or_create(
            claim_id=claim_id,
            snapshot=snapshot,
            defaults={
                "provider": provider,
                "query": hit.query,
                "circle": circle,
                "score": max((passage.score for passage in passages), default=0.0),
            },
        )
        if is_new:
            Passage.objects.bulk_create(
                Passage(
                    evidence=evidence,
                    start=passage.stretch.start,
                    end=passage.stretch.end,
                    text=passage.stretch.words,
                    score=passage.score,
                )
                for passage in passages
            )
    return evidence


def addresses_kept(claim: Claim, addresses: Iterable[str]) -> set[str]:
    """Return those of the addresses that are evidence for the claim already: no page is fetched twice for it."""
    kept = Source.objects.filter(address__in=list(addresses), snapshots__evidence__claim=claim)
    return set(kept.values_list("address", flat=True))


def source_of(hit: Hit, copy: Copy) -> Source:
    """Find or make the source of a hit. What the provider says of it goes before what the page says of itself."""
    page = copy.page
    source, _new = Source.objects.get_or_create(
        address=hit.address,
        defaults={
            "publisher": (hit.publisher or page.publisher)[:300],
            "title": (hit.title or page.title)[:500],
            "author": (hit.author or page.author)[:300],
            "published_on": hit.published_on or page.day,
            "kind": kind_of(hit, copy),
            "cites": [asdict(cited) for cited in hit.cites],
        },
    )
    return source


def same_text(source: Source, page: PageText) -> Snapshot | None:
    """Find the copy of a source that says the same already, read in the same way."""
    return source.snapshots.filter(text_sha256=fingerprint(page.text), extractor=page.extractor).first()


def snapshot_of(source: Source, fetched: Fetched, page: PageText, *, warc: str) -> Snapshot:
    """Find or make the copy of these very bytes, read as this very text: what another reader made of them is another copy."""
    snapshot, is_new = Snapshot.objects.get_or_create(
        source=source,
        raw_sha256=fetched.sha256,
        text_sha256=fingerprint(page.text),
        defaults={
            "requested_url": fetched.requested_url,
            "final_url": fetched.url,
            "redirects": list(fetched.redirects),
            "ip": fetched.ip,
            "fetched_at": fetched.fetched_at,
            "http_status": fetched.status,
            "headers": [list(pair) for pair in fetched.headers],
            "etag": fetched.header("etag")[:300],
            "last_modified": fetched.header("last-modified")[:100],
            "content_type": fetched.header("content-type")[:200],
            "warc": warc,
            "text": page.text,
            "extractor": page.extractor,
        },
    )
    if is_new:
        sketched(snapshot).save(force_insert=True)
    return snapshot


def sketched(snapshot: Snapshot) -> TextSketch:
    """Return the sketch of a copy's text, not yet saved."""
    made = sketch(snapshot.text)
    return TextSketch(snapshot=snapshot, hashes=list(made.hashes), shingles=made.shingles)


def sketch_earlier_copies(*, batch: int = 100) -> int:
    """Make the sketches that are missing: of copies kept before there were any. Return how many; safe to run twice."""
    made = 0
    last = 0
    while rows := list(Snapshot.objects.filter(sketch=None, pk__gt=last).only("pk", "text").order_by("pk")[:batch]):
        TextSketch.objects.bulk_create([sketched(row) for row in rows], ignore_conflicts=True)
        made, last = made + len(rows), rows[-1].pk
    return made


def fingerprint(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()

"""Work on sources: found, read, archived, saved in public and looked at again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.timezone import now

from claims.desk import notes
from claims.jobs import outbox
from claims.jobs.announcing import announce
from claims.models.added_page import AddedPage
from claims.models.checked_claim import CheckedClaim
from claims.models.claim import Claim
from claims.models.job import JobKind
from claims.models.source import Snapshot
from claims.pipeline.sourcing import by_hand, cited_pages, finding, listings, saving
from claims.pipeline.sourcing.problems import Limited, Refused, Unreachable
from claims.pipeline.sourcing.waiting import wait_after

if TYPE_CHECKING:
    from claims.jobs import lease


def find_sources(held: lease.Lease) -> None:
    """Ask the providers for sources on a claim, archive what they found; ask again later whom we could not reach."""
    claim = Claim.objects.select_related("claimant", "article").get(pk=held.subject)
    next_try = finding.find(claim, progress=held.progress)
    with transaction.atomic():
        held.finish()
        if next_try is not None:
            outbox.enqueue(JobKind.FIND_SOURCES, claim.pk, run_after=next_try)
        if CheckedClaim.objects.sources_to_index().exists():
            outbox.enqueue(JobKind.FIND_EARLIER, claim.article_id)


def read_listing(held: lease.Lease) -> None:
    """Read a feed or sitemap of our own site."""
    try:
        listings.read(held.subject)
    except Limited as problem:
        held.defer(now() + timedelta(seconds=problem.retry_after + 1), str(problem))
        return
    with transaction.atomic():
        held.finish()


def save_externally(held: lease.Lease) -> None:
    """Take the next step towards a copy in a public archive; come back for the one after it."""
    next_step = saving.save(held.subject)
    if next_step is not None:
        held.defer(next_step, "The public archive is at work.")
        return
    with transaction.atomic():
        held.finish()


def look_at_page(held: lease.Lease) -> None:
    """Look again at a page that a standing verdict cites; raise flags where it is no more as it was."""
    snapshot = Snapshot.objects.select_related("source").get(pk=held.subject)
    try:
        seen = cited_pages.look(snapshot)
    except Limited as problem:
        held.defer(now() + timedelta(seconds=problem.retry_after + 1), str(problem))
        return
    except Unreachable as problem:
        wait = wait_after(held.errors + 1, asked_to_wait=problem.retry_after)
        if wait is not None:
            held.retry_after(wait, str(problem))
            return
        seen = cited_pages.silent(snapshot, str(problem))
    with transaction.atomic():
        held.check()
        raised = cited_pages.record(seen)
        notes.of_flags(raised)
        for flag in raised:
            announce(claim_id=flag.claim_id)
        held.finish()


def take_in_page(held: lease.Lease) -> None:
    """Archive a page that a person added, and rank its passages for the claim."""
    page = AddedPage.objects.select_related("claim__article").get(pk=held.subject)
    try:
        by_hand.take_in(page)
    except Limited as problem:
        held.defer(now() + timedelta(seconds=problem.retry_after + 1), str(problem))
        return
    except Unreachable as problem:
        wait = wait_after(held.errors + 1, asked_to_wait=problem.retry_after)
        by_hand.unreachable(page, str(problem), retry_at=now() + wait if wait else None)
        if wait is not None:
            held.retry_after(wait, str(problem))
            return
    except Refused as problem:
        by_hand.refused(page, str(problem))
    with transaction.atomic():
        held.finish()

"""Thin Celery entry points: a job id in, one call (pipeline, delivery, or a standing order at the desk). One file a kind of work."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pghistory
import structlog
from billiard.exceptions import SoftTimeLimitExceeded
from celery import shared_task
from celery.signals import worker_init
from django.db import OperationalError, transaction

from claims.desk import due, letters, readers, reply
from claims.jobs import lease, outbox, sweeper
from claims.models.feed import Feed
from claims.models.job import JobKind
from claims.pipeline import extraction
from claims.pipeline.extraction import UnsupportedLanguage
from claims.pipeline.sourcing import cited_pages, listings
from claims.tasks import articles, messages, sources
from claims.tasks.retrying import again

if TYPE_CHECKING:
    from collections.abc import Callable

log = structlog.get_logger(__name__)

CITED_PAGES_AT_ONCE = 200
"""How many second looks are queued in one go; the schedule comes round often enough for many thousands a week."""


@shared_task(name=outbox.WORK, ignore_result=True)
def work(job_id: int) -> None:
    """Carry out a job, if it is ready and nobody else has it."""
    held = lease.take(job_id)
    if held is None:
        return
    structlog.contextvars.bind_contextvars(job=job_id, work=held.kind, attempt=held.attempt)
    with held, pghistory.context(job=job_id, work=held.kind):
        try:
            CARRY_OUT[JobKind(held.kind)](held)
            log.info("job_done")
        except lease.LeaseLost:
            log.warning("lease_lost")
        except UnsupportedLanguage as problem:
            held.fail(f"Only English can be split so far; this text looks like “{problem.language}”.")
        except SoftTimeLimitExceeded:
            held.fail("This took too long and was stopped. Nothing half-done was kept.")
        except OperationalError as problem:
            again(held, problem)
        finally:
            structlog.contextvars.unbind_contextvars("job", "work", "attempt")


@shared_task(name="claims.sweep", ignore_result=True)
def sweep() -> None:
    """Send again what the broker was not told, lost, or left behind."""
    sweeper.sweep()


@shared_task(name="claims.watch_due_times", ignore_result=True)
def watch_due_times() -> None:
    """Remind reviewers of what is due soon, and tell editors what is late; each once, however often this runs."""
    reminded, escalated, over = due.remind(), due.escalate(), reply.tell_deadlines()
    if reminded or escalated or over:
        log.info("due_times_watched", reminded=len(reminded), escalated=len(escalated), replies_due=len(over))


@shared_task(name="claims.forget_readers", ignore_result=True)
def forget_readers() -> None:
    """Erase how to reach readers whose requests were settled long ago."""
    readers.forget()


@shared_task(name="claims.read_our_site", ignore_result=True)
def read_our_site() -> None:
    """Queue the reading of those feeds and sitemaps of our own site that are due."""
    for listing in listings.due():
        with transaction.atomic():
            outbox.enqueue(JobKind.READ_LISTING, listing)


@shared_task(name="claims.look_at_cited_pages", ignore_result=True)
def look_at_cited_pages() -> None:
    """Queue a second look at cited pages that nobody has looked at for a week, so many at a time."""
    with transaction.atomic():
        for snapshot_id in list(cited_pages.due().values_list("pk", flat=True)[:CITED_PAGES_AT_ONCE]):
            outbox.enqueue(JobKind.LOOK_AT_PAGE, snapshot_id)


@shared_task(name="claims.look_at_feeds", ignore_result=True)
def look_at_feeds() -> None:
    """Queue a look at every feed whose time has come."""
    for feed in Feed.objects.due().values_list("pk", flat=True):
        with transaction.atomic():
            outbox.enqueue(JobKind.LOOK_AT_FEED, feed)


@shared_task(name="claims.write_letters", ignore_result=True)
def write_letters() -> None:
    """Put into letters what people want to be told beside the desk, and is due; each note once."""
    written = letters.write_all()
    if written:
        log.info("letters_written", letters=written)


CARRY_OUT: dict[JobKind, Callable[[lease.Lease], None]] = {
    JobKind.SPLIT_ARTICLE: articles.split_article,
    JobKind.ASSIGN_NEW_CLAIMS: articles.assign_new_claims,
    JobKind.FIND_SOURCES: sources.find_sources,
    JobKind.READ_LISTING: sources.read_listing,
    JobKind.SAVE_EXTERNALLY: sources.save_externally,
    JobKind.RELEASE_EMBARGO: articles.release_embargo,
    JobKind.LOOK_AT_FEED: articles.look_at_feed,
    JobKind.TAKE_IN_ENTRY: articles.take_in_entry,
    JobKind.FIND_EARLIER: articles.find_earlier,
    JobKind.LOOK_AT_PAGE: sources.look_at_page,
    JobKind.TAKE_IN_PAGE: sources.take_in_page,
    JobKind.SEND_LETTER: messages.send_letter,
    JobKind.POST_LETTER: messages.post_letter,
    JobKind.CALL_WEBHOOK: messages.call_webhook,
}


@worker_init.connect
def load_models(**_given: object) -> None:
    """Load the language models once a worker, before it forks."""
    extraction.warm_up()

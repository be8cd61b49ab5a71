"""Thin Celery entry points: a job id in, one call (pipeline, delivery, or a standing order at the desk)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pghistory
import structlog
from billiard.exceptions import SoftTimeLimitExceeded
from celery import shared_task
from celery.signals import worker_init
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from claims.delivery import chat, mail, outcomes, webhook
from claims.delivery.waiting import hand_over_after
from claims.desk import due, embargo, feeds, letter_words, letters, notes, readers, reply, webhooks, workload
from claims.desk.publication import CannotPublish
from claims.jobs import lease, outbox, sweeper
from claims.jobs.announcing import announce
from claims.lifecycle import IllegalMove
from claims.models.added_page import AddedPage
from claims.models.article import Article
from claims.models.checked_claim import CheckedClaim
from claims.models.claim import Claim
from claims.models.feed import Feed, FeedEntry
from claims.models.job import JobKind
from claims.models.letter import Letter
from claims.models.reply import ReplyRequest
from claims.models.source import Snapshot
from claims.models.webhook import Webhook
from claims.pipeline import extraction, posting, spotting
from claims.pipeline.extraction import UnsupportedLanguage
from claims.pipeline.importing.feed import look_at
from claims.pipeline.matching import finding as earlier
from claims.pipeline.publishing.current_head import head as ledger_head
from claims.pipeline.publishing.following import after
from claims.pipeline.sourcing import by_hand, cited_pages, finding, listings, saving
from claims.pipeline.sourcing.problems import Limited, Refused, Unreachable
from claims.pipeline.sourcing.waiting import wait_after

if TYPE_CHECKING:
    from collections.abc import Callable

log = structlog.get_logger(__name__)

MOST_ERRORS = 4
FIRST_WAIT = timedelta(seconds=2)
CITED_PAGES_AT_ONCE = 200
"""How many second looks are queued in one go; the schedule comes round often enough for many thousands a week."""
ROWS_AT_ONCE, ROWS_A_CALL = 20, 200
"""Ledger rows that are read at once for a webhook, and that one stretch of work tells it of before others have their turn."""


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


def again(held: lease.Lease, problem: Exception) -> None:
    """Try a passing error again, later each time; after four, fail with its words."""
    words = f"{type(problem).__name__}: {problem}".strip()[:500]
    if held.errors + 1 >= MOST_ERRORS:
        held.fail(words)
    else:
        held.retry_after(FIRST_WAIT * 4**held.errors, words)


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


def split_article(held: lease.Lease) -> None:
    """Split an article into claims; then let the standing order hand them out."""
    article = Article.objects.get(pk=held.subject)

    def finish() -> None:
        held.finish()
        outbox.enqueue(JobKind.ASSIGN_NEW_CLAIMS, article.pk)
        outbox.enqueue(JobKind.FIND_EARLIER, article.pk)

    spotting.spot(article, finish=finish)


def assign_new_claims(held: lease.Lease) -> None:
    """Hand out an article's new claims under the standing order in force, each in a transaction of its own."""
    claims = list(Claim.objects.to_assign().filter(article=held.subject))
    for done, claim in enumerate(claims):
        held.progress(done, len(claims))
        workload.assign_under_standing_order(claim)
    with transaction.atomic():
        held.finish()


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


def find_earlier(held: lease.Lease) -> None:
    """Look for earlier verdicts on an article's claims; go on in another job where there is very much to index."""
    article = Article.objects.only("pk").get(pk=held.subject)

    def finish(left: int) -> None:
        held.finish()
        if left:
            outbox.enqueue(JobKind.FIND_EARLIER, article.pk)

    earlier.match(article, progress=held.progress, finish=finish)


def read_listing(held: lease.Lease) -> None:
    """Read a feed or sitemap of our own site."""
    try:
        listings.read(held.subject)
    except Limited as problem:
        held.defer(now() + timedelta(seconds=problem.retry_after + 1), str(problem))
        return
    with transaction.atomic():
        held.finish()


def look_at_feed(held: lease.Lease) -> None:
    """Look at a feed, and queue what is to be taken in."""
    feed = Feed.objects.select_related("signed_by").followed().filter(pk=held.subject).first()
    if feed is not None:
        new = look_at(feed, take_in=lambda entry: outbox.enqueue(JobKind.TAKE_IN_ENTRY, entry.pk))
        log.info("feed_looked_at", feed=feed.pk, new=new)
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


def take_in_entry(held: lease.Lease) -> None:
    """Fetch an entry's page and take it in, in the name of who decided so."""
    feeds.take_in_entry(FeedEntry.objects.select_related("feed", "decided_by").get(pk=held.subject))
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


@shared_task(name="claims.look_at_feeds", ignore_result=True)
def look_at_feeds() -> None:
    """Queue a look at every feed whose time has come."""
    for feed in Feed.objects.due().values_list("pk", flat=True):
        with transaction.atomic():
            outbox.enqueue(JobKind.LOOK_AT_FEED, feed)


def send_letter(held: lease.Lease) -> None:
    """Send a claimant the letter that asks for a reply, once: what may have left is not sent again by itself."""
    asked = ReplyRequest.objects.get(pk=held.subject)
    row = ReplyRequest.objects.filter(pk=asked.pk)
    if asked.handed_in is not None and asked.sent_at is None:
        held.fail("It is not known whether the letter left. Ask whether it came, and record it by hand.")
        return
    if asked.sent_at is None:
        with transaction.atomic():
            held.check()
            row.update(handed_in=held.attempt)
        title = _("%(newsroom)s: a question about what you said") % {"newsroom": settings.NEWSROOM_NAME}
        try:
            mail.send(
                to=asked.email, title=title, words=asked.letter, name=f"reply-{asked.pk}.{asked.asked_at:%Y%m%d%H%M%S}"
            )
        except outcomes.NotTaken as problem:
            row.update(handed_in=None)
            again(held, problem)
            return
        except outcomes.Refused as problem:
            row.update(handed_in=None)
            held.fail(str(problem))
            return
        except outcomes.Unsure as problem:
            held.fail(f"{problem} It is not known whether the letter left. Ask whether it came.")
            return
    with transaction.atomic():
        held.finish()
        row.filter(sent_at=None).update(sent_at=now())
        announce(claim_id=asked.claim_id)


@shared_task(name="claims.write_letters", ignore_result=True)
def write_letters() -> None:
    """Put into letters what people want to be told beside the desk, and is due; each note once."""
    written = letters.write_all()
    if written:
        log.info("letters_written", letters=written)


def post_letter(held: lease.Lease) -> None:
    """Hand a letter to the mail server or the chat, once: what may have left is not sent again by itself."""
    letter = Letter.objects.select_related("to", "invitation").get(pk=held.subject)
    if letter.sent_at is None and letter.handed_in is not None:
        give_up(held, letter, "It is not known whether the message left; it is not sent again by itself.")
        return
    with transaction.atomic():
        held.check()
        message = None if letter.sent_at else letter_words.compose(letter)
        if message is None:
            letters.settle(letter)
            held.finish()
            return
        letters.hand_in(letter, attempt=held.attempt)
    try:
        if isinstance(message, letter_words.Mail):
            name = f"letter-{letter.pk}.{letter.written_at:%Y%m%d%H%M%S}"
            mail.send(to=message.to, title=message.title, words=message.words, name=name)
        else:
            chat.send(message.words, hook=message.hook, post=posting.post)
    except outcomes.NotTaken as problem:
        letters.take_back(letter)
        wait = hand_over_after(held.errors + 1, asked_to_wait=problem.retry_after)
        if wait is None:
            give_up(held, letter, str(problem))
        else:
            held.retry_after(wait, str(problem))
        return
    except outcomes.Refused as problem:
        letters.take_back(letter)
        give_up(held, letter, str(problem), leave_alone=True)
        return
    except outcomes.Unsure as problem:
        give_up(held, letter, f"{problem} It is not known whether the message left.")
        return
    with transaction.atomic():
        held.finish()
        letters.settle(letter, sent=True)


def give_up(held: lease.Lease, letter: Letter, problem: str, *, leave_alone: bool = False) -> None:
    """Fail with words, and tell at the desk whom the message was for."""
    with transaction.atomic():
        held.fail(problem)
        letters.not_sent(letter, problem, leave_alone=leave_alone)


def call_webhook(held: lease.Lease) -> None:
    """Tell a program of the ledger rows that it was not told of, one after the other; stop at the first that does not arrive."""
    hook = Webhook.objects.called().filter(pk=held.subject).first()
    told = 0
    while hook is not None and told < ROWS_A_CALL:
        rows = after(hook.reached, limit=min(ROWS_AT_ONCE, ROWS_A_CALL - told)).changes
        for row in rows:
            message = webhook.call(sequence=row.sequence, kind=row.kind, entry=row.body, head=ledger_head())
            try:
                webhook.send(
                    message, to=hook.hook_url, post=posting.post, at=int(now().timestamp()), key=settings.LEDGER_KEY
                )
            except (outcomes.NotTaken, outcomes.Refused) as problem:
                not_told(held, hook, problem)
                return
            with transaction.atomic():
                held.check()
                webhooks.arrived(hook, row.sequence)
            told += 1
        hook = Webhook.objects.called().filter(pk=held.subject).first()  # somebody may have paused it meanwhile
        if hook is None or not rows:
            break
    with transaction.atomic():
        if hook is None or webhooks.all_told(hook):
            held.finish()
        else:
            held.defer(now(), "More rows wait.")


def not_told(held: lease.Lease, hook: Webhook, problem: outcomes.NotTaken | outcomes.Refused) -> None:
    """Come back later, or give up and leave the program alone until somebody resumes it."""
    wait = problem.retry_after if isinstance(problem, outcomes.NotTaken) else None
    with transaction.atomic():
        held.check()
        for_good = isinstance(problem, outcomes.Refused)
        again_at = webhooks.failed(hook, str(problem), for_good=for_good, asked_to_wait=wait)
        if again_at is None:
            held.fail(f"{problem} The webhook is paused.")
        else:
            held.defer(again_at, str(problem))


def release_embargo(held: lease.Lease) -> None:
    """Publish a claim at its embargo's end; where that is refused, fail with the words for an editor."""
    because = "The embargo was changed."
    try:
        embargo.release(held.subject, finish=held.finish, defer=lambda until: held.defer(until, because))
    except (CannotPublish, IllegalMove, PermissionDenied) as refused:
        held.fail(str(refused))


CARRY_OUT: dict[JobKind, Callable[[lease.Lease], None]] = {
    JobKind.SPLIT_ARTICLE: split_article,
    JobKind.ASSIGN_NEW_CLAIMS: assign_new_claims,
    JobKind.FIND_SOURCES: find_sources,
    JobKind.READ_LISTING: read_listing,
    JobKind.SAVE_EXTERNALLY: save_externally,
    JobKind.RELEASE_EMBARGO: release_embargo,
    JobKind.LOOK_AT_FEED: look_at_feed,
    JobKind.TAKE_IN_ENTRY: take_in_entry,
    JobKind.FIND_EARLIER: find_earlier,
    JobKind.LOOK_AT_PAGE: look_at_page,
    JobKind.TAKE_IN_PAGE: take_in_page,
    JobKind.SEND_LETTER: send_letter,
    JobKind.POST_LETTER: post_letter,
    JobKind.CALL_WEBHOOK: call_webhook,
}


@worker_init.connect
def load_models(**_given: object) -> None:
    """Load the language models once a worker, before it forks."""
    extraction.warm_up()

"""Work on articles: claims found, handed out and matched; feeds looked at; embargoes that end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from django.core.exceptions import PermissionDenied
from django.db import transaction

from claims.desk import embargo, feeds, workload
from claims.desk.publication import CannotPublish
from claims.jobs import outbox
from claims.lifecycle import IllegalMove
from claims.models.article import Article
from claims.models.claim import Claim
from claims.models.feed import Feed, FeedEntry
from claims.models.job import JobKind
from claims.pipeline import spotting
from claims.pipeline.importing.feed import look_at
from claims.pipeline.matching import finding as earlier

if TYPE_CHECKING:
    from claims.jobs import lease

log = structlog.get_logger(__name__)


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


def find_earlier(held: lease.Lease) -> None:
    """Look for earlier verdicts on an article's claims; go on in another job where there is very much to index."""
    article = Article.objects.only("pk").get(pk=held.subject)

    def finish(left: int) -> None:
        held.finish()
        if left:
            outbox.enqueue(JobKind.FIND_EARLIER, article.pk)

    earlier.match(article, progress=held.progress, finish=finish)


def look_at_feed(held: lease.Lease) -> None:
    """Look at a feed, and queue what is to be taken in."""
    feed = Feed.objects.select_related("signed_by").followed().filter(pk=held.subject).first()
    if feed is not None:
        new = look_at(feed, take_in=lambda entry: outbox.enqueue(JobKind.TAKE_IN_ENTRY, entry.pk))
        log.info("feed_looked_at", feed=feed.pk, new=new)
    with transaction.atomic():
        held.finish()


def take_in_entry(held: lease.Lease) -> None:
    """Fetch an entry's page and take it in, in the name of who decided so."""
    feeds.take_in_entry(FeedEntry.objects.select_related("feed", "decided_by").get(pk=held.subject))
    with transaction.atomic():
        held.finish()


def release_embargo(held: lease.Lease) -> None:
    """Publish a claim at its embargo's end; where that is refused, fail with the words for an editor."""
    because = "The embargo was changed."
    try:
        embargo.release(held.subject, finish=held.finish, defer=lambda until: held.defer(until, because))
    except (CannotPublish, IllegalMove, PermissionDenied) as refused:
        held.fail(str(refused))

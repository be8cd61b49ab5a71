"""Following feeds: signed by an editor; their entries taken in by one, or in the name of who signed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from claims.desk.intake import AlreadyHere, fetch, take_in
from claims.desk.triage import Stale
from claims.jobs.outbox import enqueue
from claims.models.feed import EntryState, Feed, FeedEntry
from claims.models.job import JobKind
from claims.permissions import require_act

if TYPE_CHECKING:
    from claims.models.user import User

NAMED = ("name", "address", "outlet", "wanted", "unwanted", "handling", "minutes")


@transaction.atomic
def follow(*, by: User, **given: Any) -> Feed:
    """Follow a feed, in one's own name; it is looked at soon. Takes the fields in NAMED.

    Raises ValidationError by field, PermissionDenied.
    """
    require_act(by, "follow_feed")
    feed = Feed(signed_by=by, **{name: given[name] for name in NAMED if name in given})
    feed.full_clean(exclude=("signed_by", "next_look_at"), validate_unique=False, validate_constraints=True)
    try:
        with transaction.atomic():
            feed.save(force_insert=True)
    except IntegrityError as there:
        raise ValidationError({"address": _("This feed is followed already, or was. Resume it below.")}) from there
    enqueue(JobKind.LOOK_AT_FEED, feed.pk, by=by)
    return feed


@transaction.atomic
def suspend(feed: Feed, *, by: User) -> None:
    """Stop following a feed; what it brought stays. Raises Stale, PermissionDenied."""
    require_act(by, "follow_feed")
    if not Feed.objects.filter(pk=feed.pk, suspended_at=None).update(suspended_at=now(), suspended_by=by):
        raise Stale(str(_("This feed is suspended already.")))


@transaction.atomic
def resume(feed: Feed, *, by: User) -> None:
    """Follow a feed again, in one's own name from now on. Raises Stale, PermissionDenied."""
    require_act(by, "follow_feed")
    again = {"suspended_at": None, "suspended_by": None, "signed_by": by, "next_look_at": now()}
    if not Feed.objects.filter(pk=feed.pk, suspended_at__isnull=False).update(**again):
        raise Stale(str(_("This feed is followed already.")))
    enqueue(JobKind.LOOK_AT_FEED, feed.pk, by=by)


@transaction.atomic
def choose(entry: FeedEntry, *, by: User) -> None:
    """Have an entry's page fetched and taken in, in one's own name. Raises Stale, PermissionDenied."""
    require_act(by, "take_in_article")
    decide(entry, EntryState.FETCHING, by=by)
    enqueue(JobKind.TAKE_IN_ENTRY, entry.pk, by=by)


@transaction.atomic
def pass_over(entry: FeedEntry, *, by: User) -> None:
    """Leave an entry aside. Raises Stale, PermissionDenied."""
    require_act(by, "take_in_article")
    decide(entry, EntryState.PASSED_OVER, by=by)


def decide(entry: FeedEntry, state: EntryState, *, by: User) -> None:
    """Settle an entry that waits, or that could not be read before. Raises Stale, saying who was quicker."""
    open_states = (EntryState.WAITING, EntryState.FAILED)
    settled = {"state": state, "decided_by": by, "problem": ""}
    if not FeedEntry.objects.filter(pk=entry.pk, state__in=open_states).update(**settled):
        there = FeedEntry.objects.select_related("decided_by").get(pk=entry.pk)
        words = _("“%(entry)s” is settled already (%(state)s by %(who)s).")
        raise Stale(str(words % {"entry": there, "state": there.get_state_display(), "who": there.decided_by}))


def take_in_entry(entry: FeedEntry) -> None:
    """Fetch an entry's page and take it in, in the name of who decided so. What goes wrong is written at the entry.

    Safe to run twice: the same text is one article. The page is fetched outside a transaction.
    """
    if entry.state != EntryState.FETCHING or entry.decided_by is None:
        return
    try:
        found = fetch(entry.address, by=entry.decided_by)
        article = take_in(
            found.text,
            by=entry.decided_by,
            title=(found.title or entry.title)[:500],
            outlet=entry.feed.outlet or found.outlet[:200],
            url=found.url,
            author=found.author[:300],
            published_at=found.published_at,
        )
    except AlreadyHere as there:
        article = there.article
    except (ValidationError, PermissionDenied) as problem:
        words = " ".join(problem.messages) if isinstance(problem, ValidationError) else str(problem)
        FeedEntry.objects.filter(pk=entry.pk, state=EntryState.FETCHING).update(
            state=EntryState.FAILED, problem=words[:500]
        )
        return
    FeedEntry.objects.filter(pk=entry.pk, state=EntryState.FETCHING).update(
        state=EntryState.TAKEN_IN, article=article, problem=""
    )

"""Feeds that the newsroom follows, and what they brought."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Func, OuterRef, Q, Subquery
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from claims.models.article import Article
from claims.models.history import tracked

if TYPE_CHECKING:
    from typing import Self

MOST_MINUTES = 24 * 60
MOST_COUNTED = 1_000


class Handling(models.TextChoices):
    """What happens to a new entry that passes the filter."""

    ASK = "ask", _("ask an editor")
    TAKE_IN = "take_in", _("take it in, in the name of who signed")


class FeedQuerySet(models.QuerySet["Feed"]):
    """Feeds, found as desk and beat ask for them."""

    def followed(self) -> Self:
        """Keep those that are not suspended, signed by someone who still works here."""
        return self.filter(suspended_at=None, signed_by__is_active=True)

    def due(self) -> Self:
        """Keep those to look at now."""
        return self.followed().filter(next_look_at__lte=Now())

    def with_counts(self) -> Self:
        """Add `waiting_count` and `taken_count`: their entries that wait for an editor, and those taken in.

        Each stops at one more than MOST_COUNTED, so that a feed of many years costs no more than a new one.
        """
        return self.annotate(waiting_count=count(EntryState.WAITING), taken_count=count(EntryState.TAKEN_IN))


def count(state: EntryState) -> Func:
    """Count a feed's entries in this state, up to one more than MOST_COUNTED."""
    few = FeedEntry.objects.order_by().filter(feed=OuterRef("pk"), state=state).values("pk")[: MOST_COUNTED + 1]
    return Func(
        Subquery(few), template="(SELECT count(*) FROM %(expressions)s AS few)", output_field=models.IntegerField()
    )


@tracked(leave_out=["next_look_at", "looked_at", "etag", "last_modified", "problem"])
class Feed(models.Model):
    """An RSS or Atom feed. `wanted` and `unwanted` are words, a line each, looked for in title and summary."""

    name = models.CharField(_("name"), max_length=200)
    address = models.URLField(_("address"), max_length=2000, unique=True)
    outlet = models.CharField(_("outlet"), max_length=200, blank=True)
    wanted = models.TextField(_("only with one of these words"), validators=[MaxLengthValidator(2000)], blank=True)
    unwanted = models.TextField(_("never with one of these words"), validators=[MaxLengthValidator(2000)], blank=True)
    handling = models.CharField(_("new entries"), max_length=8, choices=Handling.choices, default=Handling.ASK)
    minutes = models.PositiveSmallIntegerField(_("minutes between two looks"), default=30)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="feeds", verbose_name=_("signed by")
    )
    signed_at = models.DateTimeField(_("signed"), auto_now_add=True)
    suspended_at = models.DateTimeField(_("suspended"), null=True, blank=True)
    suspended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("suspended by"),
    )
    next_look_at = models.DateTimeField(_("next look"), db_default=Now())
    looked_at = models.DateTimeField(_("last look"), null=True, blank=True)
    etag = models.CharField(_("version mark of the server (ETag)"), max_length=300, blank=True, editable=False)
    last_modified = models.CharField(
        _("last changed, by the server’s word"), max_length=100, blank=True, editable=False
    )
    problem = models.CharField(_("problem"), max_length=500, blank=True)

    objects = FeedQuerySet.as_manager()

    class Meta:
        """Nobody is asked oftener than every five minutes."""

        verbose_name = _("feed")
        verbose_name_plural = _("feeds")
        ordering = ("name", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(minutes__range=(5, MOST_MINUTES)), name="feed_is_asked_in_moderation"),
            models.CheckConstraint(condition=Q(handling__in=Handling.values), name="feed_handling_is_known"),
        )
        indexes = (
            models.Index(fields=("next_look_at",), condition=Q(suspended_at=None), name="followed_feed_by_next_look"),
        )

    def __str__(self) -> str:
        """Return its name."""
        return self.name

    @property
    def pause(self) -> timedelta:
        """Return the time between two looks."""
        return timedelta(minutes=self.minutes)


class EntryState(models.TextChoices):
    """What became of an entry."""

    WAITING = "waiting", _("waiting for an editor")
    FETCHING = "fetching", _("being fetched")
    TAKEN_IN = "taken_in", _("taken in")
    PASSED_OVER = "passed_over", _("passed over")
    FAILED = "failed", _("could not be read")


class FeedEntryQuerySet(models.QuerySet["FeedEntry"]):
    """Entries, found as the desk asks for them."""

    def to_decide(self) -> Self:
        """Keep what waits for an editor, or could not be read, of feeds that are followed; the newest first."""
        return (
            self.filter(state__in=(EntryState.WAITING, EntryState.FAILED), feed__suspended_at=None)
            .select_related("feed")
            .order_by(F("published_on").desc(nulls_last=True), "-pk")
        )


class FeedEntry(models.Model):
    """One entry of a feed that passed its filter; the same address is one entry, however often the feed lists it."""

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="entries", verbose_name=_("feed"))
    address = models.URLField(_("address"), max_length=2000)
    title = models.CharField(_("title"), max_length=500, blank=True)
    summary = models.CharField(_("summary"), max_length=2000, blank=True)
    published_on = models.DateField(_("published"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=EntryState.choices, default=EntryState.WAITING)
    problem = models.CharField(_("problem"), max_length=500, blank=True)
    article = models.ForeignKey(
        Article, on_delete=models.PROTECT, null=True, blank=True, related_name="entries", verbose_name=_("article")
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    seen_at = models.DateTimeField(_("first seen"), auto_now_add=True)

    objects = FeedEntryQuerySet.as_manager()

    class Meta:
        """One entry an address and feed; who takes in is named, and what is taken in has its article."""

        verbose_name = _("entry of a feed")
        verbose_name_plural = _("entries of feeds")
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(fields=("feed", "address"), name="an_entry_comes_once"),
            models.CheckConstraint(condition=Q(state__in=EntryState.values), name="entry_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state=EntryState.TAKEN_IN) | Q(article__isnull=False, decided_by__isnull=False),
                name="a_taken_entry_has_its_article",
            ),
        )
        indexes = (
            models.Index(fields=("feed", "state"), name="entry_by_feed_and_state"),
            models.Index(
                fields=("-published_on", "-id"),
                condition=Q(state__in=(EntryState.WAITING, EntryState.FAILED)),
                name="entry_to_decide",
            ),
        )

    def __str__(self) -> str:
        """Return its title, or else its address."""
        return self.title or self.address

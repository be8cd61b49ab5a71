"""How a person wants to be told beside the desk: of what, by which way, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from claims.models.history import tracked
from claims.models.notification import NoteKind, Notification, Route

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Self

    from claims.models.newsroom import Newsroom
    from claims.models.user import User

LONGEST_HOOK: Final = 1_000


class Concern(models.TextChoices):
    """What a person chooses a way for: notes of one sort together. The values are the names of the columns."""

    WORK = "work", _("Claims on my desk: assigned, due soon, sent back")
    OUTCOMES = "outcomes", _("What comes of my verdicts: approved, looked at again")
    MENTIONS = "mentions", _("Mentions by colleagues")
    REPLIES = "replies", _("Claimants: an answer, or their time is over")
    ALARMS = "alarms", _("For editors: late work, cited pages that changed, readers who write")


CONCERNS: Final[dict[NoteKind, Concern]] = {
    NoteKind.ASSIGNED: Concern.WORK,
    NoteKind.REMINDER: Concern.WORK,
    NoteKind.SENT_BACK: Concern.WORK,
    NoteKind.APPROVED: Concern.OUTCOMES,
    NoteKind.REOPENED: Concern.OUTCOMES,
    NoteKind.MENTIONED: Concern.MENTIONS,
    NoteKind.REPLIED: Concern.REPLIES,
    NoteKind.REPLY_DUE: Concern.REPLIES,
    NoteKind.LATE: Concern.ALARMS,
    NoteKind.PAGE_CHANGED: Concern.ALARMS,
    NoteKind.READER_WROTE: Concern.ALARMS,
}
"""The concern of each kind of note; a kind without one stays at the desk."""


def masked(hook: str) -> str:
    """Return a webhook's address as it may be shown: its server, and nothing of the secret behind it."""
    scheme, sign, rest = hook.partition("://")
    host = rest.partition("/")[0].partition("?")[0].rpartition("@")[2]
    return f"{scheme}{sign}{host}/…" if hook else ""


class WishesQuerySet(models.QuerySet["Wishes"]):
    """Wishes, found as the desk asks for them."""

    def visible_to(self, user: User) -> Self:
        """Keep one's own."""
        return self.filter(person=user)

    def of_digests(self, route: Route) -> Self:
        """Keep those of people at work who want some notes all in one, by this route, or for whom such notes wait."""
        waiting = Notification.objects.waiting(route).filter(to=OuterRef("person"))
        wanted = Q(Exists(waiting))
        for name in Concern.values:
            wanted |= Q((name, route))
        return self.filter(wanted, person__is_active=True).select_related("person").order_by("pk")


def route_of(concern: Concern) -> models.CharField[str, str]:
    """Make the column that keeps the way chosen for a concern."""
    return models.CharField(concern.label, max_length=7, choices=Route.choices, default=Route.DESK)


@tracked(leave_out=["chat_url", "chat_problem", "daily_on", "hourly_at"])
class Wishes(models.Model):
    """One person's choice; without a row, the desk alone. The desk shows every note, whatever is chosen here.

    `chat_url` is the secret address of their own webhook; `chat_problem` says why it is left alone until they set it
    anew. `daily_on` is the day of the last daily letter, `hourly_at` the time of the last hourly one.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="wishes", verbose_name=_("person")
    )
    work = route_of(Concern.WORK)
    outcomes = route_of(Concern.OUTCOMES)
    mentions = route_of(Concern.MENTIONS)
    replies = route_of(Concern.REPLIES)
    alarms = route_of(Concern.ALARMS)
    hour = models.PositiveSmallIntegerField(_("hour of the daily letter"), default=8)
    chat_url = models.TextField(_("webhook"), validators=[MaxLengthValidator(LONGEST_HOOK)], blank=True)
    chat_problem = models.CharField(_("why the chat is left alone"), max_length=500, blank=True)
    daily_on = models.DateField(_("last daily letter"), null=True, blank=True)
    hourly_at = models.DateTimeField(_("last hourly letter"), null=True, blank=True)

    objects = WishesQuerySet.as_manager()

    class Meta:
        """Known routes, an hour of the day; who wants the chat has one."""

        verbose_name = _("wishes")
        verbose_name_plural = _("wishes")
        ordering = ("person",)
        constraints = (
            *(
                models.CheckConstraint(condition=Q((f"{name}__in", Route.values)), name=f"wish_for_{name}_is_known")
                for name in Concern.values
            ),
            models.CheckConstraint(condition=Q(hour__range=(0, 23)), name="daily_letter_has_an_hour_of_the_day"),
            models.CheckConstraint(
                condition=~Q(chat_url="")
                | ~(Q(work="chat") | Q(outcomes="chat") | Q(mentions="chat") | Q(replies="chat") | Q(alarms="chat")),
                name="who_wants_the_chat_has_one",
            ),
        )

    def __str__(self) -> str:
        """Say whose they are."""
        return str(self.person)

    def route(self, kind: NoteKind) -> Route:
        """Return the way of a kind of note."""
        concern = CONCERNS.get(kind)
        return Route(getattr(self, concern.value)) if concern else Route.DESK

    def clock(self, ours: Newsroom) -> ZoneInfo:
        """Return the zone of their day: their own, else the newsroom's, else the server's."""
        for name in (self.person.zone, ours.zone, settings.TIME_ZONE):
            try:
                return ZoneInfo(name)
            except (ZoneInfoNotFoundError, ValueError):
                continue  # none is named, or this machine's tables lack it
        return ZoneInfo("UTC")

    def wants_daily(self, local: datetime) -> bool:
        """Say whether the day's letter is due, by the time on their clock: the hour has come, and none went today."""
        return local.hour >= self.hour and self.daily_on != local.date()

    def wants_hourly(self, at: datetime) -> bool:
        """Say whether the hour's letter is due: a new hour of the clock has begun since the last one."""
        return self.hourly_at is None or self.hourly_at < at.replace(minute=0, second=0, microsecond=0)

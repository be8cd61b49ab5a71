"""The newsroom itself: one row with what holds for everybody."""

from __future__ import annotations

from datetime import timedelta

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Priority
from claims.models.history import tracked

LONGEST_HOURS = 24 * 90
LONGEST_METHODOLOGY = 20_000


class NewsroomManager(models.Manager["Newsroom"]):
    """The one newsroom."""

    def ours(self) -> Newsroom:
        """Return the newsroom's row, made when it is first asked for."""
        return self.get_or_create(pk=1)[0]


@tracked(leave_out=["chat_url", "chat_problem"])
class Newsroom(models.Model):
    """One row. A rehearsal publishes with any address, and every publication says that it is one.

    `chat_url` is the secret address of a webhook: what concerns every editor is said there too.
    """

    rehearsal = models.BooleanField(_("rehearsal"), default=False)
    opened_at = models.DateTimeField(_("opened"), auto_now_add=True)
    hours_urgent = models.PositiveSmallIntegerField(_("hours for an urgent claim"), default=3)
    hours_high = models.PositiveSmallIntegerField(_("hours for a claim of high priority"), default=8)
    hours_normal = models.PositiveSmallIntegerField(_("hours for a claim of normal priority"), default=24)
    hours_low = models.PositiveSmallIntegerField(_("hours for a claim of low priority"), default=72)
    remind_hours = models.PositiveSmallIntegerField(_("hours before the due time to remind the reviewer"), default=1)
    escalate_hours = models.PositiveSmallIntegerField(_("hours after the due time to tell the editor"), default=1)
    chat_url = models.TextField(_("webhook of the newsroom’s chat"), validators=[MaxLengthValidator(1000)], blank=True)
    chat_problem = models.CharField(_("why the chat is left alone"), max_length=500, blank=True)

    language = models.CharField(_("language of the desk"), max_length=10, blank=True)
    zone = models.CharField(_("time zone"), max_length=64, blank=True)
    methodology = models.TextField(
        _("how we check, in our own words"), blank=True, validators=[MaxLengthValidator(LONGEST_METHODOLOGY)]
    )
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    objects: NewsroomManager = NewsroomManager()

    class Meta:
        """There is one row, by constraint."""

        verbose_name = _("newsroom")
        verbose_name_plural = _("newsroom")
        constraints = (
            models.CheckConstraint(condition=Q(pk=1), name="there_is_one_newsroom"),
            models.CheckConstraint(
                condition=Q(
                    hours_urgent__range=(1, LONGEST_HOURS),
                    hours_high__range=(1, LONGEST_HOURS),
                    hours_normal__range=(1, LONGEST_HOURS),
                    hours_low__range=(1, LONGEST_HOURS),
                    remind_hours__range=(0, LONGEST_HOURS),
                    escalate_hours__range=(0, LONGEST_HOURS),
                ),
                name="due_times_are_bounded",
            ),
        )

    def __str__(self) -> str:
        """Say which of the two it is."""
        return str(_("rehearsal") if self.rehearsal else _("newsroom"))

    def time_for(self, priority: int) -> timedelta:
        """Return how long a reviewer has for a claim of this priority."""
        hours = {
            Priority.URGENT: self.hours_urgent,
            Priority.HIGH: self.hours_high,
            Priority.NORMAL: self.hours_normal,
            Priority.LOW: self.hours_low,
        }
        return timedelta(hours=hours[Priority(priority)])

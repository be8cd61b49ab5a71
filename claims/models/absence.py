"""Days on which a person gets no new work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from claims.models.history import tracked

if TYPE_CHECKING:
    from datetime import date
    from typing import Self

    from claims.models.user import User


class DateRange(Func):
    """A range of whole days in PostgreSQL; its last day is part of it."""

    function = "DATERANGE"
    output_field = DateRangeField()


class AbsenceQuerySet(models.QuerySet["Absence"]):
    """Absences, found as the desk asks for them."""

    def visible_to(self, user: User) -> Self:
        """Keep what this person may see: editors all, others their own."""
        return self if user.edits else self.filter(person=user)

    def planned(self) -> Self:
        """Keep those that nobody called off."""
        return self.filter(called_off_at=None)

    def on(self, *days: date) -> Self:
        """Keep the planned ones that cover any of these days; today where none is named."""
        covers = Q()
        for day in days or (localdate(),):
            covers |= Q(first_day__lte=day, last_day__gte=day)
        return self.planned().filter(covers)

    def to_come(self) -> Self:
        """Keep the planned ones that are not over, the next first."""
        return self.planned().filter(last_day__gte=localdate()).order_by("first_day", "pk")


@tracked()
class Absence(models.Model):
    """From the first day to the last, both included, in the newsroom's time."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="absences", verbose_name=_("person")
    )
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("planned by")
    )
    planned_at = models.DateTimeField(_("planned"), auto_now_add=True)
    called_off_at = models.DateTimeField(_("called off"), null=True, blank=True)
    called_off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("called off by"),
    )

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        """A person is away once at a time, by constraint."""

        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ("-first_day", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(first_day__lte=F("last_day")), name="an_absence_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(called_off_at=None, called_off_by=None)
                | Q(called_off_at__isnull=False, called_off_by__isnull=False),
                name="an_absence_is_called_off_by_someone",
            ),
            ExclusionConstraint(
                name="a_person_is_away_once_at_a_time",
                expressions=(
                    ("person", RangeOperators.EQUAL),
                    (DateRange("first_day", "last_day", Value("[]")), RangeOperators.OVERLAPS),
                ),
                condition=Q(called_off_at=None),
            ),
        )

    def __str__(self) -> str:
        """Say who is away, and when."""
        return f"{self.person}: {self.first_day} – {self.last_day}"

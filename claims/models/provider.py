"""Providers: whether people want them asked, and how they answered day by day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q, Sum
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from claims.models.history import tracked

if TYPE_CHECKING:
    from typing import Self


@tracked()
class ProviderSwitch(models.Model):
    """A person's decision to ask a provider, or not to. Without one, the setting PROVIDERS decides."""

    provider = models.CharField(_("provider"), max_length=40, unique=True)
    is_on = models.BooleanField(_("on"))
    switched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("switched by")
    )
    switched_at = models.DateTimeField(_("switched"), auto_now=True)
    because = models.TextField(_("why"), blank=True)

    class Meta:
        """Who is switched off is switched off for a reason."""

        verbose_name = _("provider switch")
        verbose_name_plural = _("provider switches")
        ordering = ("provider",)
        constraints = (
            models.CheckConstraint(condition=Q(is_on=True) | ~Q(because=""), name="switched_off_for_a_reason"),
        )

    def __str__(self) -> str:
        """Say which, and how it is switched."""
        return f"{self.provider}: {_('on') if self.is_on else _('off')}"


class ProviderDayQuerySet(models.QuerySet["ProviderDay"]):
    """Days, found as the desk asks for them."""

    def this_month(self) -> Self:
        """Keep the days of the running month."""
        return self.filter(day__gte=localdate().replace(day=1))

    def asked_in_all(self) -> int:
        """Add up the questions."""
        return self.aggregate(total=Sum("asked"))["total"] or 0

    def latest_trouble(self) -> Self:
        """Keep each provider's latest day with an error, one row a provider."""
        return self.exclude(last_error="").order_by("provider", "-day").distinct("provider")


class ProviderDay(models.Model):
    """How often a provider was asked on one day, and how it answered. `asked` counts requests: quotas are counted so."""

    provider = models.CharField(_("provider"), max_length=40)
    day = models.DateField(_("day"))
    asked = models.PositiveIntegerField(_("questions"), default=0)
    failures = models.PositiveIntegerField(_("without an answer"), default=0)
    last_answer_at = models.DateTimeField(_("last answer"), null=True, blank=True)
    last_error = models.TextField(_("last error"), blank=True)
    last_error_at = models.DateTimeField(_("time of the last error"), null=True, blank=True)

    objects = ProviderDayQuerySet.as_manager()

    class Meta:
        """One row a provider and day."""

        verbose_name = _("day of a provider")
        verbose_name_plural = _("days of providers")
        ordering = ("-day", "provider")
        constraints = (models.UniqueConstraint(fields=("provider", "day"), name="one_row_a_provider_and_day"),)

    def __str__(self) -> str:
        """Say whose day it is."""
        return f"{self.provider}, {self.day}"

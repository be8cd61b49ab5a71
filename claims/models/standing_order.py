"""Standing orders: what machines may do in a named person's name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from claims.models.history import tracked

if TYPE_CHECKING:
    from typing import Self


class OrderKind(models.TextChoices):
    """What can be ordered."""

    ASSIGN_BY_WORKLOAD = "assign_by_workload", _("assign new claims by workload")
    REVIEW_BLIND = "review_blind", _("have two people review every claim, blind")


class StandingOrderQuerySet(models.QuerySet["StandingOrder"]):
    """Orders, found as the desk asks for them."""

    def in_force(self, kind: OrderKind) -> Self:
        """Keep the order of this kind that is signed by someone who still works here, and not suspended."""
        return self.filter(kind=kind, suspended_at=None, signed_by__is_active=True).select_related("signed_by")


@tracked()
class StandingOrder(models.Model):
    """A move that a named person ordered in advance; it can be suspended at any time."""

    kind = models.CharField(_("order"), max_length=30, choices=OrderKind.choices)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="standing_orders", verbose_name=_("signed by")
    )
    signed_at = models.DateTimeField(_("signed"), auto_now_add=True)
    due_after = models.DurationField(_("time to review"), null=True, blank=True)  # None: by the claim's priority
    most_open = models.PositiveSmallIntegerField(_("most open claims a reviewer"), null=True, blank=True)
    suspended_at = models.DateTimeField(_("suspended"), null=True, blank=True)
    suspended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("suspended by"),
    )

    objects = StandingOrderQuerySet.as_manager()

    class Meta:
        """One order of a kind is in force at a time."""

        verbose_name = _("standing order")
        verbose_name_plural = _("standing orders")
        ordering = ("-signed_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("kind",), condition=Q(suspended_at=None), name="one_standing_order_of_a_kind_in_force"
            ),
        )

    def __str__(self) -> str:
        """Say what is ordered, by whom."""
        return f"{self.get_kind_display()} ({self.signed_by})"

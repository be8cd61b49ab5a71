"""Publication that is ordered for a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from claims.models.history import tracked

if TYPE_CHECKING:
    from typing import Self

    from claims.models.user import User


class EmbargoQuerySet(models.QuerySet["Embargo"]):
    """Embargoes, found as the desk asks for them."""

    def visible_to(self, user: User) -> Self:
        """Keep what this person may see: editors all, reviewers those of claims that are or were on their desk."""
        return self if user.edits else self.filter(claim__in=user.assignments.values("claim"))

    def in_force(self) -> Self:
        """Keep those that are neither over nor lifted."""
        return self.filter(ended_at=None)


@tracked()
class Embargo(models.Model):
    """A standing order for one approved claim: at `until` it is published in the name of whoever ordered it.

    `released` says whether it ended by publication; otherwise `ended_by` lifted or changed it.
    """

    claim = models.ForeignKey(
        "claims.Claim", on_delete=models.PROTECT, related_name="embargoes", verbose_name=_("claim")
    )
    until = models.DateTimeField(_("until"))
    note = models.TextField(_("public note"), blank=True)
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("ordered by")
    )
    ordered_at = models.DateTimeField(_("ordered"), default=now, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lifted by"),
    )
    released = models.BooleanField(_("published at its time"), default=False)

    objects = EmbargoQuerySet.as_manager()

    class Meta:
        """One in force on a claim; it lies in the future when it is ordered."""

        verbose_name = _("embargo")
        verbose_name_plural = _("embargoes")
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("claim",), condition=Q(ended_at=None), name="one_embargo_of_a_claim_in_force"
            ),
            models.CheckConstraint(condition=Q(until__gt=F("ordered_at")), name="an_embargo_lies_in_the_future"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None, released=False)
                | Q(ended_at__isnull=False, ended_by=None, released=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False, released=False),
                name="an_embargo_is_released_or_lifted_by_somebody",
            ),
        )

    def __str__(self) -> str:
        """Say until when, and by whose order."""
        return f"{self.until:%Y-%m-%d %H:%M} ({self.ordered_by})"

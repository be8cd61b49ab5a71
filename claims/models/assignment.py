"""An editor asks a reviewer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from claims.models.history import tracked

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Self

    from claims.models.user import User


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Assignments, found as the desk asks for them."""

    def visible_to(self, user: User) -> Self:
        """Keep what this person may see: editors all, reviewers their own."""
        return self if user.edits else self.filter(reviewer=user)

    def current(self) -> Self:
        """Keep those that are not ended."""
        return self.filter(ended_at=None)

    def overdue(self, *, at: datetime | None = None) -> Self:
        """Keep the current ones whose time is over."""
        return self.current().filter(due_at__lt=at or now()).order_by("due_at")


@tracked()
class Assignment(models.Model):
    """An editor asks a reviewer for a verdict on a claim, by a time. It ends with the verdict or a change of mind."""

    claim = models.ForeignKey(
        "claims.Claim", on_delete=models.PROTECT, related_name="assignments", verbose_name=_("claim")
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assignments", verbose_name=_("reviewer")
    )
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("assigned by")
    )
    order = models.ForeignKey(
        "claims.StandingOrder",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assignments",
        verbose_name=_("under standing order"),
    )
    due_at = models.DateTimeField(_("due"))
    assigned_at = models.DateTimeField(_("assigned"), auto_now_add=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ended by"),
    )

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        """One current assignment a reviewer and claim, by constraint."""

        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ("due_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("claim", "reviewer"),
                condition=Q(ended_at=None),
                name="one_current_assignment_a_reviewer_and_claim",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="an_ended_assignment_names_who_ended_it",
            ),
        )
        indexes = (models.Index(fields=("due_at",), condition=Q(ended_at=None), name="open_assignment_by_due"),)

    def __str__(self) -> str:
        """Say who has it."""
        return f"{self.reviewer}: {self.claim}"

    def end(self, *, by: User) -> None:
        """Take the claim off this desk."""
        self.ended_at, self.ended_by = now(), by
        self.save(update_fields=["ended_at", "ended_by"])

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


class Ending(models.TextChoices):
    """How an assignment ended."""

    RATED = "rated", _("a verdict was marked")
    HANDED_OVER = "handed_over", _("handed over to a colleague")
    RETURNED = "returned", _("given back by the reviewer")
    REPLACED = "replaced", _("given to another by an editor")
    TAKEN_OFF = "taken_off", _("taken off the desk")
    LEFT = "left", _("the reviewer left the desk")


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Assignments, found as the desk asks for them."""

    def visible_to(self, user: User) -> Self:
        """Keep what this person may see: reviewers their own; editors all but a colleague's in a blind review of theirs."""
        if not user.edits:
            return self.filter(reviewer=user)
        return self.exclude(pk__in=Assignment.objects.hidden_from(user).order_by().values("pk"))

    def hidden_from(self, user: User) -> Self:
        """Keep those whose end would tell this person that a colleague has answered, in a blind review of theirs."""
        from claims.models.blind_review import BlindReview

        blind = BlindReview.objects.blind().sat_in_by(user).order_by()
        return self.filter(claim__in=blind.values("claim")).exclude(reviewer=user)

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

    ending = models.CharField(_("how it ended"), max_length=12, choices=Ending.choices, blank=True)
    ended_because = models.TextField(_("why it ended"), blank=True)
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)
    escalated_at = models.DateTimeField(_("escalated"), null=True, blank=True)

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
            models.CheckConstraint(
                condition=Q(ended_at__isnull=False) | Q(ending="", ended_because=""),
                name="a_current_assignment_has_no_ending",
            ),
            models.CheckConstraint(condition=Q(ending__in=("", *Ending.values)), name="assignment_ending_is_known"),
        )
        indexes = (
            models.Index(fields=("due_at",), condition=Q(ended_at=None), name="open_assignment_by_due"),
            models.Index(fields=("reviewer", "due_at"), condition=Q(ended_at=None), name="open_assignment_of_reviewer"),
            models.Index(fields=("reviewer", "-assigned_at"), name="assignment_newest_of_reviewer"),
            models.Index(
                fields=("due_at", "id"), condition=Q(ended_at=None, reminded_at=None), name="assignment_to_remind_of"
            ),
            models.Index(
                fields=("due_at", "id"), condition=Q(ended_at=None, escalated_at=None), name="assignment_to_escalate"
            ),
            models.Index(
                fields=("due_at", "id"),
                condition=Q(ended_at=None, escalated_at__isnull=False),
                name="assignment_escalated",
            ),
            models.Index(fields=("due_at", "id"), name="assignment_by_due"),
        )

    def __str__(self) -> str:
        """Say who has it."""
        return f"{self.reviewer}: {self.claim}"

    def end(self, *, by: User, ending: Ending = Ending.RATED, because: str = "") -> bool:
        """Take the claim off this desk, unless it was taken off already; say whether it was done."""
        how = {"ended_at": now(), "ended_by": by, "ending": ending, "ended_because": because.strip()}
        done = Assignment.objects.current().filter(pk=self.pk).update(**how)
        if done:
            for name, value in how.items():
                setattr(self, name, value)
        return bool(done)

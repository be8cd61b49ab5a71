"""The second pair of eyes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from claims.models.history import append_only
from claims.models.verdict import Verdict

if TYPE_CHECKING:
    from typing import Self

    from claims.models.user import User


class ApprovalQuerySet(models.QuerySet["Approval"]):
    """Approvals, found as the desk asks for them."""

    def visible_to(self, user: User) -> Self:
        """Keep those of verdicts that this person may see."""
        return self if user.edits else self.filter(verdict__in=Verdict.objects.visible_to(user))


class Approval(models.Model):
    """An editor agrees with a verdict that somebody else wrote. `reviewer` is the verdict's, held to it by a foreign key."""

    verdict = models.OneToOneField(
        "claims.Verdict", on_delete=models.PROTECT, related_name="approval", verbose_name=_("verdict")
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("reviewer")
    )
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="approvals", verbose_name=_("approver")
    )
    approved_at = models.DateTimeField(_("approved"), auto_now_add=True)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        """Nobody approves their own verdict, whatever their role."""

        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(condition=~Q(reviewer=F("approver")), name="nobody_approves_their_own_verdict"),
        )
        triggers = append_only()

    def __str__(self) -> str:
        """Say who approved what."""
        return f"{self.approver}: {self.verdict}"

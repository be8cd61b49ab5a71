"""The second pair of eyes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger
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
    """An editor agrees with a verdict that somebody else wrote.

    `reviewer` is the verdict's, held to it by a foreign key; `adjudicator` upheld it against another, if somebody did.
    """

    verdict = models.OneToOneField(
        "claims.Verdict", on_delete=models.PROTECT, related_name="approval", verbose_name=_("verdict")
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("reviewer")
    )
    adjudicator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("adjudicator"),
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
            models.CheckConstraint(
                condition=Q(adjudicator=None) | ~Q(adjudicator=F("approver")) & ~Q(adjudicator=F("reviewer")),
                name="nobody_approves_what_they_adjudicated",
            ),
        )
        triggers = (
            *append_only(),
            pgtrigger.Trigger(
                name="by_nobody_who_had_a_hand_in_it",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                declare=[("review", "bigint"), ("settled_by", "bigint")],
                func="""
                    SELECT v.blind_review_id INTO review FROM claims_verdict v WHERE v.id = NEW.verdict_id;
                    SELECT a.adjudicator_id INTO settled_by FROM claims_adjudication a
                    WHERE a.verdict_id = NEW.verdict_id AND a.adjudicator_id <> NEW.reviewer_id
                    ORDER BY a.id DESC LIMIT 1;
                    IF NEW.adjudicator_id IS DISTINCT FROM settled_by THEN
                        RAISE EXCEPTION 'an approval names who adjudicated' USING ERRCODE = 'check_violation';
                    END IF;
                    IF EXISTS (SELECT FROM claims_verdict v
                               WHERE v.blind_review_id = review AND v.reviewer_id = NEW.approver_id)
                       OR EXISTS (SELECT FROM claims_adjudication a
                                  WHERE a.blind_review_id = review AND a.adjudicator_id = NEW.approver_id) THEN
                        RAISE EXCEPTION 'nobody approves what they had a hand in' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        )

    def __str__(self) -> str:
        """Say who approved what."""
        return f"{self.approver}: {self.verdict}"

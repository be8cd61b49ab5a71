"""Blind double review: two people answer apart; where they differ, a third settles it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from claims.models.history import append_only, tracked

if TYPE_CHECKING:
    from typing import Self

    from claims.models.claim import Claim
    from claims.models.user import User
    from claims.models.verdict import Verdict

PLACES = 2
"""How many people answer apart."""


class BlindReviewQuerySet(models.QuerySet["BlindReview"]):
    """Blind reviews, found as the desk asks for them."""

    def visible_to(self, user: User) -> Self:
        """Keep what this person may see: editors all, reviewers those of claims that are or were on their desk."""
        return self if user.edits else self.filter(claim__in=user.assignments.values("claim"))

    def newest_on(self, claim: Claim) -> BlindReview | None:
        """Return the claim's newest blind review, if it ever had one."""
        return self.filter(claim=claim).select_related("stands").order_by("-pk").first()

    def blind(self) -> Self:
        """Keep those in which an answer is still to come, so that none may be seen."""
        return self.filter(both_in_at=None)

    def in_dispute(self) -> Self:
        """Keep those that wait for a third person."""
        return self.filter(disputed=True)

    def sat_in_by(self, user: User) -> Self:
        """Keep those in which this person had the claim on their desk, at any time since they began."""
        from claims.models.assignment import Assignment

        seats = Assignment.objects.filter(claim=OuterRef("claim"), reviewer=user)
        since = Q(ended_at=None) | Q(ended_at__gte=OuterRef("opened_at"))
        return self.filter(models.Exists(seats.filter(since)))


@tracked()
class BlindReview(models.Model):
    """Two people review one claim apart. While `both_in_at` is empty, neither sees anything of the other's.

    `agreed` compares their first answers, for good; `disputed` says that a third person is wanted now; `stands` is the
    verdict that goes to approval.
    """

    claim = models.ForeignKey(
        "claims.Claim", on_delete=models.PROTECT, related_name="blind_reviews", verbose_name=_("claim")
    )
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("ordered by")
    )
    opened_at = models.DateTimeField(_("ordered"), default=now)
    order = models.ForeignKey(
        "claims.StandingOrder",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("under standing order"),
    )
    both_in_at = models.DateTimeField(_("both answers in"), null=True, blank=True)
    agreed = models.BooleanField(_("agreed at first"), null=True, blank=True)
    disputed = models.BooleanField(_("waits for a third person"), default=False)
    stands = models.ForeignKey(
        "claims.Verdict",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("verdict that stands"),
    )

    objects = BlindReviewQuerySet.as_manager()

    class Meta:
        """One at a time on a claim; nothing stands, and nothing is known of agreement, before both are in."""

        verbose_name = _("blind review")
        verbose_name_plural = _("blind reviews")
        ordering = ("-pk",)
        indexes = (models.Index(fields=("claim",), condition=Q(disputed=True), name="blind_review_in_dispute"),)
        constraints = (
            models.UniqueConstraint(
                fields=("claim",), condition=Q(both_in_at=None), name="one_blind_review_of_a_claim_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(both_in_at=None, agreed=None, disputed=False, stands=None)
                | Q(both_in_at__isnull=False, agreed__isnull=False),
                name="agreement_is_known_when_both_are_in",
            ),
            models.CheckConstraint(
                condition=Q(disputed=False) | Q(stands=None), name="nothing_stands_while_it_is_disputed"
            ),
        )

    def __str__(self) -> str:
        """Say which claim."""
        return f"{self._meta.verbose_name}: {self.claim}"

    @property
    def is_blind(self) -> bool:
        """Say whether an answer is still to come."""
        return self.both_in_at is None

    def answers(self) -> list[Verdict]:
        """Return the newest verdict of each of the people who answered, in the order of their first answers."""
        newest: dict[int, Verdict] = {}
        for verdict in self.verdicts.select_related("rating", "reviewer").order_by("pk"):
            newest[verdict.reviewer_id] = verdict
        return list(newest.values())

    def hands(self) -> set[int]:
        """Return who wrote or settled anything in it: none of them may approve."""
        wrote = self.verdicts.values_list("reviewer", flat=True)
        settled = self.adjudications.values_list("adjudicator", flat=True)
        return {*wrote, *settled}


class AdjudicationQuerySet(models.QuerySet["Adjudication"]):
    """Adjudications, found as the desk asks for them."""

    def visible_to(self, user: User) -> Self:
        """Keep what this person may see: editors all, others those of verdicts that they may see."""
        from claims.models.verdict import Verdict

        return self if user.edits else self.filter(verdict__in=Verdict.objects.visible_to(user))


class Adjudication(models.Model):
    """A third person settles what two answered differently: one of their verdicts is upheld, or the third's own stands."""

    blind_review = models.ForeignKey(
        BlindReview, on_delete=models.PROTECT, related_name="adjudications", verbose_name=_("blind review")
    )
    verdict = models.ForeignKey(
        "claims.Verdict", on_delete=models.PROTECT, related_name="adjudications", verbose_name=_("verdict that stands")
    )
    adjudicator = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="adjudications", verbose_name=_("adjudicator")
    )
    reason = models.TextField(_("reason"))
    made_at = models.DateTimeField(_("settled"), auto_now_add=True)

    objects = AdjudicationQuerySet.as_manager()

    class Meta:
        """Settled with a reason, by somebody who answered none of it, about a verdict of that very review."""

        verbose_name = _("adjudication")
        verbose_name_plural = _("adjudications")
        ordering = ("-pk",)
        constraints = (models.CheckConstraint(condition=~Q(reason=""), name="an_adjudication_says_why"),)
        triggers = (
            *append_only(),
            pgtrigger.Trigger(
                name="by_a_third_person",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func="""
                    IF NOT EXISTS (SELECT FROM claims_verdict v
                                   WHERE v.id = NEW.verdict_id AND v.blind_review_id = NEW.blind_review_id) THEN
                        RAISE EXCEPTION 'a verdict of another review cannot be upheld' USING ERRCODE = 'check_violation';
                    END IF;
                    IF EXISTS (SELECT FROM claims_verdict v JOIN claims_blindreview b ON b.id = v.blind_review_id
                               WHERE b.id = NEW.blind_review_id AND v.reviewer_id = NEW.adjudicator_id
                                 AND v.rated_at <= b.both_in_at) THEN
                        RAISE EXCEPTION 'nobody settles a dispute that they are part of' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        )

    def __str__(self) -> str:
        """Say who settled it, and how."""
        return f"{self.adjudicator}: {self.verdict}"

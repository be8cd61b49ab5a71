"""A reviewer's answer on a claim, and the passages that it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from claims.lifecycle import Status
from claims.models.history import append_only
from claims.models.source import SpanOfSnapshot
from claims.ratings import Attribution, Stance

if TYPE_CHECKING:
    from typing import Self

    from claims.models.user import User


class VerdictQuerySet(models.QuerySet["Verdict"]):
    """Verdicts, found as the desk asks for them."""

    def visible_to(self, user: User) -> Self:
        """Keep what this person may see: editors all; reviewers their own, and those of claims that are public."""
        if user.edits:
            return self
        public = (Status.PUBLISHED, Status.CORRECTED, Status.RETRACTED)
        return self.filter(Q(reviewer=user) | Q(claim__status__in=public))

    def complete(self) -> Self:
        """Fetch what a verdict rests on: rating with its scale, reviewer, citations with sources."""
        return self.select_related("rating__scale", "reviewer", "claim__claimant", "claim__article").prefetch_related(
            "citations__snapshot__source", "citations__snapshot__external_copy"
        )


class Verdict(models.Model):
    """Rating, attribution, rationale and cited passages by one reviewer. Never changed: a new answer is a new verdict."""

    claim = models.ForeignKey(
        "claims.Claim", on_delete=models.PROTECT, related_name="verdicts", verbose_name=_("claim")
    )
    assignment = models.ForeignKey(
        "claims.Assignment", on_delete=models.PROTECT, related_name="verdicts", verbose_name=_("assignment")
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="verdicts", verbose_name=_("reviewer")
    )
    rating = models.ForeignKey(
        "claims.Rating", on_delete=models.PROTECT, related_name="verdicts", verbose_name=_("is it true?")
    )
    attribution = models.CharField(_("was it said?"), max_length=15, choices=Attribution.choices)
    rationale = models.TextField(_("rationale"))
    rated_at = models.DateTimeField(_("rated"), auto_now_add=True)

    objects = VerdictQuerySet.as_manager()

    class Meta:
        """The newest verdict counts; each has its reasons."""

        verbose_name = _("verdict")
        verbose_name_plural = _("verdicts")
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(condition=~Q(rationale=""), name="verdict_has_a_rationale"),
            models.CheckConstraint(condition=Q(attribution__in=Attribution.values), name="attribution_is_known"),
            models.UniqueConstraint(fields=("id", "reviewer"), name="verdict_and_reviewer_for_reference"),
        )
        triggers = append_only()

    def __str__(self) -> str:
        """Say the answer and whose it is."""
        return f"{self.rating} ({self.reviewer})"


class CitationQuerySet(models.QuerySet["Citation"]):
    """Citations, found as the desk asks for them."""

    def visible_to(self, user: User) -> Self:
        """Keep those of verdicts that this person may see."""
        return self if user.edits else self.filter(verdict__in=Verdict.objects.visible_to(user))


class Citation(SpanOfSnapshot):
    """A verdict's use of a passage: the words, the snapshot that they stand in, and what they do to the claim."""

    verdict = models.ForeignKey(Verdict, on_delete=models.PROTECT, related_name="citations", verbose_name=_("verdict"))
    snapshot = models.ForeignKey(
        "claims.Snapshot", on_delete=models.PROTECT, related_name="citations", verbose_name=_("snapshot")
    )
    stance = models.CharField(_("stance"), max_length=10, choices=Stance.choices)

    objects = CitationQuerySet.as_manager()

    class Meta(SpanOfSnapshot.Meta):
        """A passage is cited once in a verdict."""

        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        ordering = ("pk",)
        constraints = (
            *SpanOfSnapshot.Meta.constraints,
            models.UniqueConstraint(fields=("verdict", "snapshot", "start", "end"), name="a_passage_is_cited_once"),
            models.CheckConstraint(condition=Q(stance__in=Stance.values), name="stance_is_known"),
        )
        triggers = append_only()

    def __str__(self) -> str:
        """Say what it does, and its first words."""
        return f"{self.get_stance_display()}: {self.text[:60]}"

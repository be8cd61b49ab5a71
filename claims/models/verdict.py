"""A reviewer's answer on a claim, and the passages that it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from claims.lifecycle import Status
from claims.models.displayed import Displayed
from claims.models.history import append_only
from claims.models.source import SpanOfSnapshot
from claims.ratings import Attribution, Stance

if TYPE_CHECKING:
    from typing import Self

    from claims.models.claim import Claim
    from claims.models.user import User


class VerdictQuerySet(models.QuerySet["Verdict"]):
    """Verdicts, found as the desk asks for them."""

    def visible_to(self, user: User) -> Self:
        """Keep what this person may see, wherever verdicts are shown, counted, searched or told of.

        Nobody sees a colleague's verdict in a blind review in which they sit, until both are in. Beyond that, editors
        see all; reviewers their own, those of claims that are public, those of the blind reviews that they wrote in,
        and both sides of a dispute that they are asked to settle, or settled.
        """
        kept = self.exclude(pk__in=Verdict.objects.hidden_from(user).order_by().values("pk"))
        if user.edits:
            return kept
        public = (Status.PUBLISHED, Status.CORRECTED, Status.RETRACTED)
        mine = Verdict.objects.filter(reviewer=user, blind_review=OuterRef("blind_review")).order_by()
        took_part = Q(Exists(mine))
        settles = Q(blind_review__disputed=True, claim__in=user.assignments.filter(ended_at=None).values("claim"))
        settled = Q(blind_review__in=user.adjudications.order_by().values("blind_review"))
        return kept.filter(Q(reviewer=user) | Q(claim__status__in=public) | took_part | settles | settled)

    def hidden_from(self, user: User) -> Self:
        """Keep what a blind review hides from this person, whatever their role."""
        from claims.models.blind_review import BlindReview

        return self.filter(blind_review__in=BlindReview.objects.blind().sat_in_by(user)).exclude(reviewer=user)

    def standing_first(self) -> Self:
        """Order so that of each claim's verdicts the one comes first that counts, then the newest."""
        from claims.models.blind_review import BlindReview

        stands = models.Exists(BlindReview.objects.filter(stands=models.OuterRef("pk")))
        return self.order_by(models.F("blind_review").desc(nulls_last=True), stands.desc(), "-pk")

    def standing_on(self, claim: Claim) -> Verdict | None:
        """Return the verdict that counts: the newest, or the one that a blind review came to; None while it has none."""
        newest = self.filter(claim=claim).select_related("blind_review").order_by("-pk").first()
        if newest is None or newest.blind_review is None:
            return newest
        return self.filter(pk=newest.blind_review.stands_id or 0).first()

    def complete(self) -> Self:
        """Fetch what a verdict rests on: rating with its scale, reviewer, citations with sources."""
        return self.select_related("rating__scale", "reviewer", "claim__claimant", "claim__article").prefetch_related(
            "citations__snapshot__source", "citations__snapshot__external_copy"
        )


class Verdict(Displayed):
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
    blind_review = models.ForeignKey(
        "claims.BlindReview",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="verdicts",
        verbose_name=_("blind review"),
    )
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

    def agrees_with(self, other: Verdict) -> bool:
        """Say whether both questions are answered alike."""
        return (self.rating_id, self.attribution) == (other.rating_id, other.attribution)


class CitationQuerySet(models.QuerySet["Citation"]):
    """Citations, found as the desk asks for them."""

    def visible_to(self, user: User) -> Self:
        """Keep those of verdicts that this person may see."""
        return self.filter(verdict__in=Verdict.objects.visible_to(user))


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

"""What a source may bear on one claim: ranked passages of its archived copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim
from claims.models.history import tracked
from claims.models.source import SpanOfSnapshot

if TYPE_CHECKING:
    from typing import Self

    from claims.models.user import User


class Circle(models.TextChoices):
    """How a page leads back to the article under check: what it says is then no second source."""

    SAME_PAGE = "same_page", _("it is the article under check")
    SAME_TEXT = "same_text", _("it carries the text of the article under check")
    LINKS = "links", _("it links to the article under check")
    SAME_OUTLET = "same_outlet", _("it is of the same outlet as the article under check")
    NAMES_OUTLET = "names_outlet", _("it names the article’s outlet as its source")


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    """Evidence, found as the desk asks for it."""

    def visible_to(self, user: User) -> Self:
        """Keep what was found for claims that this person may see."""
        return self if user.edits else self.filter(claim__in=Claim.objects.visible_to(user))

    def kept(self) -> Self:
        """Keep what no editor has excluded."""
        return self.filter(excluded_at=None)

    def count_for_claim(self) -> Coalesce:
        """Count them for each claim of an outer query; unlike a join, it is counted only for the claims that are shown."""
        mine = (
            self.filter(claim=OuterRef("pk")).order_by().values("claim").annotate(number=Count("pk")).values("number")
        )
        return Coalesce(Subquery(mine), 0)

    def best_first(self) -> Self:
        """Order by fit, with sources and passages fetched; the full text of the copies is left in the database."""
        return (
            self.select_related("snapshot__source")
            .defer("snapshot__text", "snapshot__headers")
            .prefetch_related("passages")
            .order_by("-score", "pk")
        )


@tracked()
class Evidence(models.Model):
    """A snapshot that a provider found for a claim. Machines add it; a person may exclude it, with a reason."""

    claim = models.ForeignKey(
        "claims.Claim", on_delete=models.PROTECT, related_name="evidence", verbose_name=_("claim")
    )
    snapshot = models.ForeignKey(
        "claims.Snapshot", on_delete=models.PROTECT, related_name="evidence", verbose_name=_("snapshot")
    )
    provider = models.CharField(_("found by"), max_length=40)
    query = models.TextField(_("query"), blank=True)
    score = models.FloatField(_("fit"), default=0.0)
    circle = models.CharField(_("leads back"), max_length=15, choices=Circle.choices, blank=True)
    found_at = models.DateTimeField(_("found"), auto_now_add=True)
    excluded_at = models.DateTimeField(_("excluded"), null=True, blank=True)
    excluded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("excluded by"),
    )
    excluded_because = models.TextField(_("why excluded"), blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        """A snapshot is evidence for a claim once."""

        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ("-score", "pk")
        indexes = (
            models.Index(fields=("-score", "id"), name="evidence_by_score"),
            models.Index(fields=("provider", "id"), name="evidence_by_provider"),
        )
        constraints = (
            models.UniqueConstraint(fields=("claim", "snapshot"), name="a_snapshot_is_evidence_for_a_claim_once"),
            models.CheckConstraint(
                condition=Q(excluded_at=None, excluded_by=None)
                | Q(excluded_at__isnull=False, excluded_by__isnull=False) & ~Q(excluded_because=""),
                name="excluded_evidence_says_who_and_why",
            ),
            models.CheckConstraint(condition=Q(circle__in=["", *Circle.values]), name="circle_is_known"),
        )

    def __str__(self) -> str:
        """Name the snapshot."""
        return str(self.snapshot)


class PassageQuerySet(models.QuerySet["Passage"]):
    """Passages, found as the desk asks for them."""

    def visible_to(self, user: User) -> Self:
        """Keep what was found for claims that this person may see."""
        return self if user.edits else self.filter(evidence__claim__in=Claim.objects.visible_to(user))


class Passage(SpanOfSnapshot):
    """A stretch of the snapshot's text that may bear on the claim, with how well it fits."""

    evidence = models.ForeignKey(
        Evidence, on_delete=models.CASCADE, related_name="passages", verbose_name=_("evidence")
    )
    score = models.FloatField(_("fit"), default=0.0)

    objects = PassageQuerySet.as_manager()

    class Meta(SpanOfSnapshot.Meta):
        """A stretch stands once, the best first."""

        verbose_name = _("passage")
        verbose_name_plural = _("passages")
        ordering = ("-score", "start")
        constraints = (
            *SpanOfSnapshot.Meta.constraints,
            models.UniqueConstraint(fields=("evidence", "start", "end"), name="a_passage_stands_once"),
        )

    def __str__(self) -> str:
        """Return its first words."""
        return self.text[:80]

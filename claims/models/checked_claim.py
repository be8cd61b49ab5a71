"""What was checked before, by us or by others, as new claims are compared with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import connection, models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from claims.models.current_verdict import CurrentVerdict
from claims.models.source import Source, SourceKind
from claims.models.vector import HalfVectorField, NearestIndex

if TYPE_CHECKING:
    from claims.models.claim import Claim
    from claims.models.user import User


UNCOUNT_WORDS = """
WITH its AS MATERIALIZED (
    SELECT w.word FROM claims_checkedword w WHERE w.word IN (
        SELECT u.lexeme FROM claims_checkedclaim d, unnest(d.search) u WHERE d.id = %(checked)s
    ) ORDER BY w.word FOR UPDATE
), gone AS (DELETE FROM claims_checkedword w USING its WHERE w.word = its.word AND w.checked <= 1)
UPDATE claims_checkedword w SET checked = w.checked - 1 FROM its WHERE w.word = its.word AND w.checked > 1
"""
"""Locked in the order of the words, as whoever counts them up locks them."""


class CheckedClaimQuerySet(models.QuerySet["CheckedClaim"]):
    """Checked claims, found as matching and the desk ask for them."""

    def visible_to(self, user: User) -> models.QuerySet[CheckedClaim]:
        """Keep our own, which are public, and others' that were found for claims that this person may see."""
        return self if user.edits else self.filter(Q(source=None) | Q(source__in=Source.objects.visible_to(user)))

    def verdicts_to_index(self) -> models.QuerySet[CurrentVerdict]:
        """Return our published verdicts that are not indexed in their present wording."""
        indexed = self.filter(claim=OuterRef("claim"), wording=OuterRef("wording"))
        return CurrentVerdict.objects.readable().filter(~Exists(indexed)).order_by("pk")

    def forget_outdated(self, claim: Claim) -> None:
        """Take our wording of a claim out of the index, and what was found by it, unless readers still read it so.

        Needs a transaction. A wording that stands again is indexed anew.
        """
        stands = CurrentVerdict.objects.readable().filter(claim=OuterRef("claim"), wording=OuterRef("wording"))
        outdated = self.filter(~Exists(stands), claim=claim)
        for checked in outdated.select_for_update():
            checked.matches.all().delete()
            with connection.cursor() as cursor:
                cursor.execute(UNCOUNT_WORDS, {"checked": checked.pk})
            checked.delete()

    def sources_to_index(self) -> models.QuerySet[Source]:
        """Return fact-checks of others that the desk keeps and that are not indexed."""
        indexed = self.filter(source=OuterRef("pk"))
        return Source.objects.filter(~Exists(indexed), ~Q(title=""), kind=SourceKind.FACT_CHECK).order_by("pk")


class CheckedClaim(models.Model):
    """One wording with a verdict: of a `claim` of ours that was published, or of a `source`, which is others' fact-check."""

    claim = models.OneToOneField(
        "claims.Claim", on_delete=models.PROTECT, null=True, related_name="checked", verbose_name=_("our claim")
    )
    source = models.OneToOneField(
        "claims.Source",
        on_delete=models.PROTECT,
        null=True,
        related_name="checked",
        verbose_name=_("others’ fact-check"),
    )
    wording = models.TextField(_("wording"))
    vector = HalfVectorField(_("meaning"))
    embedded_by = models.CharField(_("embedding model"), max_length=60)
    indexed_at = models.DateTimeField(_("indexed"), auto_now=True)
    search = models.GeneratedField(
        expression=SearchVector("wording", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = CheckedClaimQuerySet.as_manager()

    class Meta:
        """Ours or others', and each once."""

        verbose_name = _("checked claim")
        verbose_name_plural = _("checked claims")
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(claim=None, source__isnull=False) | Q(claim__isnull=False, source=None),
                name="a_checked_claim_is_ours_or_others",
            ),
        )
        indexes = (
            GinIndex(fields=("search",), name="checked_claim_words"),
            NearestIndex("vector", name="checked_claim_meaning"),
        )

    def __str__(self) -> str:
        """Return the wording."""
        return self.wording


class CheckedWord(models.Model):
    """How many checked claims have a word: what many have tells little. Counted up as claims are indexed."""

    word = models.TextField(_("word"), primary_key=True)
    checked = models.PositiveIntegerField(_("checked claims that have it"), default=0)

    class Meta:
        """Words in their order."""

        verbose_name = _("word of checked claims")
        verbose_name_plural = _("words of checked claims")
        ordering = ("word",)

    def __str__(self) -> str:
        """Return the word."""
        return self.word


class ClaimVector(models.Model):
    """A claim's own place in the space of meanings, so that a verdict published later finds it."""

    claim = models.OneToOneField(
        "claims.Claim", on_delete=models.CASCADE, primary_key=True, related_name="vector", verbose_name=_("claim")
    )
    wording = models.TextField(_("wording"))
    vector = HalfVectorField(_("meaning"))
    embedded_by = models.CharField(_("embedding model"), max_length=60)

    class Meta:
        """Searched by nearness."""

        verbose_name = _("claim’s meaning")
        verbose_name_plural = _("claims’ meanings")
        ordering = ("claim",)
        indexes = (NearestIndex("vector", name="claim_meaning"),)

    def __str__(self) -> str:
        """Return the wording that it is of."""
        return self.wording


def without_vector() -> Q:
    """Keep claims whose present wording has no vector."""
    return Q(vector=None) | ~Q(vector__wording=F("text"))

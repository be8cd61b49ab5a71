"""What readers ask: one row a claim, saying what the ledger says of it now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from claims.models.publication import Publication, PublicationKind

if TYPE_CHECKING:
    from typing import Self

CONFIGURATIONS = {
    "ar": "arabic",
    "ca": "catalan",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "eu": "basque",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "ne": "nepali",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}
"""PostgreSQL's text search configuration for each language that it can stem; others are searched word by word."""


def configuration(language: str) -> str:
    """Return the text search configuration for a language, such as “en-GB”."""
    return CONFIGURATIONS.get(language.partition("-")[0].lower(), "simple")


class CurrentVerdictQuerySet(models.QuerySet["CurrentVerdict"]):
    """What the public reads now."""

    def standing(self) -> Self:
        """Leave out what was retracted or redacted."""
        return self.filter(retracted=False)

    def readable(self) -> Self:
        """Leave out what was redacted by order."""
        return self.exclude(status=PublicationKind.REDACTED)

    def with_documents(self) -> Self:
        """Fetch the ledger row and its document."""
        return self.select_related("publication__document")

    def newest_first(self) -> Self:
        """Order by place in the ledger, the newest first."""
        return self.order_by("-publication_id")  # "-publication" would turn the ledger's own order round

    def newest_of_each_article(self) -> Self:
        """Keep one row an article: that of the newest publication on its claims."""
        newer = CurrentVerdict.objects.readable().filter(
            article=OuterRef("article"), publication__gt=OuterRef("publication")
        )
        return self.filter(~Exists(newer))


class CurrentVerdict(models.Model):
    """The projection of the ledger that readers ask: one row a claim, moved in the transaction that appends."""

    claim = models.OneToOneField(
        "claims.Claim",
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="current_verdict",
        verbose_name=_("claim"),
    )
    public_id = models.UUIDField(_("public id"), unique=True)
    publication = models.OneToOneField(
        Publication, on_delete=models.PROTECT, related_name="current_for", verbose_name=_("publication")
    )
    first_published_at = models.DateTimeField(_("first published"))
    status = models.CharField(_("status"), max_length=10, default=PublicationKind.PUBLISHED)
    retracted = models.BooleanField(_("retracted"), default=False)
    last_sequence = models.BigIntegerField(_("newest ledger row on the claim"), default=0)
    wording = models.TextField(_("wording"))
    claimant = models.CharField(_("claimant"), max_length=300, blank=True)
    claimant_uid = models.UUIDField(_("claimant’s public id"), null=True, blank=True)
    claimant_kind = models.CharField(_("claimant’s kind"), max_length=12, blank=True)
    kind = models.CharField(_("kind"), max_length=12)
    rating = models.CharField(_("rating"), max_length=40)
    attribution = models.CharField(_("attribution"), max_length=15)
    outlet = models.CharField(_("outlet"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=12, blank=True)
    topics = ArrayField(models.TextField(), verbose_name=_("topics"), default=list, blank=True)
    sources = ArrayField(models.UUIDField(), verbose_name=_("public ids of its sources"), default=list, blank=True)
    article = models.ForeignKey(
        "claims.Article", on_delete=models.PROTECT, related_name="current_verdicts", verbose_name=_("article")
    )
    search = SearchVectorField(_("words to search"), null=True, editable=False)

    objects = CurrentVerdictQuerySet.as_manager()

    class Meta:
        """Each thing that readers filter by has an index in the order in which they read."""

        verbose_name = _("current verdict")
        verbose_name_plural = _("current verdicts")
        ordering = ("-publication_id",)
        indexes = (
            models.Index(fields=("rating", "-publication"), name="current_verdict_by_rating"),
            models.Index(fields=("claimant", "-publication"), name="current_verdict_by_claimant"),
            models.Index(fields=("claimant_uid", "-publication"), name="current_verdict_by_uid"),
            models.Index(fields=("outlet", "-publication"), name="current_verdict_by_outlet"),
            models.Index(fields=("kind", "-publication"), name="current_verdict_by_kind"),
            models.Index(fields=("article", "-publication"), name="current_verdict_by_article"),
            models.Index(fields=("language", "-publication"), name="current_verdict_by_language"),
            models.Index(fields=("attribution", "-publication"), name="current_verdict_by_attribution"),
            models.Index(fields=("status", "-publication"), name="current_verdict_by_status"),
            models.Index(fields=("-publication",), condition=Q(retracted=True), name="current_verdict_retracted"),
            models.Index(fields=("first_published_at", "publication"), name="current_verdict_by_first_time"),
            GinIndex(fields=("topics",), name="current_verdict_topics"),
            GinIndex(fields=("sources",), name="current_verdict_sources"),
            GinIndex(fields=("search",), name="current_verdict_words"),
        )

    def __str__(self) -> str:
        """Return the wording."""
        return self.wording

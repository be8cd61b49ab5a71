"""Who and what the standing verdicts speak of, and how many there are: projections of the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import models
from django.utils.translation import gettext_lazy as _

from claims.models.claimant import ClaimantKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Self


M = TypeVar("M", bound="Spoken")


class TallyQuerySet(models.QuerySet["Tally"]):
    """Counts, found as readers ask for them."""

    def of(self, dimension: str, values: Iterable[object]) -> Self:
        """Keep the counts of these values."""
        return self.filter(dimension=dimension, value__in=[str(each) for each in values])


class Tally(models.Model):
    """How many current verdicts have a value and a rating; an empty rating counts those that were retracted."""

    dimension = models.CharField(_("dimension"), max_length=12)
    value = models.TextField(_("value"))
    rating = models.CharField(_("rating"), max_length=40, blank=True)
    verdicts = models.BigIntegerField(_("verdicts"))

    objects = TallyQuerySet.as_manager()

    class Meta:
        """A count stands once, and is never below one."""

        verbose_name = _("tally")
        verbose_name_plural = _("tallies")
        constraints = (
            models.UniqueConstraint(fields=("dimension", "value", "rating"), name="a_count_stands_once"),
            models.CheckConstraint(condition=models.Q(verdicts__gte=1), name="a_count_counts_something"),
        )

    def __str__(self) -> str:
        """Say what is counted."""
        return f"{self.dimension} {self.value} {self.rating}: {self.verdicts}"


class Spoken(models.Model):
    """Something that current verdicts speak of. The id is made from what it is, so that it is the same for good."""

    NAMED: ClassVar[tuple[str, ...]]
    """The columns in which its name stands."""

    public_id = models.UUIDField(_("public id"), primary_key=True)
    verdicts = models.BigIntegerField(_("standing verdicts"), default=0)
    retracted = models.BigIntegerField(_("retracted verdicts"), default=0)
    changed = models.BigIntegerField(_("last ledger row that changed it"))

    class Meta:
        """Two kinds of it exist."""

        abstract = True


class SpokenQuerySet(models.QuerySet[M]):
    """Claimants or sources, found as readers ask for them."""

    def named_with(self, words: str) -> Self:
        """Keep those in whose names all these words occur, by the index; names are of any language, so no word is stemmed."""
        named = SearchVector(*self.model.NAMED, config="simple")
        asked = SearchQuery(words, config="simple", search_type="plain")
        return self.annotate(words=named).filter(words=asked)


class PublishedClaimant(Spoken):
    """A claimant by name, as documents have it."""

    NAMED = ("name",)

    name = models.CharField(_("name"), max_length=300)
    kind = models.CharField(_("kind"), max_length=12, default=ClaimantKind.UNKNOWN)

    objects = SpokenQuerySet["PublishedClaimant"].as_manager()

    class Meta:
        """They are listed by name, by number of verdicts, or by what changed last."""

        verbose_name = _("published claimant")
        verbose_name_plural = _("published claimants")
        indexes = (
            models.Index(fields=("name", "public_id"), name="published_claimant_by_name"),
            models.Index(fields=("-verdicts", "public_id"), name="published_claimant_by_count"),
            GinIndex(SearchVector("name", config="simple"), name="published_claimant_words"),
        )

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class PublishedSource(Spoken):
    """A publication that current verdicts cite: by its address, or by publisher and title where it has none."""

    NAMED = ("publisher", "title")

    publisher = models.TextField(_("publisher"), blank=True)
    title = models.TextField(_("title"), blank=True)
    url = models.TextField(_("address"), blank=True)
    kind = models.CharField(_("kind"), max_length=15, blank=True)
    published_on = models.CharField(_("published"), max_length=10, blank=True)

    objects = SpokenQuerySet["PublishedSource"].as_manager()

    class Meta:
        """They are listed by title, by number of verdicts, or by what changed last."""

        verbose_name = _("published source")
        verbose_name_plural = _("published sources")
        indexes = (
            models.Index(fields=("-verdicts", "public_id"), name="published_source_by_count"),
            models.Index(fields=("kind", "-verdicts", "public_id"), name="published_source_by_kind"),
            models.Index(fields=("publisher", "-verdicts", "public_id"), name="published_source_by_house"),
            GinIndex(SearchVector("publisher", "title", config="simple"), name="published_source_words"),
        )

    def __str__(self) -> str:
        """Return the title."""
        return self.title or self.url

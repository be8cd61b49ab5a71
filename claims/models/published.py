"""Who and what the standing verdicts speak of, and how many there are: projections of the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Self


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

    public_id = models.UUIDField(_("public id"), primary_key=True)
    verdicts = models.BigIntegerField(_("standing verdicts"), default=0)
    retracted = models.BigIntegerField(_("retracted verdicts"), default=0)
    changed = models.BigIntegerField(_("last ledger row that changed it"))

    class Meta:
        """Two kinds of it exist."""

        abstract = True


class PublishedClaimant(Spoken):
    """A claimant by name, as documents have it."""

    name = models.CharField(_("name"), max_length=300)

    class Meta:
        """They are listed by name, by number of verdicts, or by what changed last."""

        verbose_name = _("published claimant")
        verbose_name_plural = _("published claimants")
        indexes = (
            models.Index(fields=("name", "public_id"), name="published_claimant_by_name"),
            models.Index(fields=("-verdicts", "public_id"), name="published_claimant_by_count"),
        )

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class PublishedSource(Spoken):
    """A publication that current verdicts cite: by its address, or by publisher and title where it has none."""

    publisher = models.TextField(_("publisher"), blank=True)
    title = models.TextField(_("title"), blank=True)
    url = models.TextField(_("address"), blank=True)
    kind = models.CharField(_("kind"), max_length=15, blank=True)
    published_on = models.CharField(_("published"), max_length=10, blank=True)

    class Meta:
        """They are listed by title, by number of verdicts, or by what changed last."""

        verbose_name = _("published source")
        verbose_name_plural = _("published sources")
        indexes = (
            models.Index(fields=("-verdicts", "public_id"), name="published_source_by_count"),
            models.Index(fields=("kind", "-verdicts", "public_id"), name="published_source_by_kind"),
            models.Index(fields=("publisher", "-verdicts", "public_id"), name="published_source_by_house"),
        )

    def __str__(self) -> str:
        """Return the title."""
        return self.title or self.url

"""Rating scales and their ratings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from claims.models.history import tracked

if TYPE_CHECKING:
    from typing import Self


class RatingQuerySet(models.QuerySet["Rating"]):
    """Ratings, found as the desk asks for them."""

    def in_use(self) -> Self:
        """Keep the answers of scales that are not retired, in their order."""
        return self.filter(scale__retired_at=None).select_related("scale").order_by("scale", "order")


USED = "EXISTS (SELECT FROM claims_verdict v JOIN claims_rating r ON r.id = v.rating_id WHERE r.scale_id = {scale})"
"""SQL that says whether a verdict rests on an answer of a scale: then the scale keeps its meaning for good."""


def kept(operation: pgtrigger.Operation, *, change: str, scale: str, returns: str = "NEW") -> pgtrigger.Trigger:
    """Make a trigger that refuses a change of a scale that a verdict used."""
    return pgtrigger.Trigger(
        name=f"in_use_is_kept_{str(operation).lower().split(' ')[0]}",
        operation=operation,
        when=pgtrigger.Before,
        func=f"""
            IF ({change}) AND {USED.format(scale=scale)} THEN
                RAISE EXCEPTION 'a scale in use can be retired, never changed' USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN {returns};
        """,
    )


@tracked()
class RatingScale(models.Model):
    """A named set of answers to "is it true?"."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)

    class Meta:
        """Scales read in the order of their names."""

        verbose_name = _("rating scale")
        verbose_name_plural = _("rating scales")
        ordering = ("name",)
        triggers = (
            kept(pgtrigger.Update, change="OLD.name IS DISTINCT FROM NEW.name OR OLD.id <> NEW.id", scale="OLD.id"),
        )

    def __str__(self) -> str:
        """Return the scale's name."""
        return self.name


@tracked()
class Rating(models.Model):
    """One answer: a label (`alternateName`) and a number (`ratingValue`, larger is truer) or none."""

    scale = models.ForeignKey(RatingScale, on_delete=models.PROTECT, related_name="ratings", verbose_name=_("scale"))
    slug = models.SlugField(_("short name"), max_length=40)
    label = models.CharField(_("label"), max_length=60)
    definition = models.CharField(_("definition"), max_length=300)
    order = models.PositiveSmallIntegerField(_("order"))
    value = models.PositiveSmallIntegerField(_("number in ClaimReview"), null=True, blank=True)

    objects = RatingQuerySet.as_manager()

    class Meta:
        """Within a scale, short names and numbers are unique; numbers start at 1."""

        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        ordering = ("scale", "order")
        constraints = (
            models.UniqueConstraint(fields=("scale", "slug"), name="rating_is_unique_in_its_scale"),
            models.UniqueConstraint(fields=("scale", "value"), name="rating_value_is_unique_in_its_scale"),
            models.CheckConstraint(condition=Q(value=None) | Q(value__gte=1), name="rating_value_is_at_least_one"),
        )
        triggers = (
            kept(pgtrigger.Insert, change="true", scale="NEW.scale_id"),
            kept(
                pgtrigger.Update,
                change="OLD.* IS DISTINCT FROM NEW.*",
                scale="OLD.scale_id OR r.scale_id = NEW.scale_id",
            ),
            kept(pgtrigger.Delete, change="true", scale="OLD.scale_id", returns="OLD"),
        )

    def __str__(self) -> str:
        """Return the label."""
        return self.label

"""Rating scales: the rules, the default scale, and what a rating becomes in ClaimReview."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Attribution(models.TextChoices):
    """Was it said? A separate answer from "is it true?"."""

    CONFIRMED = "confirmed", _("Confirmed")
    MISQUOTED = "misquoted", _("Misquoted")
    NOT_FOUND = "not_found", _("Not found")
    NOT_APPLICABLE = "not_applicable", _("Not applicable")


class Stance(models.TextChoices):
    """What a cited passage does to the claim; set by the reviewer, never by a machine."""

    SUPPORTS = "supports", _("Supports")
    REFUTES = "refutes", _("Refutes")
    CONTEXT = "context", _("Context")


@dataclass(frozen=True, slots=True)
class RatingRow:
    """One answer of a scale. `value` is ClaimReview's ratingValue (larger is truer), or None: a label only."""

    slug: str
    label: str
    definition: str
    value: int | None


DEFAULT_SCALE_NAME = "Truth scale"
DEFAULT_SCALE: tuple[RatingRow, ...] = (
    RatingRow("true", "True", "The claim is accurate, and nothing important is left out.", 5),
    RatingRow("mostly-true", "Mostly true", "The claim is accurate, but needs a clarification.", 4),
    RatingRow("half-true", "Half true", "The claim is partly accurate, and leaves out what changes its meaning.", 3),
    RatingRow(
        "mostly-false", "Mostly false", "The claim holds some truth, and ignores what would give another picture.", 2
    ),
    RatingRow("false", "False", "The claim is not accurate.", 1),
    RatingRow("unproven", "Unproven", "The evidence that we found settles it neither way.", None),
)


def review_rating(*, label: str, value: int | None, values: list[int]) -> dict[str, object]:
    """Build schema.org's `reviewRating`: label and number within the scale's bounds, or the label alone.

    `values` are the numbers of the whole scale; the smallest becomes `worstRating`, the largest `bestRating`.
    """
    rating: dict[str, object] = {"@type": "Rating", "alternateName": label}
    if value is not None:
        rating |= {"ratingValue": value, "bestRating": max(values), "worstRating": min(values)}
    return rating

"""schema.org ClaimReview, as search engines and other desks read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from claims.ratings import review_rating

SCHEMA = "https://schema.org"
TYPES = {"person": "Person", "organisation": "Organization"}
"""schema.org's name for each kind of claimant. One whose kind is not known is a Person, as all were before kinds."""


@dataclass(frozen=True, slots=True)
class ReviewedClaim:
    """What is reviewed: the wording, who said it (none: the article's own voice), and where it appeared.

    `claimant_kind` is person, organisation, or something else where that is not known.
    """

    wording: str
    claimant: str
    claimant_role: str
    appeared_on: str
    appeared_in_title: str
    appeared_at: str
    outlet: str
    claimant_kind: str = ""

    @property
    def claimant_type(self) -> str:
        """Return the claimant's type in schema.org."""
        return TYPES.get(self.claimant_kind, "Person")


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer: label and number of the rating, the numbers of its scale, and the reason in plain text."""

    label: str
    value: int | None
    values: tuple[int, ...]
    explanation: str


def claim_review(
    claim: ReviewedClaim, answer: Answer, *, url: str, published_at: str, newsroom: str, newsroom_url: str
) -> dict[str, Any]:
    """Build the JSON-LD. `url` is the verdict's own page; times are RFC 3339; what is not known is left out."""
    reviewed: dict[str, Any] = {"@type": "Claim"}
    if claim.claimant:
        reviewed["author"] = {"@type": claim.claimant_type, "name": claim.claimant}
        if claim.claimant_role and claim.claimant_type == "Person":  # no organisation has a jobTitle
            reviewed["author"]["jobTitle"] = claim.claimant_role
    if claim.appeared_at:
        reviewed["datePublished"] = claim.appeared_at
    if claim.appeared_on or claim.appeared_in_title:
        work: dict[str, Any] = {"@type": "CreativeWork"}
        work |= {"url": claim.appeared_on} if claim.appeared_on else {}
        work |= {"headline": claim.appeared_in_title} if claim.appeared_in_title else {}
        work |= {"publisher": {"@type": "Organization", "name": claim.outlet}} if claim.outlet else {}
        reviewed["appearance"] = [work]
    rating = review_rating(label=answer.label, value=answer.value, values=list(answer.values))
    rating["ratingExplanation"] = answer.explanation
    return {
        "@context": SCHEMA,
        "@type": "ClaimReview",
        "url": url,
        "claimReviewed": claim.wording,
        "datePublished": published_at,
        "author": {"@type": "Organization", "name": newsroom, "url": newsroom_url},
        "itemReviewed": reviewed,
        "reviewRating": rating,
    }

"""The acts that bring a claim from one station of its way to the next, as people do them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claims.desk import assignment, review
from claims.models import Rating
from claims.ratings import Attribution, Stance
from tests.desk import archive_evidence

if TYPE_CHECKING:
    from claims.models import Claim, User
    from tests.desk import People


def give(claim: Claim, people: People) -> Claim:
    """Assign the claim to the reviewer."""
    assignment.assign(claim, people.reviewer, by=people.editor, seen=claim.version)
    return claim


def rate(
    claim: Claim,
    people: People,
    *,
    slug: str = "true",
    rationale: str = "The record **shows** it [1].",
    by: User | None = None,
) -> Claim:
    """Mark a verdict with one cited passage: the reviewer's, unless somebody else is named."""
    evidence = claim.evidence.first() or archive_evidence(claim)
    review.rate(
        claim,
        by=by or people.reviewer,
        seen=claim.version,
        rating=Rating.objects.in_use().get(slug=slug),
        attribution=Attribution.CONFIRMED,
        rationale=rationale,
        citations=[review.Cite(evidence.passages.get(), Stance.SUPPORTS)],
    )
    return claim

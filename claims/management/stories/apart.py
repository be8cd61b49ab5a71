"""Blind double review: two answer apart and differ, a third settles it, a fourth approves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claims.desk import assignment, blind_review, publication, review
from claims.management.stories.answering import answer
from claims.models import BlindReview
from claims.models.blind_review import PLACES

if TYPE_CHECKING:
    from claims.management.stories.stage import Stage
    from claims.models import Claim, User


def review_apart(claim: Claim, stage: Stage) -> str:
    """Have two reviewers answer blind and differ, let the editor uphold one, and the chief editor approve and publish."""
    if BlindReview.objects.newest_on(claim) is None:
        blind_review.order_blind_review(claim, by=stage.chief, seen=claim.version)
    while (people := seated(claim)) and len(people) < PLACES:
        other = stage.colleague if stage.colleague not in people else stage.reviewer
        assignment.assign(claim, other, by=stage.chief, seen=claim.version)
    first, second = people
    upheld = answer(claim, first, slug="true")
    answer(claim, second, slug="false")
    assignment.assign(claim, stage.editor, by=stage.editor, seen=claim.version)
    reason = "A rehearsal: the passage says so."
    blind_review.uphold(claim, upheld, by=stage.editor, seen=claim.version, reason=reason)
    review.approve(claim, by=stage.chief, seen=claim.version)
    row = publication.publish(claim, by=stage.chief, seen=claim.version)
    return (
        f"{first} and {second} answered apart and differed, {stage.editor} settled it, {stage.chief} approved; "
        f"public, as no. {row.sequence} of the ledger"
    )


def seated(claim: Claim) -> list[User]:
    """Return who has the claim, in the order in which they were asked."""
    return [desk.reviewer for desk in claim.assignments.current().select_related("reviewer").order_by("pk")]

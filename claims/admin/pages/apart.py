"""What the claim's page says of a blind review: to those who sit in it, to who settles it, to editors."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from claims.desk.blind_review import has_sat
from claims.lifecycle import ASSIGN
from claims.models.blind_review import BlindReview
from claims.models.verdict import Verdict
from claims.permissions import may_act

if TYPE_CHECKING:
    from claims.models.claim import Claim
    from claims.models.user import User


@dataclass(frozen=True, slots=True)
class Apart:
    """One claim's blind review as a person may know it. `sides` are the two answers, where they may be seen."""

    blind: bool = False
    disputed: bool = False
    seated: bool = False
    answered: bool = False
    settles: bool = False
    may_order: bool = False
    sides: list[Verdict] = field(default_factory=list)


def told(claim: Claim, *, me: User) -> Apart:
    """Gather what this person may know of the claim's newest blind review."""
    review = BlindReview.objects.newest_on(claim)
    running = review is not None and (review.is_blind or review.disputed)
    may_order = not running and ASSIGN.starts_from(claim.status) and bool(may_act(me, "order_blind_review"))
    if review is None:
        return Apart(may_order=may_order)
    seen = Verdict.objects.visible_to(me).complete().filter(blind_review=review).order_by("pk")
    newest = {verdict.reviewer_id: verdict for verdict in seen}
    asked = claim.assignments.current().filter(reviewer=me).exists()
    return Apart(
        blind=review.is_blind,
        disputed=review.disputed,
        seated=review.is_blind and has_sat(review, me),
        answered=me.pk in newest,
        settles=review.disputed and asked and me.pk not in newest,
        may_order=may_order,
        sides=list(newest.values()) if not review.is_blind or me.edits else [],
    )

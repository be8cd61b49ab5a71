"""Taking the next claim from the pool: two people who pull at once never get the same one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction

from claims.desk.assignment import put_on_desk
from claims.desk.due import due_time
from claims.desk.judging import let_stand
from claims.lifecycle import TAKE, IllegalMove
from claims.models.claim import Claim
from claims.permissions import may_move, require

if TYPE_CHECKING:
    from claims.models.assignment import Assignment
    from claims.models.claim_queries import ClaimQuerySet
    from claims.models.user import User


def pool_for(user: User) -> ClaimQuerySet:
    """Return what this person could take, the next first: urgent, then most check-worthy, then oldest due.

    Left out are claims of their own articles, in languages that they do not read, and what they had once.
    """
    return Claim.objects.in_pool().open_to(user)


def places_for(user: User) -> ClaimQuerySet:
    """Return the claims in whose blind review this person could take the free place; editors see too much to sit there."""
    free = Claim.objects.with_a_free_place().open_to(user)
    return free.none() if user.edits else free


@transaction.atomic
def take_next(*, by: User) -> Assignment | None:
    """Put the next claim on one's own desk; None where nothing is left for this person. Raises PermissionDenied.

    A free place in a blind review comes before the pool: somebody waits for the second answer, though neither person is
    told so. Rows that a colleague is taking at this moment are passed over: nobody waits, and nobody gets a double.
    """
    refusal = may_move(by, TAKE)
    if not refusal:
        raise PermissionDenied(getattr(refusal, "reason", ""))
    for free in (places_for(by), pool_for(by)):
        claims = free.select_related("article").defer("article__text")
        claim = claims.select_for_update(of=("self",), skip_locked=True, no_key=True).first()
        if claim is None:
            continue
        try:
            with transaction.atomic():
                return take(claim, by=by)
        except IllegalMove:  # somebody took the free place between our look and our lock
            continue
    return None


def take(claim: Claim, *, by: User) -> Assignment:
    """Put a claim that is locked on one's own desk. Raises IllegalMove, PermissionDenied."""
    require(by, TAKE, claim)
    claim.make(TAKE, by=by, seen=claim.version)
    let_stand(claim, by=by)
    return put_on_desk(claim, by, TAKE, by=by, due_at=due_time(claim))

"""Work that changes hands: over to a colleague, back into the pool, or all of it when a person leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from claims.desk.assignment import put_on_desk, refuse_whom_nobody_can_ask, take_from
from claims.desk.availability import require_say_over
from claims.desk.triage import change
from claims.jobs.announcing import announce
from claims.lifecycle import GIVE_BACK, HAND_OVER, UNASSIGN, IllegalMove
from claims.models.assignment import Assignment, Ending
from claims.models.blind_review import BlindReview
from claims.models.claim import Claim
from claims.permissions import require

if TYPE_CHECKING:
    from claims.models.user import User


@transaction.atomic
def hand_over(assignment: Assignment, to: User, *, by: User, seen: int, because: str = "") -> Assignment:
    """Give one's claim to a colleague, due when it was; an editor does it for anybody.

    Raises IllegalMove (not now, or the colleague has it already), PermissionDenied.
    """
    claim = assignment.claim
    require(by, HAND_OVER, claim)
    require_say_over_desk(assignment, by)
    if to.pk == assignment.reviewer_id:
        raise IllegalMove(HAND_OVER, str(_("This claim is on %(person)s’s desk already.") % {"person": to}))
    refuse_whom_nobody_can_ask(to)
    claim.make(HAND_OVER, by=by, seen=seen, reason=because)
    take_from(assignment, claim, HAND_OVER, by=by, ending=Ending.HANDED_OVER, because=because)
    return put_on_desk(claim, to, HAND_OVER, by=by, due_at=assignment.due_at)


@transaction.atomic
def give_back(assignment: Assignment, *, by: User, seen: int, reason: str) -> None:
    """Put one's own claim back into the pool, saying why; where a colleague has it too, it stays with them.

    Raises IllegalMove (not now, or no reason), Stale, PermissionDenied.
    """
    claim = assignment.claim
    require(by, GIVE_BACK, claim)
    if assignment.reviewer_id != by.pk:
        raise PermissionDenied(_("This claim is on %(person)s’s desk, not on yours.") % {"person": assignment.reviewer})
    let_go(assignment, by=by, seen=seen, reason=reason, ending=Ending.RETURNED)


def require_say_over_desk(assignment: Assignment, by: User) -> None:
    """Raise PermissionDenied unless it is one's own desk, or one is an editor."""
    if assignment.reviewer_id != by.pk and not by.edits:
        raise PermissionDenied(_("This claim is on %(person)s’s desk, not on yours.") % {"person": assignment.reviewer})


def let_go(assignment: Assignment, *, by: User, seen: int, reason: str, ending: Ending) -> None:
    """End an assignment; the claim goes back into the pool unless a colleague has it too, who learns nothing of it."""
    claim = assignment.claim
    move = GIVE_BACK if by.pk == assignment.reviewer_id else UNASSIGN
    if not reason.strip():
        raise IllegalMove(move, str(_("Say why: %(move)s needs a reason.") % {"move": move}))
    Claim.objects.select_for_update(no_key=True).only("pk").get(pk=claim.pk)
    others = claim.assignments.current().exclude(pk=assignment.pk).exists()
    if others or is_half_answered(claim) or not move.starts_from(claim.status):
        change(claim, seen=seen)
    else:
        claim.make(move, by=by, seen=seen, reason=reason, wanted_by=assignment.due_at)
    take_from(assignment, claim, move, by=by, ending=ending, because=reason)
    announce(article_id=claim.article_id, claim_id=claim.pk)


def is_half_answered(claim: Claim) -> bool:
    """Say whether one of two blind answers is in. Then the claim stays where it is, as if that person still worked."""
    apart = BlindReview.objects.newest_on(claim)
    return apart is not None and apart.is_blind and bool(apart.answers())


@transaction.atomic
def clear_desk(person: User, *, by: User, reason: str, to: User | None = None, ending: Ending = Ending.LEFT) -> int:
    """Empty a person's desk: to a colleague where one is named, else back into the pool; say how many claims moved.

    What the colleague has already, or may not have, goes back too. The claims are locked in the order of their primary
    keys and moved as they are then, so nothing is lost to a race. Raises PermissionDenied, IllegalMove.
    """
    require_say_over(person, by)
    if to is not None:
        refuse_whom_nobody_can_ask(to)
    held = Assignment.objects.current().filter(reviewer=person)
    claims = {
        claim.pk: claim
        for claim in Claim.objects.select_for_update(no_key=True).filter(pk__in=held.values("claim")).order_by("pk")
    }
    moved = 0
    for assignment in held.filter(claim__in=claims).select_related("reviewer").order_by("claim"):
        claim = assignment.claim = claims[assignment.claim_id]
        has_it = to is not None and claim.assignments.filter(reviewer=to).exists()
        if to is None or has_it or to.pk == person.pk or not HAND_OVER.starts_from(claim.status):
            let_go(assignment, by=by, seen=claim.version, reason=reason, ending=ending)
        else:
            claim.make(HAND_OVER, by=by, seen=claim.version, reason=reason)
            take_from(assignment, claim, HAND_OVER, by=by, ending=ending, because=reason)
            put_on_desk(claim, to, HAND_OVER, by=by, due_at=assignment.due_at)
        moved += 1
    return moved

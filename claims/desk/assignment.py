"""Asking a reviewer by hand, and ordering in advance that machines ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from claims.desk import notes
from claims.desk.blind_review import has_a_free_place, open_by_rule, refuse_who_cannot_sit
from claims.desk.due import due_time, refuse_the_past
from claims.desk.judging import let_stand
from claims.jobs.announcing import announce
from claims.jobs.outbox import enqueue
from claims.lifecycle import ASSIGN, UNASSIGN, IllegalMove, Move
from claims.models.assignment import Ending
from claims.models.job import JobKind
from claims.models.notification import NoteKind
from claims.models.standing_order import OrderKind, StandingOrder
from claims.models.user import User
from claims.permissions import require, require_act

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from claims.models.assignment import Assignment
    from claims.models.claim import Claim


@transaction.atomic
def assign(
    claim: Claim,
    reviewer: User,
    *,
    by: User,
    seen: int,
    due_at: datetime | None = None,
    instead_of: Assignment | None = None,
    order: StandingOrder | None = None,
) -> Assignment:
    """Put the claim on a reviewer's desk and start looking for sources. Without a time it is due by its priority.

    Raises IllegalMove (not now, or it is on that desk already), PermissionDenied, ValidationError (due in the past).
    """
    require(by, ASSIGN, claim)
    refuse_whom_nobody_can_ask(reviewer)
    refuse_the_past(due_at)
    claim.make(ASSIGN, by=by, seen=seen, order=order)
    if instead_of is not None:
        take_from(instead_of, claim, ASSIGN, by=by, ending=Ending.REPLACED)
    if order is None:
        let_stand(claim, by=by)
    return put_on_desk(claim, reviewer, ASSIGN, by=by, due_at=due_at or due_time(claim), order=order)


def put_on_desk(
    claim: Claim, reviewer: User, move: Move, *, by: User, due_at: datetime, order: StandingOrder | None = None
) -> Assignment:
    """Write the assignment that a move makes, and start looking for sources.

    Raises IllegalMove: they have it already, or may not sit in the claim's blind review.
    """
    open_by_rule(claim)
    refuse_who_cannot_sit(claim, reviewer, move)
    announce(article_id=claim.article_id, claim_id=claim.pk)
    try:
        with transaction.atomic():
            made = claim.assignments.create(reviewer=reviewer, assigned_by=by, order=order, due_at=due_at)
    except IntegrityError as there_already:
        words = _("This claim is on %(reviewer)s’s desk already.") % {"reviewer": reviewer}
        raise IllegalMove(move, words) from there_already
    notes.tell(NoteKind.ASSIGNED, claim, to=[reviewer], by=by)
    enqueue(JobKind.FIND_SOURCES, claim.pk, by=by)
    return made


def take_from(assignment: Assignment, claim: Claim, move: Move, *, by: User, ending: Ending, because: str = "") -> None:
    """End one named assignment of the claim for a move. Raises IllegalMove where it is not on that desk any more."""
    if assignment.claim_id != claim.pk or not assignment.end(by=by, ending=ending, because=because):
        words = _("This claim is no longer on %(reviewer)s’s desk. Look again.") % {"reviewer": assignment.reviewer}
        raise IllegalMove(move, words)


def in_whose_place(claim: Claim, reviewer: User) -> Assignment | None:
    """Return the assignment that a new one comes in place of; None where nobody has it, or a blind review has room."""
    if has_a_free_place(claim, reviewer):
        return None
    return claim.assignments.current().exclude(reviewer=reviewer).order_by("pk").first()


def refuse_whom_nobody_can_ask(reviewer: User) -> None:
    """Raise IllegalMove for people who have left or who only read."""
    if not User.objects.who_can_review().filter(pk=reviewer.pk).exists():
        raise IllegalMove(
            ASSIGN, str(_("%(person)s does not review claims. Choose a reviewer.") % {"person": reviewer})
        )


@transaction.atomic
def unassign(claim: Claim, *, by: User, seen: int, reason: str) -> None:
    """Take the claim off every desk; it waits in triage again. Raises IllegalMove, PermissionDenied."""
    require(by, UNASSIGN, claim)
    desks = list(claim.assignments.current().order_by("due_at"))
    claim.make(UNASSIGN, by=by, seen=seen, reason=reason, wanted_by=desks[0].due_at if desks else claim.wanted_by)
    announce(article_id=claim.article_id, claim_id=claim.pk)
    for current in desks:
        current.end(by=by, ending=Ending.TAKEN_OFF, because=reason)


@transaction.atomic
def sign_standing_order(
    kind: OrderKind, *, by: User, due_after: timedelta | None = None, most_open: int | None = None
) -> StandingOrder:
    """Order in one's own name what machines may do from now on; an order of the same kind before it ends.

    Without `due_after` claims are due by their priority; `most_open` is how many open claims one reviewer may hold.
    Raises ValidationError, PermissionDenied.
    """
    require_act(by, "sign_standing_order")
    if most_open is not None and most_open < 1:
        raise ValidationError({"most_open": _("A reviewer holds at least one claim.")})
    StandingOrder.objects.filter(kind=kind, suspended_at=None).update(suspended_at=now(), suspended_by=by)
    return StandingOrder.objects.create(kind=kind, signed_by=by, due_after=due_after, most_open=most_open)


@transaction.atomic
def suspend_standing_order(order: StandingOrder, *, by: User) -> None:
    """End a standing order; what it did so far stays."""
    require_act(by, "suspend_standing_order")
    StandingOrder.objects.filter(pk=order.pk, suspended_at=None).update(suspended_at=now(), suspended_by=by)

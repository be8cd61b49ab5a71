"""Asking a reviewer, by hand or by standing order."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from claims.jobs.announcing import announce
from claims.jobs.outbox import enqueue
from claims.lifecycle import ASSIGN, UNASSIGN, IllegalMove
from claims.models.job import JobKind
from claims.models.standing_order import OrderKind, StandingOrder
from claims.models.user import User
from claims.permissions import require, require_act

if TYPE_CHECKING:
    from datetime import datetime

    from claims.models.assignment import Assignment
    from claims.models.claim import Claim

TIME_TO_REVIEW = timedelta(hours=24)


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
    """Put the claim on a reviewer's desk and start looking for sources. Due in a day unless a time is given.

    Raises IllegalMove (not now, or it is on that desk already), PermissionDenied, ValidationError (due in the past).
    """
    require(by, ASSIGN, claim)
    refuse_whom_nobody_can_ask(reviewer)
    if due_at is not None and due_at <= now():
        raise ValidationError({"due": _("This time is over. Choose a later one.")})
    claim.make(ASSIGN, by=by, seen=seen, order=order)
    announce(article_id=claim.article_id, claim_id=claim.pk)
    if instead_of is not None:
        instead_of.end(by=by)
    try:
        with transaction.atomic():
            made = claim.assignments.create(
                reviewer=reviewer, assigned_by=by, order=order, due_at=due_at or now() + TIME_TO_REVIEW
            )
    except IntegrityError as there_already:
        words = _("This claim is on %(reviewer)s’s desk already.") % {"reviewer": reviewer}
        raise IllegalMove(ASSIGN, words) from there_already
    enqueue(JobKind.FIND_SOURCES, claim.pk, by=by)
    return made


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
    claim.make(UNASSIGN, by=by, seen=seen, reason=reason)
    announce(article_id=claim.article_id, claim_id=claim.pk)
    for current in claim.assignments.current():
        current.end(by=by)


@transaction.atomic
def sign_standing_order(kind: OrderKind, *, by: User, due_after: timedelta = TIME_TO_REVIEW) -> StandingOrder:
    """Order in one's own name what machines may do from now on; an order of the same kind before it ends."""
    require_act(by, "sign_standing_order")
    StandingOrder.objects.filter(kind=kind, suspended_at=None).update(suspended_at=now(), suspended_by=by)
    return StandingOrder.objects.create(kind=kind, signed_by=by, due_after=due_after)


@transaction.atomic
def suspend_standing_order(order: StandingOrder, *, by: User) -> None:
    """End a standing order; what it did so far stays."""
    require_act(by, "suspend_standing_order")
    StandingOrder.objects.filter(pk=order.pk, suspended_at=None).update(suspended_at=now(), suspended_by=by)


def assign_under_standing_order(claim: Claim) -> Assignment | None:
    """Assign a new claim to the reviewer with the least open work, in the name of who signed the order.

    Returns None where no order is in force, nobody reviews, or somebody was faster. Two workers at once are serialised by
    a lock on the order, so that both count the work that the other handed out.
    """
    with transaction.atomic():
        order = (
            StandingOrder.objects.in_force(OrderKind.ASSIGN_BY_WORKLOAD)
            .select_for_update(of=("self",), no_key=True)
            .first()
        )
        if order is None:
            return None
        reviewer = User.objects.reviewers().exclude(pk=claim.article.taken_in_by_id).by_workload().first()
        reviewer = reviewer or User.objects.reviewers().by_workload().first()
        if reviewer is None:
            return None
        try:
            with transaction.atomic():
                return assign(
                    claim,
                    reviewer,
                    by=order.signed_by,
                    seen=claim.version,
                    due_at=now() + order.due_after,
                    order=order,
                )
        except IllegalMove:
            return None

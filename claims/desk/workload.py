"""Handing claims out under a standing order: who reads the language, knows the topic, is here and has time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.timezone import localdate

from claims.desk.assignment import assign
from claims.desk.blind_review import has_a_free_place
from claims.desk.due import due_time
from claims.lifecycle import IllegalMove
from claims.models.standing_order import OrderKind, StandingOrder
from claims.models.user import User

if TYPE_CHECKING:
    from datetime import datetime

    from claims.models.assignment import Assignment
    from claims.models.claim import Claim


def assign_under_standing_order(claim: Claim) -> Assignment | None:
    """Assign a new claim to the reviewer whom it fits best, in the name of who signed the order.

    Under blind review the next best gets it too, where somebody fits; pairs rotate. The value is the first assignment.
    Returns None where no order is in force, nobody fits, or somebody was faster. Two workers at once are serialised by
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
        due_at = due_time(claim, after=order.due_after)
        reviewer = best_reviewer(claim, due_at=due_at, most_open=order.most_open)
        if reviewer is None:
            return None
        try:
            with transaction.atomic():
                made = assign(claim, reviewer, by=order.signed_by, seen=claim.version, due_at=due_at, order=order)
                second = best_reviewer(claim, due_at=due_at, most_open=order.most_open)
                if second is not None and has_a_free_place(claim, second):
                    assign(claim, second, by=order.signed_by, seen=claim.version, due_at=due_at, order=order)
                return made
        except IllegalMove:
            return None


def best_reviewer(claim: Claim, *, due_at: datetime, most_open: int | None = None) -> User | None:
    """Choose whom to ask: never whose own article it is, nobody who is away now or when it is due, nobody twice."""
    days = {localdate(), localdate(due_at)}
    able = User.objects.reviewers().present(*days).reading(claim.article.language).apart_from(claim.article)
    return able.new_to(claim).by_fit(claim, most_open=most_open).first()

"""Asking a reviewer: by hand, by workload, and the wrong ways."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.timezone import now

from claims.desk import assignment
from claims.desk.assignment import assign, sign_standing_order, unassign
from claims.desk.workload import assign_under_standing_order
from claims.lifecycle import IllegalMove, Status
from claims.models import Claim, Job
from claims.models.job import JobKind
from claims.models.standing_order import OrderKind
from tests.desk import make_claim

if TYPE_CHECKING:
    from claims.models import Article
    from tests.desk import People


def test_assigning_puts_the_claim_on_the_desk_and_starts_looking_for_sources(claim: Claim, people: People) -> None:
    made = assign(claim, people.reviewer, by=people.editor, seen=claim.version)

    claim.refresh_from_db()
    assert claim.status == Status.ASSIGNED
    assert list(Claim.objects.awaiting(people.reviewer)) == [claim]
    assert timedelta(hours=23) < made.due_at - now() <= timedelta(hours=24)
    assert Job.objects.get(kind=JobKind.FIND_SOURCES).subject == claim.pk


def test_reassigning_clears_the_first_desk(claim: Claim, people: People) -> None:
    first = assign(claim, people.reviewer, by=people.editor, seen=claim.version)

    assign(claim, people.second, by=people.editor, seen=claim.version, instead_of=first)

    assert not Claim.objects.awaiting(people.reviewer).exists()
    assert list(Claim.objects.awaiting(people.second)) == [claim]


def test_a_claim_is_on_the_same_desk_once(claim: Claim, people: People) -> None:
    assign(claim, people.reviewer, by=people.editor, seen=claim.version)

    with pytest.raises(IllegalMove, match="on reviewer’s desk already"):
        assign(claim, people.reviewer, by=people.editor, seen=claim.version)

    claim.refresh_from_db()
    assert claim.moves.count() == 1


def test_the_database_refuses_a_second_current_assignment_of_the_same_reviewer(claim: Claim, people: People) -> None:
    assign(claim, people.reviewer, by=people.editor, seen=claim.version)

    with pytest.raises(IntegrityError, match="one_current_assignment"), transaction.atomic():
        claim.assignments.create(reviewer=people.reviewer, assigned_by=people.editor, due_at=now())


def test_nobody_is_asked_who_does_not_review(claim: Claim, people: People) -> None:
    people.reviewer.is_active = False
    people.reviewer.save()

    with pytest.raises(IllegalMove, match="does not review claims"):
        assign(claim, people.reviewer, by=people.editor, seen=claim.version)


def test_a_claim_is_not_due_before_it_is_assigned(claim: Claim, people: People) -> None:
    with pytest.raises(ValidationError, match="This time is over"):
        assign(claim, people.reviewer, by=people.editor, seen=claim.version, due_at=now() - timedelta(minutes=1))

    claim.refresh_from_db()
    assert claim.status == Status.SPOTTED


def test_a_reviewer_assigns_nothing(claim: Claim, people: People) -> None:
    with pytest.raises(PermissionDenied, match="Only an editor"):
        assign(claim, people.second, by=people.reviewer, seen=claim.version)


def test_unassigning_sends_the_claim_back_to_triage(claim: Claim, people: People) -> None:
    assign(claim, people.reviewer, by=people.editor, seen=claim.version)

    unassign(claim, by=people.editor, seen=claim.version, reason="Not ours to check.")

    assert list(Claim.objects.in_triage()) == [claim]
    assert not claim.assignments.current().exists()


def test_the_standing_order_hands_claims_out_evenly_in_the_name_of_who_signed_it(
    article: Article, people: People
) -> None:
    order = sign_standing_order(OrderKind.ASSIGN_BY_WORKLOAD, by=people.chief, due_after=timedelta(hours=6))
    for _each in range(7):
        make_claim(article, by=people.editor)

    for claim in Claim.objects.to_assign():
        assign_under_standing_order(claim)

    open_work = {
        person.username: person.open_work for person in type(people.chief).objects.reviewers().with_open_work()
    }
    assert sorted(open_work.values()) == [2, 2, 3]
    made = Claim.objects.first().moves.get()
    assert (made.by, made.order) == (people.chief, order)


def test_without_a_standing_order_in_force_nothing_is_handed_out(claim: Claim, people: People) -> None:
    order = sign_standing_order(OrderKind.ASSIGN_BY_WORKLOAD, by=people.chief)
    assignment.suspend_standing_order(order, by=people.editor)

    assert assign_under_standing_order(claim) is None
    assert Claim.objects.get(pk=claim.pk).status == Status.SPOTTED


def test_only_the_chief_editor_signs_a_standing_order_and_a_new_one_ends_the_old(people: People) -> None:
    with pytest.raises(PermissionDenied, match="Only the chief editor"):
        sign_standing_order(OrderKind.ASSIGN_BY_WORKLOAD, by=people.editor)
    first = sign_standing_order(OrderKind.ASSIGN_BY_WORKLOAD, by=people.chief)

    second = sign_standing_order(OrderKind.ASSIGN_BY_WORKLOAD, by=people.chief)

    first.refresh_from_db()
    assert first.suspended_by == people.chief
    assert list(type(second).objects.in_force(OrderKind.ASSIGN_BY_WORKLOAD)) == [second]


def test_an_order_ends_with_its_signers_work_here(claim: Claim, people: People) -> None:
    sign_standing_order(OrderKind.ASSIGN_BY_WORKLOAD, by=people.chief)
    people.chief.is_active = False
    people.chief.save()

    assert assign_under_standing_order(claim) is None

"""Every (status, move, role) triple, taken from the table; and the page in docs/ that shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction

from claims.lifecycle import APPROVE, ASSIGN, DISMISS, MOVES, IllegalMove, Move, Status, moves_from
from claims.management.commands.lifecycle_doc import document
from claims.models import Claim, User
from claims.models.user import Role
from claims.permissions import RULES, is_assigned, may, require

if TYPE_CHECKING:
    from tests.desk import People


@pytest.fixture
def by_role(people: People) -> dict[str, User]:
    """One person of each role."""
    reader = User.objects.create_user("reader", role=Role.READER)
    return {
        Role.CHIEF_EDITOR: people.chief,
        Role.EDITOR: people.editor,
        Role.REVIEWER: people.reviewer,
        Role.READER: reader,
    }


def in_status(claim: Claim, status: Status) -> Claim:
    """Put the claim into a status without a move, as the start of a test."""
    Claim.objects.filter(pk=claim.pk).update(status=status, kept=claim.pk if status == Status.MERGED else None)
    claim.refresh_from_db()
    return claim


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("move", MOVES.values(), ids=MOVES)
def test_a_move_is_made_from_its_origins_and_from_nowhere_else(
    claim: Claim, people: People, move: Move, status: Status
) -> None:
    in_status(claim, status)
    fields = {"kept": claim} if move.target == Status.MERGED else {}
    fields |= {"kept": None} if status == Status.MERGED else {}

    if status in move.origins:
        claim.make(move, by=people.editor, seen=claim.version, reason="because", **fields)
        claim.refresh_from_db()
        assert claim.status == move.target
        assert claim.moves.get().origin == status
    else:
        with pytest.raises(IllegalMove):
            claim.make(move, by=people.editor, seen=claim.version, reason="because", **fields)
        claim.refresh_from_db()
        assert claim.status == status
        assert not claim.moves.exists()


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("move", MOVES.values(), ids=MOVES)
def test_a_move_is_allowed_to_its_roles_and_refused_to_the_others_with_a_reason(
    claim: Claim, by_role: dict[str, User], move: Move, role: Role
) -> None:
    person = by_role[role]
    if (RULES[move.name].condition is not None and role == Role.REVIEWER) or (
        role in RULES[move.name].roles and RULES[move.name].condition is is_assigned
    ):
        claim.assignments.create(reviewer=person, assigned_by=by_role[Role.EDITOR], due_at=claim.created_at)

    answer = may(person, move, claim)

    assert bool(answer) == (role in RULES[move.name].roles)
    if not answer:
        assert str(answer.reason)
        with pytest.raises(PermissionDenied, match=str(answer.reason)):
            require(person, move, claim)


def test_rating_a_claim_that_lies_on_another_desk_is_refused(claim: Claim, people: People) -> None:
    claim.assignments.create(reviewer=people.second, assigned_by=people.editor, due_at=claim.created_at)

    answer = may(people.reviewer, MOVES["rate"], claim)

    assert not answer
    assert "not assigned to you" in answer.reason


def test_a_person_who_left_may_do_nothing(claim: Claim, people: People) -> None:
    people.editor.is_active = False

    assert not may(people.editor, ASSIGN, claim)


def test_a_move_on_an_old_version_says_who_was_faster(claim: Claim, people: People) -> None:
    stale = Claim.objects.get(pk=claim.pk)
    with transaction.atomic():
        claim.make(DISMISS, by=people.chief, seen=claim.version, reason="not news")

    with pytest.raises(IllegalMove) as refused:
        stale.make(DISMISS, by=people.editor, seen=stale.version, reason="doubled")

    assert "chief made this claim dismissed" in str(refused.value)
    assert "only while it is spotted" in str(refused.value)


def test_an_old_version_is_refused_even_where_the_status_would_allow_it(claim: Claim, people: People) -> None:
    seen = claim.version
    with transaction.atomic():
        claim.make(ASSIGN, by=people.chief, seen=seen)

    with pytest.raises(IllegalMove, match="changed after you opened it"):
        claim.make(ASSIGN, by=people.editor, seen=seen)


def test_a_move_that_needs_a_reason_is_refused_without_one(claim: Claim, people: People) -> None:
    with pytest.raises(IllegalMove, match="needs a reason"):
        claim.make(DISMISS, by=people.editor, seen=claim.version, reason="  ")


def test_every_status_but_the_first_is_reached_by_a_move_and_every_move_has_a_rule() -> None:
    assert {move.target for move in MOVES.values()} == set(Status)
    assert set(RULES) == set(MOVES)
    assert APPROVE in moves_from(Status.RATED)


def test_the_page_in_docs_equals_the_tables() -> None:
    assert (settings.BASE_DIR / "docs" / "lifecycle.md").read_text() == document()

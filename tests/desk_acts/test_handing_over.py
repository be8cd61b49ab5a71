"""Work that changes hands loses nothing on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied

from claims.desk.assignment import assign, unassign
from claims.desk.handing_over import clear_desk, give_back, hand_over
from claims.desk.newsroom import change_role, close_account
from claims.lifecycle import IllegalMove
from claims.models import Article, Assignment, Claim
from claims.models.user import Role
from tests.desk import make_claim

if TYPE_CHECKING:
    from tests.desk import People


@pytest.fixture
def held(claim: Claim, people: People) -> Assignment:
    """The claim on the reviewer's desk."""
    return assign(claim, people.reviewer, by=people.editor, seen=claim.version)


def test_a_reviewer_hands_over_and_the_due_time_stays(held: Assignment, people: People) -> None:
    claim = held.claim

    made = hand_over(held, people.second, by=people.reviewer, seen=claim.version, because="Away from tonight.")

    held.refresh_from_db()
    assert (held.ending, held.ended_because) == ("handed_over", "Away from tonight.")
    assert (made.reviewer, made.due_at, made.assigned_by) == (people.second, held.due_at, people.reviewer)
    last = claim.moves.last()
    assert (last.move, last.by, last.reason) == ("hand_over", people.reviewer, "Away from tonight.")


def test_only_who_has_it_or_an_editor_hands_over(held: Assignment, people: People) -> None:
    with pytest.raises(PermissionDenied, match="not assigned to you"):
        hand_over(held, people.third, by=people.second, seen=held.claim.version)
    beside = assign(held.claim, people.second, by=people.editor, seen=held.claim.version)
    with pytest.raises(PermissionDenied, match="on reviewer’s desk, not on yours"):
        hand_over(held, people.third, by=people.second, seen=held.claim.version)

    hand_over(beside, people.third, by=people.editor, seen=held.claim.version)

    assert set(held.claim.assignments.current().values_list("reviewer__username", flat=True)) == {"reviewer", "third"}


def test_handing_over_to_who_has_it_changes_nothing(held: Assignment, people: People) -> None:
    assign(held.claim, people.second, by=people.editor, seen=held.claim.version)

    for to in (people.reviewer, people.second):
        with pytest.raises(IllegalMove, match=f"on {to}’s desk already"):
            hand_over(held, to, by=people.reviewer, seen=held.claim.version)

    assert Assignment.objects.current().count() == 2


def test_a_claim_given_back_waits_in_the_pool_with_the_time_that_it_was_due(held: Assignment, people: People) -> None:
    give_back(held, by=people.reviewer, seen=held.claim.version, reason="I know the claimant.")

    claim = Claim.objects.in_pool().get()
    assert claim.wanted_by == held.due_at
    held.refresh_from_db()
    assert (held.ending, held.ended_because) == ("returned", "I know the claimant.")


def test_giving_back_needs_a_reason(held: Assignment, people: People) -> None:
    with pytest.raises(IllegalMove, match="needs a reason"):
        give_back(held, by=people.reviewer, seen=held.claim.version, reason="  ")

    assert Assignment.objects.current().get() == held


def test_one_of_two_reviewers_gives_back_and_the_other_keeps_it_and_is_told_nothing(
    held: Assignment, people: People
) -> None:
    claim = held.claim
    assign(claim, people.second, by=people.editor, seen=claim.version)
    moves = claim.moves.count()

    give_back(held, by=people.reviewer, seen=claim.version, reason="No time.")

    claim.refresh_from_db()
    assert claim.status == "assigned"
    assert claim.assignments.current().get().reviewer == people.second
    assert claim.moves.count() == moves


def test_nobody_gives_a_colleagues_claim_back(held: Assignment, people: People) -> None:
    assign(held.claim, people.second, by=people.editor, seen=held.claim.version)

    with pytest.raises(PermissionDenied, match="on reviewer’s desk, not on yours"):
        give_back(held, by=people.second, seen=held.claim.version, reason="Not mine.")


def test_one_named_assignment_is_replaced_and_the_other_stays(held: Assignment, people: People) -> None:
    claim = held.claim
    second = assign(claim, people.second, by=people.editor, seen=claim.version)

    assign(claim, people.third, by=people.editor, seen=claim.version, instead_of=second)

    assert set(claim.assignments.current().values_list("reviewer__username", flat=True)) == {"reviewer", "third"}
    second.refresh_from_db()
    assert second.ending == "replaced"


def test_an_assignment_that_is_over_is_not_replaced_again(held: Assignment, people: People) -> None:
    claim = held.claim
    assign(claim, people.second, by=people.editor, seen=claim.version, instead_of=held)

    with pytest.raises(IllegalMove, match="no longer on reviewer’s desk"):
        assign(claim, people.third, by=people.editor, seen=claim.version, instead_of=held)

    assert claim.assignments.current().get().reviewer == people.second


def test_taking_a_claim_off_says_why_at_the_assignment_too(held: Assignment, people: People) -> None:
    unassign(held.claim, by=people.editor, seen=held.claim.version, reason="Not ours.")

    held.refresh_from_db()
    assert (held.ending, held.ended_because, held.ended_by) == ("taken_off", "Not ours.", people.editor)


def test_who_leaves_hands_everything_to_the_heir_but_what_the_heir_had(article: Article, people: People) -> None:
    claims = [make_claim(article, by=people.editor) for _each in range(4)]
    for claim in claims:
        assign(claim, people.reviewer, by=people.editor, seen=claim.version)
    assign(claims[0], people.second, by=people.editor, seen=claims[0].version)

    close_account(people.reviewer, by=people.chief, to=people.second)

    assert not Assignment.objects.current().filter(reviewer=people.reviewer).exists()
    assert set(Assignment.objects.current().filter(reviewer=people.second).values_list("claim", flat=True)) == {
        claim.pk for claim in claims
    }
    ended = Assignment.objects.filter(reviewer=people.reviewer)
    assert set(ended.values_list("ending", "ended_because")) == {("left", "reviewer left the newsroom.")}


def test_who_leaves_without_an_heir_leaves_the_claims_in_the_pool(held: Assignment, people: People) -> None:
    close_account(people.reviewer, by=people.chief)

    assert Claim.objects.in_pool().get() == held.claim


def test_an_heir_who_does_not_review_is_refused_and_nobody_leaves(held: Assignment, people: People) -> None:
    change_role(people.third, Role.READER, by=people.chief)

    with pytest.raises(IllegalMove, match="does not review"):
        close_account(people.reviewer, by=people.chief, to=people.third)

    people.reviewer.refresh_from_db()
    assert people.reviewer.is_active
    assert Assignment.objects.current().get() == held


def test_a_person_clears_their_own_desk_before_they_go_away(held: Assignment, people: People) -> None:
    moved = clear_desk(people.reviewer, by=people.reviewer, reason="Parental leave.", to=people.third)

    assert moved == 1
    assert held.claim.assignments.current().get().reviewer == people.third
    assert held.claim.moves.last().by == people.reviewer


def test_nobody_clears_a_colleagues_desk_but_an_editor(held: Assignment, people: People) -> None:
    with pytest.raises(PermissionDenied):
        clear_desk(people.reviewer, by=people.second, reason="Mine now.", to=people.second)

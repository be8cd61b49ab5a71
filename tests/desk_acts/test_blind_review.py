"""Blind double review: two answers, agreement, dispute, a third person, and who may approve."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction

from claims.desk import blind_review, publication, review
from claims.desk.assignment import assign, sign_standing_order
from claims.desk.handing_over import give_back
from claims.desk.newsroom import hire, mark_as_rehearsal
from claims.desk.topics import add_topic, review_blind, review_once
from claims.desk.triage import Stale
from claims.desk.workload import assign_under_standing_order
from claims.lifecycle import IllegalMove, Status
from claims.models import Adjudication, Approval, BlindReview, Claim, Verdict
from claims.models.standing_order import OrderKind
from claims.models.user import Role
from tests.desk import make_claim
from tests.desk_acts.apart import Apart, set_apart

if TYPE_CHECKING:
    from claims.models import Article, User
    from tests.desk import People


@pytest.fixture
def apart(claim: Claim, people: People) -> Apart:
    """A claim on two desks."""
    return set_apart(claim, people)


@pytest.fixture
def outsider(people: People) -> User:
    """An editor who has nothing to do with it."""
    return hire("outsider", "outsider-outsider", by=people.chief, role=Role.EDITOR)


def test_the_first_answer_moves_nothing(apart: Apart, people: People) -> None:
    apart.claim.refresh_from_db()
    version, updated, moves = apart.claim.version, apart.claim.updated_at, apart.claim.moves.count()

    apart.answer(people.reviewer)

    apart.claim.refresh_from_db()
    assert (apart.claim.status, apart.claim.version, apart.claim.updated_at) == (Status.ASSIGNED, version, updated)
    assert apart.claim.moves.count() == moves
    assert not Claim.objects.awaiting(people.reviewer).exists()
    assert list(Claim.objects.awaiting(people.second)) == [apart.claim]


@pytest.mark.parametrize("answered", [False, True], ids=["the colleague still works", "the colleague has answered"])
def test_who_gives_back_a_place_cannot_tell_whether_the_colleague_has_answered(
    apart: Apart, people: People, *, answered: bool
) -> None:
    if answered:
        apart.answer(people.second)
    claim = apart.claim
    claim.refresh_from_db()
    mine = claim.assignments.current().get(reviewer=people.reviewer)

    give_back(mine, by=people.reviewer, seen=claim.version, reason="I am too near to it.")

    claim.refresh_from_db()
    assert claim.status == Status.ASSIGNED
    assert claim in Claim.objects.with_a_free_place()
    assert claim.moves.last().move == "assign"


def test_two_answers_that_agree_go_to_approval(apart: Apart, people: People) -> None:
    apart.answer(people.reviewer, rationale="One way to say it.")

    second = apart.answer(people.second, rationale="Another.")

    assert apart.claim.status == Status.RATED
    assert (apart.review.agreed, apart.review.disputed, apart.review.stands) == (True, False, second)


@pytest.mark.parametrize("other", [{"slug": "false"}, {"attribution": "misquoted"}])
def test_two_answers_that_differ_wait_for_a_third_person(apart: Apart, people: People, other: dict[str, str]) -> None:
    apart.answer(people.reviewer)

    apart.answer(people.second, **other)

    apart.claim.refresh_from_db()
    assert (apart.claim.status, apart.review.agreed, apart.review.disputed) == (Status.ASSIGNED, False, True)
    assert list(Claim.objects.to_adjudicate()) == [apart.claim]
    assert apart.claim.moves.last().move == "dispute"
    assert Verdict.objects.standing_on(apart.claim) is None


def test_a_third_person_upholds_one_and_somebody_else_approves_it(apart: Apart, people: People, outsider: User) -> None:
    mark_as_rehearsal(by=people.chief)
    first, _second = apart.answer(people.reviewer), apart.answer(people.second, slug="false")
    apart.ask(people.editor)
    claim = apart.claim
    claim.refresh_from_db()

    made = blind_review.uphold(claim, first, by=people.editor, seen=claim.version, reason="The transcript is whole.")

    assert (claim.status, apart.review.stands, made.adjudicator) == (Status.RATED, first, people.editor)
    with pytest.raises(PermissionDenied, match="had a hand in this review"):
        review.approve(claim, by=people.editor, seen=claim.version)
    approval = review.approve(claim, by=outsider, seen=claim.version)
    row = publication.publish(claim, by=outsider, seen=claim.version)
    assert (approval.verdict, approval.adjudicator) == (first, people.editor)
    assert (row.verdict, row.reviewer, row.adjudicator, row.approver) == (
        first,
        people.reviewer,
        people.editor,
        outsider,
    )


def test_a_third_persons_own_verdict_stands(apart: Apart, people: People) -> None:
    apart.answer(people.reviewer)
    apart.answer(people.second, slug="false")
    apart.ask(people.third)

    own = apart.answer(people.third, slug="half-true")

    assert apart.claim.status == Status.RATED
    assert apart.review.stands == own
    approval = review.approve(apart.claim, by=people.editor, seen=apart.claim.version)
    assert (approval.verdict, approval.reviewer, approval.adjudicator) == (own, people.third, None)


def test_settling_needs_a_reason_and_a_verdict_of_the_two(apart: Apart, people: People) -> None:
    first, _second = apart.answer(people.reviewer), apart.answer(people.second, slug="false")
    apart.ask(people.third)
    apart.claim.refresh_from_db()

    with pytest.raises(IllegalMove, match="needs a reason"):
        blind_review.uphold(apart.claim, first, by=people.third, seen=apart.claim.version, reason=" ")
    assert not Adjudication.objects.exists()


def test_nobody_who_answered_settles_it(apart: Apart, people: People) -> None:
    first = apart.answer(people.reviewer)
    apart.answer(people.second, slug="false")
    apart.claim.refresh_from_db()

    with pytest.raises(IllegalMove, match="has answered in this blind review"):
        assign(apart.claim, people.reviewer, by=people.editor, seen=apart.claim.version)
    with pytest.raises(PermissionDenied, match="You ended your work on this claim"):
        blind_review.uphold(apart.claim, first, by=people.second, seen=apart.claim.version, reason="Mine is right.")
    with pytest.raises(IntegrityError, match="part of"), transaction.atomic():
        Adjudication.objects.create(
            blind_review=apart.review, verdict=first, adjudicator=people.reviewer, reason="Mine is right."
        )


def test_an_editor_who_answered_does_not_approve_the_colleagues_words(claim: Claim, people: People) -> None:
    apart = set_apart(claim, people, first=people.editor)
    apart.answer(people.editor)
    apart.answer(people.second)
    apart.claim.refresh_from_db()

    with pytest.raises(PermissionDenied, match="had a hand in this review"):
        review.approve(apart.claim, by=people.editor, seen=apart.claim.version)
    stands = apart.review.stands
    with pytest.raises(IntegrityError, match="had a hand in"), transaction.atomic():
        Approval.objects.create(verdict=stands, reviewer=stands.reviewer, approver=people.editor)


def test_the_database_refuses_an_approval_by_the_adjudicator_or_without_naming_them(
    apart: Apart, people: People
) -> None:
    first, _second = apart.answer(people.reviewer), apart.answer(people.second, slug="false")
    apart.ask(people.editor)
    apart.claim.refresh_from_db()
    blind_review.uphold(apart.claim, first, by=people.editor, seen=apart.claim.version, reason="It is whole.")

    with pytest.raises(IntegrityError, match="names who adjudicated"), transaction.atomic():
        Approval.objects.create(verdict=first, reviewer=people.reviewer, approver=people.editor)
    with (
        pytest.raises(IntegrityError, match=r"had a hand in|nobody_approves_what_they_adjudicated"),
        transaction.atomic(),
    ):
        Approval.objects.create(
            verdict=first, reviewer=people.reviewer, adjudicator=people.editor, approver=people.editor
        )


def test_a_blind_review_has_two_places(apart: Apart, people: People) -> None:
    with pytest.raises(IllegalMove, match="Say in whose place"):
        apart.ask(people.third)

    apart.claim.refresh_from_db()
    desk = apart.claim.assignments.current().get(reviewer=people.second)
    assign(apart.claim, people.third, by=people.editor, seen=apart.claim.version, instead_of=desk)
    apart.answer(people.reviewer)
    apart.answer(people.third)
    assert apart.claim.status == Status.RATED


def test_an_editor_who_could_see_the_first_answer_does_not_give_the_second(apart: Apart, people: People) -> None:
    apart.answer(people.reviewer)
    apart.claim.refresh_from_db()
    desk = apart.claim.assignments.current().get(reviewer=people.second)

    with pytest.raises(IllegalMove, match="can see the first answer"):
        assign(apart.claim, people.editor, by=people.chief, seen=apart.claim.version, instead_of=desk)


def test_a_claim_is_under_blind_review_once(apart: Apart, people: People) -> None:
    apart.claim.refresh_from_db()

    with pytest.raises(IllegalMove, match="already"):
        blind_review.order_blind_review(apart.claim, by=people.editor, seen=apart.claim.version)
    with pytest.raises(PermissionDenied):
        blind_review.order_blind_review(apart.claim, by=people.reviewer, seen=apart.claim.version)
    with pytest.raises(IntegrityError, match="one_blind_review"), transaction.atomic():
        BlindReview.objects.create(claim=apart.claim, opened_by=people.chief)


def test_the_database_knows_no_agreement_before_both_are_in(apart: Apart) -> None:
    with pytest.raises(DatabaseError, match="agreement_is_known"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE claims_blindreview SET agreed = true")


def test_an_answer_sent_back_that_stays_the_same_goes_to_approval_and_a_new_one_to_dispute(
    apart: Apart, people: People
) -> None:
    apart.answer(people.reviewer)
    apart.answer(people.second)
    review.send_back(apart.claim, by=people.editor, seen=apart.claim.version, reason="Say which transcript.")

    better = apart.answer(people.second, rationale="The transcript of 18 March.")

    assert (apart.claim.status, apart.review.stands) == (Status.RATED, better)
    review.send_back(apart.claim, by=people.editor, seen=apart.claim.version, reason="Look at the date.")
    apart.answer(people.second, slug="false")
    assert (apart.review.disputed, apart.review.agreed) == (True, True)


def test_of_two_that_agree_the_approver_chooses_the_words(apart: Apart, people: People) -> None:
    first, _second = apart.answer(people.reviewer), apart.answer(people.second)
    apart.claim.refresh_from_db()

    approval = review.approve(apart.claim, by=people.editor, seen=apart.claim.version, verdict=first)

    assert approval.verdict == first
    assert Verdict.objects.standing_on(apart.claim) == first


def test_a_reopened_claim_is_reviewed_blind_again_by_the_same_two(apart: Apart, people: People) -> None:
    mark_as_rehearsal(by=people.chief)
    apart.answer(people.reviewer)
    apart.answer(people.second)
    claim = apart.claim
    review.approve(claim, by=people.editor, seen=claim.version)
    publication.publish(claim, by=people.editor, seen=claim.version)

    publication.reopen(claim, by=people.chief, seen=claim.version, reason="A better source.")

    assert apart.review.is_blind
    desks = claim.assignments.current().values_list("reviewer__username", flat=True)
    assert set(desks) == {"reviewer", "second"}


def test_a_topic_that_is_reviewed_blind_makes_each_new_claim_of_it_so(
    claim: Claim, people: People, article: Article
) -> None:
    topic = add_topic("Elections", by=people.editor)
    review_blind(topic, by=people.editor)
    Claim.objects.filter(pk=claim.pk).update(topic=topic)
    claim.refresh_from_db()
    other = make_claim(article, by=people.editor)

    assign(claim, people.reviewer, by=people.editor, seen=claim.version)
    assign(other, people.reviewer, by=people.editor, seen=other.version)

    assert BlindReview.objects.get().claim == claim
    review_once(topic, by=people.editor)
    with pytest.raises(Stale):
        review_once(topic, by=people.editor)


def test_under_a_standing_order_machines_ask_two_and_name_who_signed(claim: Claim, people: People) -> None:
    order = sign_standing_order(OrderKind.REVIEW_BLIND, by=people.chief)
    sign_standing_order(OrderKind.ASSIGN_BY_WORKLOAD, by=people.chief)

    assign_under_standing_order(claim)

    found = BlindReview.objects.get(claim=claim)
    assert (found.order, found.opened_by) == (order, people.chief)
    assert claim.assignments.current().count() == 2

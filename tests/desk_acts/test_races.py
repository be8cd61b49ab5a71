"""Several people move the same claim at once: one wins, and every other is told who did what."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from claims.desk import handing_over, pool, review, triage
from claims.desk.assignment import assign, unassign
from claims.desk.availability import plan_absence
from claims.desk.due import escalate, remind
from claims.desk.newsroom import hire
from claims.lifecycle import IllegalMove
from claims.models import Absence, Assignment, Claim, ClaimMove, Rating, User
from claims.models.user import Role
from tests.desk import archive_evidence, hire_people, make_claim, take_in_seed

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_django.plugin import DjangoDbBlocker

    from tests.desk import People

ROUNDS = 8


@pytest.fixture
def newsroom(committed_db: str, queue: str, django_db_blocker: DjangoDbBlocker) -> Any:
    """The small newsroom with one more editor, in a database in which commits are real."""
    with django_db_blocker.unblock():
        people = hire_people()
        hire("another", "another-another", by=people.chief, role=Role.EDITOR)
        yield people
        connection.close()


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Do things in threads that start together; return what each answered, its refusal included."""
    gate = Barrier(len(acts))

    def start(act: Callable[[], Any]) -> Any:
        gate.wait(timeout=10)
        try:
            return act()
        except (IllegalMove, PermissionDenied, triage.Stale) as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        return [each.result(timeout=60) for each in [threads.submit(start, act) for act in acts]]


def fresh(claim: Claim) -> Claim:
    """Read the claim as each person's page does."""
    return Claim.objects.select_related("article", "run").get(pk=claim.pk)


def one_winner(answers: list[Any], claim: Claim) -> None:
    """Check that one act was done, and that every refusal names who did it."""
    refused = [answer for answer in answers if isinstance(answer, Exception)]
    assert len(refused) == len(answers) - 1, answers
    last = ClaimMove.objects.filter(claim=claim).order_by("-pk").select_related("by").first()
    assert last
    for refusal in refused:
        assert str(last.by) in str(refusal), f"{last}: {refusal}"


def test_a_spotted_claim_that_six_people_move_at_once_is_moved_once(newsroom: People) -> None:
    article = take_in_seed(newsroom.chief)
    another = User.objects.get(username="another")
    for _round in range(ROUNDS):
        claim, kept = make_claim(article, by=newsroom.editor), make_claim(article, by=newsroom.editor)
        of = [fresh(claim) for _act in range(5)]

        answers = at_once(
            lambda of=of: assign(of[0], newsroom.reviewer, by=newsroom.chief, seen=1),
            lambda of=of: assign(of[1], newsroom.second, by=newsroom.editor, seen=1),
            lambda of=of: triage.dismiss(of[2], by=another, seen=1, reason="No."),
            lambda of=of, kept=kept: triage.merge(of[3], kept, by=newsroom.chief, seen=1),
            lambda of=of: assign(of[4], newsroom.third, by=another, seen=1),
        )

        one_winner(answers, claim)
        claim.refresh_from_db()
        assert claim.version == 2
        assert Assignment.objects.filter(claim=claim).count() == (claim.status == "assigned")


def test_two_claims_that_are_merged_into_each_other_at_once_leave_one(newsroom: People) -> None:
    article = take_in_seed(newsroom.chief)
    for _round in range(ROUNDS):
        one, two = make_claim(article, by=newsroom.editor), make_claim(article, by=newsroom.editor)

        answers = at_once(
            lambda one=one, two=two: triage.merge(fresh(one), fresh(two), by=newsroom.chief, seen=1),
            lambda one=one, two=two: triage.merge(fresh(two), fresh(one), by=newsroom.editor, seen=1),
        )

        refused = [answer for answer in answers if isinstance(answer, Exception)]
        assert len(refused) == 1
        assert any(name in str(refused[0]) for name in ("chief made this claim merged", "Claim", "editor made"))
        assert sorted(Claim.objects.filter(pk__in=(one.pk, two.pk)).values_list("status", flat=True)) == [
            "merged",
            "spotted",
        ]


def test_an_assigned_claim_is_rated_handed_over_or_taken_off_but_one_of_it(newsroom: People) -> None:
    article = take_in_seed(newsroom.chief)
    rating = Rating.objects.in_use().get(slug="true")
    for _round in range(ROUNDS):
        claim = make_claim(article, by=newsroom.editor)
        passage = archive_evidence(claim).passages.get()
        assign(claim, newsroom.reviewer, by=newsroom.editor, seen=1)
        held = Assignment.objects.current().select_related("claim__article", "reviewer").get(claim=claim)
        words = {
            "rating": rating,
            "attribution": "confirmed",
            "rationale": "So it is.",
            "citations": [review.Cite(passage, "supports")],
        }

        answers = at_once(
            lambda claim=claim, words=words: review.rate(fresh(claim), by=newsroom.reviewer, seen=2, **words),
            lambda held=held: handing_over.hand_over(held, newsroom.second, by=newsroom.chief, seen=2),
            lambda claim=claim: unassign(fresh(claim), by=newsroom.editor, seen=2, reason="Not ours."),
        )

        one_winner(answers, claim)
        claim.refresh_from_db()
        assert claim.version == 3
        desks = Assignment.objects.current().filter(claim=claim)
        assert desks.count() == (claim.assignments.filter(reviewer=newsroom.second).exists())


def test_a_rated_claim_is_approved_once_or_sent_back(newsroom: People) -> None:
    article = take_in_seed(newsroom.chief)
    another = User.objects.get(username="another")
    rating = Rating.objects.in_use().get(slug="true")
    for _round in range(ROUNDS):
        claim = make_claim(article, by=newsroom.editor)
        passage = archive_evidence(claim).passages.get()
        assign(claim, newsroom.reviewer, by=newsroom.editor, seen=1)
        cite = [review.Cite(passage, "supports")]
        review.rate(
            claim,
            by=newsroom.reviewer,
            seen=2,
            rating=rating,
            attribution="confirmed",
            rationale="So it is.",
            citations=cite,
        )

        answers = at_once(
            lambda claim=claim: review.approve(fresh(claim), by=newsroom.chief, seen=3),
            lambda claim=claim: review.approve(fresh(claim), by=another, seen=3),
            lambda claim=claim: review.send_back(fresh(claim), by=newsroom.editor, seen=3, reason="Look again."),
        )

        one_winner(answers, claim)


def test_two_who_pull_the_last_claim_at_once_get_it_once(newsroom: People) -> None:
    article = take_in_seed(newsroom.chief)
    for _round in range(ROUNDS):
        claim = make_claim(article, by=newsroom.editor)

        answers = at_once(
            *(lambda who=who: pool.take_next(by=who) for who in (newsroom.reviewer, newsroom.second, newsroom.third)),
            lambda claim=claim: assign(fresh(claim), newsroom.editor, by=newsroom.chief, seen=1),
        )

        got = [answer for answer in answers if isinstance(answer, Assignment)]
        assert [each.claim_id for each in got] == [claim.pk]
        assert Assignment.objects.current().filter(claim=claim).count() == 1


def test_a_person_who_leaves_while_they_hand_over_loses_nothing(newsroom: People) -> None:
    article = take_in_seed(newsroom.chief)
    for place in range(3):
        leaver = hire(f"leaver{place}", "a-long-password", by=newsroom.chief, role=Role.REVIEWER)
        claims = [make_claim(article, by=newsroom.editor) for _each in range(4)]
        for claim in claims:
            assign(claim, leaver, by=newsroom.editor, seen=1)
        held = Assignment.objects.current().select_related("claim__article", "reviewer").get(claim=claims[0])

        at_once(
            lambda leaver=leaver: handing_over.clear_desk(leaver, by=newsroom.chief, reason="Gone.", to=newsroom.third),
            lambda held=held: handing_over.hand_over(held, newsroom.second, by=newsroom.editor, seen=2),
        )

        assert not Assignment.objects.current().filter(reviewer=leaver).exists()
        for claim in claims:
            assert claim.assignments.current().count() == 1


def test_two_absences_planned_at_once_are_one(newsroom: People) -> None:
    from django.core.exceptions import ValidationError
    from django.utils.timezone import localdate

    day = localdate()

    def plan(by: User) -> Any:
        try:
            return plan_absence(newsroom.reviewer, first_day=day, last_day=day, by=by)
        except ValidationError as refused:
            return refused.messages[0]

    answers = at_once(lambda: plan(newsroom.reviewer), lambda: plan(newsroom.editor))

    assert sum(isinstance(answer, Absence) for answer in answers) == 1
    assert any("away" in answer for answer in answers if isinstance(answer, str))


def test_two_beats_at_once_tell_of_each_assignment_once(newsroom: People) -> None:
    from datetime import timedelta

    from django.utils.timezone import now

    article = take_in_seed(newsroom.chief)
    for _each in range(20):
        assign(make_claim(article, by=newsroom.editor), newsroom.reviewer, by=newsroom.editor, seen=1)
    Assignment.objects.update(due_at=now() - timedelta(hours=3), assigned_at=now() - timedelta(hours=9))

    answers = at_once(remind, remind, escalate, escalate)

    for told in (answers[:2], answers[2:]):
        pks = [each.pk for one in told for each in one]
        assert len(pks) == len(set(pks))
    remind(), escalate()
    assert not Assignment.objects.filter(reminded_at=None).exists()
    assert not Assignment.objects.filter(escalated_at=None).exists()

"""Several processes move the same claims at once: each claim is moved once, and every loser is told who did what."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.db import connection

from claims.desk import assignment, review
from claims.desk.newsroom import hire
from claims.models import Claim, ClaimMove, Rating
from claims.models.user import Role
from tests.desk import archive_evidence, hire_people, make_claim, take_in_seed

if TYPE_CHECKING:
    from pytest_django.plugin import DjangoDbBlocker

    from tests.desk import People

CLAIMS = 25


@pytest.fixture
def newsroom(processes_see: dict[str, str], django_db_blocker: DjangoDbBlocker) -> Any:
    """The small newsroom with one more editor, in a database that other processes see."""
    with django_db_blocker.unblock():
        people = hire_people()
        hire("another", "another-another", by=people.chief, role=Role.EDITOR)
        yield people, processes_see
        connection.close()


def spot(people: People) -> list[Claim]:
    """Put claims with evidence into triage."""
    article = take_in_seed(people.chief)
    claims = [make_claim(article, by=people.editor) for _each in range(CLAIMS)]
    for claim in claims:
        archive_evidence(claim)
    return claims


def collide(claims: list[Claim], acts: list[tuple[str, str, int]], environment: dict[str, str]) -> dict[int, list[Any]]:
    """Have a process for each act (what, who, with what) do it to all claims at once; return the answers by claim."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.faults.colliding", *map(str, act), *(str(claim.pk) for claim in claims)],
            cwd=settings.BASE_DIR,
            env=os.environ | environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for act in acts
    ]
    for process in processes:
        assert process.stdout
        assert process.stdout.readline() == "ready\n", process.communicate()[1][-2_000:]
    for process in processes:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [process.communicate(timeout=300) for process in processes]
    assert [process.returncode for process in processes] == [0] * len(acts), [errors[-2_000:] for _out, errors in said]
    answers: dict[int, list[Any]] = {claim.pk: [] for claim in claims}
    for out, _errors in said:
        for line in out.splitlines():
            number, refusal = json.loads(line)
            answers[number].append(refusal)
    return answers


def one_winner_each(answers: dict[int, list[Any]], *, moves: int) -> None:
    """Check that each claim was moved once more, and that each refusal names who moved it."""
    for number, given in answers.items():
        made = list(ClaimMove.objects.filter(claim=number).order_by("pk").select_related("by"))
        assert given.count(None) == 1, given
        assert len(made) == moves
        for refusal in filter(None, given):
            assert str(made[-1].by) in refusal, f"{made[-1]}: {refusal}"


def test_claims_in_triage_are_assigned_merged_or_dismissed_once(newsroom: tuple[People, dict[str, str]]) -> None:
    people, environment = newsroom
    kept, *claims = spot(people)

    answers = collide(
        claims,
        [
            ("assign", "chief", people.reviewer.pk),
            ("assign", "editor", people.second.pk),
            ("merge", "another", kept.pk),
            ("dismiss", "chief", 0),
        ],
        environment,
    )

    one_winner_each(answers, moves=1)
    for claim in Claim.objects.filter(pk__in=answers):
        assert claim.assignments.current().count() == (claim.status == "assigned")
        assert (claim.kept_id == kept.pk) == (claim.status == "merged")


def test_assigned_claims_are_rated_or_taken_off_once(newsroom: tuple[People, dict[str, str]]) -> None:
    people, environment = newsroom
    claims = spot(people)
    for claim in claims:
        assignment.assign(claim, people.reviewer, by=people.editor, seen=claim.version)

    acts = [("rate", "reviewer", 0), ("unassign", "chief", 0), ("unassign", "another", 0)]
    answers = collide(claims, acts, environment)

    one_winner_each(answers, moves=2)
    for claim in Claim.objects.filter(pk__in=answers):
        assert not claim.assignments.current().exists()
        assert claim.verdicts.count() == (claim.status == "rated")


def test_rated_claims_are_approved_or_sent_back_once(newsroom: tuple[People, dict[str, str]]) -> None:
    people, environment = newsroom
    claims = spot(people)
    rating = Rating.objects.in_use().get(slug="true")
    for claim in claims:
        assignment.assign(claim, people.reviewer, by=people.editor, seen=claim.version)
        review.rate(
            claim,
            by=people.reviewer,
            seen=claim.version,
            rating=rating,
            attribution="confirmed",
            rationale="So it is.",
            citations=[review.Cite(claim.evidence.get().passages.get(), "supports")],
        )

    acts = [("approve", "chief", 0), ("approve", "editor", 0), ("send_back", "another", 0)]
    answers = collide(claims, acts, environment)

    one_winner_each(answers, moves=3)
    for claim in Claim.objects.filter(pk__in=answers).prefetch_related("verdicts"):
        assert hasattr(claim.verdicts.get(), "approval") == (claim.status == "approved")

"""Two hundred people pull at once, from four processes, out of a pool of ten thousand claims."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.db import connection

from claims.models import Assignment, Claim, ClaimMove, User
from claims.models.user import Role
from tests.desk import hire_people, take_in_seed

if TYPE_CHECKING:
    from pytest_django.plugin import DjangoDbBlocker

PEOPLE, POOL, TIMES, PROCESSES = 200, 10_000, 5, 4


@pytest.fixture
def crowd(processes_see: dict[str, str], django_db_blocker: DjangoDbBlocker) -> Any:
    """A newsroom of two hundred reviewers with a full pool, in a database that other processes see."""
    with django_db_blocker.unblock():
        article = take_in_seed(hire_people().chief)
        people = User.objects.bulk_create(
            User(username=f"puller{place}", role=Role.REVIEWER, is_staff=True) for place in range(PEOPLE)
        )
        Claim.objects.bulk_create(
            Claim(
                article=article,
                number=place + 1,
                start=0,
                end=5,
                quote=article.text[:5],
                text=f"Claim {place}.",
                kind="fact",
                check_worthiness=(place * 7919 % POOL) / POOL,
            )
            for place in range(POOL)
        )
        yield processes_see, [person.pk for person in people]
        connection.close()


def test_two_hundred_people_pull_at_once_and_nobody_gets_a_double(crowd: tuple[dict[str, str], list[int]]) -> None:
    seen, people = crowd
    first = list(Claim.objects.in_pool().values_list("pk", flat=True)[: PEOPLE * TIMES])

    pulling = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.faults.pulling", str(TIMES), *map(str, people[place::PROCESSES])],
            cwd=settings.BASE_DIR,
            env=os.environ | seen | {"DATABASE_POOL_SIZE": "12", "DATABASE_POOL_WAIT": "240"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for place in range(PROCESSES)
    ]
    said = [process.communicate(timeout=400) for process in pulling]

    assert [process.returncode for process in pulling] == [0] * PROCESSES, [errors[-2_000:] for _out, errors in said]
    pulled = [json.loads(line) for out, _errors in said for line in out.splitlines()]
    taken = [claim for _person, claim in pulled]
    assert len(taken) == PEOPLE * TIMES
    assert len(set(taken)) == len(taken), "somebody got a claim that another had"
    assert set(taken) == set(first), "somebody was given a claim while a better one was free"
    assert sorted(map(tuple, Assignment.objects.current().values_list("reviewer", "claim"))) == sorted(
        map(tuple, pulled)
    )
    assert ClaimMove.objects.filter(move="take").count() == len(taken)
    assert Claim.objects.in_pool().count() == POOL - len(taken)

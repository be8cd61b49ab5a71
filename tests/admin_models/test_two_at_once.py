"""Two people at once, in real transactions: one wins, the other is told who did what, and nothing is done twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test import Client

from claims.desk.keys import make_key
from claims.desk.newsroom import hire
from claims.desk.triage import add_claim
from claims.models import Assignment, Claim, ClaimMove, User
from claims.models.user import Role
from tests.admin_models.conftest import Browser
from tests.desk import hire_people, take_in_seed

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_django.plugin import DjangoDbBlocker


@pytest.fixture
def unblocked(committed_db: str, django_db_blocker: DjangoDbBlocker) -> Any:
    """A database of our own in which commits are real."""
    with django_db_blocker.unblock():
        yield committed_db
        connection.close()


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Do things in threads that start together; return what each answered."""
    gate = Barrier(len(acts))

    def start(act: Callable[[], Any]) -> Any:
        gate.wait(timeout=10)
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        return [each.result(timeout=60) for each in [threads.submit(start, act) for act in acts]]


def signed_in(person: User) -> Browser:
    """Open a browser in which a person is signed in."""
    client = Client()
    client.force_login(person)
    return Browser(client)


def test_one_of_two_who_move_a_claim_at_once_wins(unblocked: str) -> None:
    people = hire_people()
    article = take_in_seed(people.chief)
    claims = [add_claim(article, start=0, end=9, text=f"Wording {place}.", by=people.editor) for place in range(5)]
    one, two = signed_in(people.chief), signed_in(people.editor)
    dismissing, assigning = one.choose(claims, "dismiss"), two.choose(claims, "assign")

    answers = at_once(
        lambda: one.confirm(dismissing, reason="Nothing to check."),
        lambda: two.confirm(assigning, reviewer=people.reviewer.pk, due=""),
    )

    said = [browser.messages(answer) for browser, answer in zip((one, two), answers, strict=True)]
    for claim, of_one, of_two in zip(claims, *said, strict=True):
        claim.refresh_from_db()
        losers = [line for line in (of_one, of_two) if "made this claim" in line]
        assert len(losers) == 1
        winner = "chief" if claim.status == "dismissed" else "editor"
        assert f"{winner} made this claim {claim.status}" in losers[0]
        assert claim.version == 2
    assert ClaimMove.objects.count() == len(claims)
    assert Assignment.objects.count() == Claim.objects.filter(status="assigned").count()


def test_two_chief_editors_who_close_each_other_at_once_leave_one(unblocked: str) -> None:
    people = hire_people()
    other = hire("other", "other-other", by=people.chief, role=Role.CHIEF_EDITOR)
    one, two = signed_in(people.chief), signed_in(other)
    first, second = one.choose([other], "close_account"), two.choose([people.chief], "close_account")

    at_once(lambda: one.confirm(first), lambda: two.confirm(second))

    assert User.objects.filter(is_active=True, role=Role.CHIEF_EDITOR).count() == 1


def test_a_key_is_revoked_once_by_two_at_once(unblocked: str) -> None:
    people = hire_people()
    made, _key = make_key("CMS", by=people.reviewer)
    one, two = signed_in(people.chief), signed_in(people.reviewer)

    answers = at_once(lambda: one.choose([made], "revoke"), lambda: two.choose([made], "revoke"))

    said = sorted(one.messages(answer)[0] for answer in answers)
    assert sum("revoked already" in line for line in said) == 1

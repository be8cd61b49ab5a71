"""Taking the next claim from the pool."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils.timezone import now

from claims.desk.assignment import assign
from claims.desk.availability import set_skills
from claims.desk.blind_review import order_blind_review
from claims.desk.handing_over import give_back
from claims.desk.newsroom import hire
from claims.desk.pool import pool_for, take_next
from claims.desk.triage import dismiss
from claims.models import Article, Assignment, Claim, Job
from claims.models.job import JobKind
from claims.models.user import Role
from tests.desk import make_claim

if TYPE_CHECKING:
    from tests.desk import People


@pytest.fixture
def pool(article: Article, people: People) -> list[Claim]:
    """Four claims in the pool, in the order in which they are to be taken."""
    made = [make_claim(article, by=people.editor) for _each in range(4)]
    day = now() + timedelta(days=1)
    for claim, priority, worth, wanted in zip(
        made, (3, 1, 1, 1), (0.1, 0.9, 0.5, 0.5), (None, None, day, None), strict=True
    ):
        Claim.objects.filter(pk=claim.pk).update(priority=priority, check_worthiness=worth, wanted_by=wanted)
    return made


def test_the_next_is_urgent_then_most_check_worthy_then_oldest_due(pool: list[Claim], people: People) -> None:
    taken = [take_next(by=people.reviewer) for _each in range(5)]

    assert [made.claim_id if made else None for made in taken] == [*(claim.pk for claim in pool), None]
    assert [made.reviewer for made in taken if made] == [people.reviewer] * 4


def test_what_is_taken_is_due_by_its_priority_and_starts_the_search(pool: list[Claim], people: People) -> None:
    urgent, normal = take_next(by=people.reviewer), take_next(by=people.second)

    assert urgent
    assert normal
    assert timedelta(hours=2) < urgent.due_at - now() <= timedelta(hours=3)
    assert timedelta(hours=23) < normal.due_at - now() <= timedelta(hours=24)
    assert set(Job.objects.filter(kind=JobKind.FIND_SOURCES).values_list("subject", flat=True)) == {
        pool[0].pk,
        pool[1].pk,
    }


def test_nobody_takes_a_claim_of_their_own_article(claim: Claim, people: People) -> None:
    assert take_next(by=people.chief) is None  # the chief editor took the article in

    Article.objects.filter(pk=claim.article_id).update(author="Anna Berg, Carl Dahl")
    anna = hire("anna", "a-long-password", by=people.chief, role=Role.REVIEWER, first_name="Anna", last_name="Berg")
    assert take_next(by=anna) is None
    assert take_next(by=people.reviewer) is not None


def test_nobody_takes_what_they_gave_back(claim: Claim, people: People) -> None:
    taken = take_next(by=people.reviewer)
    assert taken
    give_back(taken, by=people.reviewer, seen=taken.claim.version, reason="I know the claimant.")

    assert take_next(by=people.reviewer) is None
    again = take_next(by=people.second)
    assert again
    assert again.claim_id == claim.pk


def test_the_pool_holds_only_languages_that_one_reads(claim: Claim, people: People) -> None:
    Article.objects.filter(pk=claim.article_id).update(language="de-ch")
    set_skills(people.reviewer, languages=["en"], topics=(), by=people.reviewer)
    set_skills(people.second, languages=["en", "de"], topics=(), by=people.second)

    assert not pool_for(people.reviewer).exists()
    assert pool_for(people.second).get() == claim


def test_what_is_dismissed_or_not_checkable_is_in_no_pool(claim: Claim, people: People) -> None:
    other = make_claim(claim.article, by=people.editor)
    dismiss(claim, by=people.editor, seen=claim.version, reason="No.")
    Claim.objects.filter(pk=other.pk).update(checkable=False)

    assert take_next(by=people.reviewer) is None


def test_who_only_reads_takes_nothing(claim: Claim, people: People) -> None:
    reader = hire("reader", "a-long-password", by=people.chief, role=Role.READER)

    with pytest.raises(PermissionDenied, match="Only editors and reviewers"):
        take_next(by=reader)


def test_the_free_place_of_a_blind_review_is_taken_once_and_by_no_editor(claim: Claim, people: People) -> None:
    order_blind_review(claim, by=people.editor, seen=claim.version)
    assign(claim, people.reviewer, by=people.editor, seen=claim.version)

    assert take_next(by=people.reviewer) is None
    assert take_next(by=people.editor) is None
    second = take_next(by=people.second)
    assert second
    assert second.claim_id == claim.pk
    assert take_next(by=people.third) is None
    assert claim.assignments.current().count() == 2


def test_the_pools_query_walks_its_index_and_sorts_nothing(article: Article, people: People) -> None:
    Claim.objects.bulk_create(
        Claim(
            article=article,
            number=place + 1,
            start=0,
            end=5,
            quote="x",
            text="x",
            kind="fact",
            check_worthiness=place / 3_000,
        )
        for place in range(3_000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE claims_claim")

    plan = pool_for(people.reviewer)[:1].explain()

    assert "claim_pool" in plan
    assert "Sort" not in plan


def test_the_due_queries_walk_their_indexes(claim: Claim, people: People) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    soon = Assignment.objects.current().order_by("due_at", "pk")

    for asked, narrow in (
        (soon.filter(reminded_at=None, due_at__lt=now()), "assignment_to_remind_of"),
        (soon.filter(escalated_at=None, due_at__lt=now()), "assignment_to_escalate"),
    ):
        assert narrow in {each.name for each in Assignment._meta.indexes}
        plan = asked[:500].explain()
        # Of a table with next to no rows the index of all due times costs the same: either has the order.
        assert narrow in plan or "assignment_by_due" in plan
        assert "Sort" not in plan

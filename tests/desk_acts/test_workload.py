"""Whom a standing order asks: who can, who is here, who has time, and not always the same two."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate, now

from claims.desk.assignment import assign, sign_standing_order
from claims.desk.availability import plan_absence, set_skills
from claims.desk.newsroom import hire
from claims.desk.topics import add_topic
from claims.desk.triage import sort
from claims.desk.workload import assign_under_standing_order, best_reviewer
from claims.models import Article, Claim, User
from claims.models.standing_order import OrderKind
from claims.models.user import TOPIC_WORTH, Role
from tests.desk import make_claim

if TYPE_CHECKING:
    from tests.desk import People


def chosen(claim: Claim) -> User | None:
    """Return whom an order would ask now."""
    return best_reviewer(Claim.objects.get(pk=claim.pk), due_at=now() + timedelta(hours=24))


def test_nobody_is_asked_who_is_away_now_or_when_it_is_due(claim: Claim, people: People) -> None:
    today = localdate()
    plan_absence(people.reviewer, first_day=today, last_day=today, by=people.editor)
    tomorrow = localdate(now() + timedelta(hours=24))
    plan_absence(people.second, first_day=tomorrow, last_day=tomorrow, by=people.editor)

    assert chosen(claim) == people.third


def test_nobody_is_asked_who_does_not_read_the_language(claim: Claim, people: People) -> None:
    Article.objects.filter(pk=claim.article_id).update(language="de")
    set_skills(people.reviewer, languages=["en"], topics=(), by=people.editor)
    set_skills(people.second, languages=["en", "fr"], topics=(), by=people.editor)

    assert chosen(claim) == people.third  # who named no language reads all


def test_who_knows_the_topic_is_asked_until_they_hold_much_more(article: Article, people: People) -> None:
    health = add_topic("Health", by=people.editor)
    set_skills(people.third, languages=(), topics=[health], by=people.editor)
    sign_standing_order(OrderKind.ASSIGN_BY_WORKLOAD, by=people.chief)
    asked = []
    for _each in range(TOPIC_WORTH + 2):
        claim = make_claim(article, by=people.editor)
        sort(claim, priority=1, topic=health, by=people.editor, seen=claim.version)
        made = assign_under_standing_order(claim)
        assert made
        asked.append(made.reviewer.username)

    assert asked[:TOPIC_WORTH] == ["third"] * TOPIC_WORTH
    assert set(asked[TOPIC_WORTH:]) - {"third"}


def test_a_claim_of_which_everybody_is_an_author_waits(claim: Claim, people: People) -> None:
    sign_standing_order(OrderKind.ASSIGN_BY_WORKLOAD, by=people.chief)
    for person in (people.reviewer, people.second, people.third):
        User.objects.filter(pk=person.pk).update(first_name=person.username.title(), last_name="Berg")
    Article.objects.filter(pk=claim.article_id).update(author="REVIEWER BERG, Second Berg and Third Berg")
    claim.article.refresh_from_db()

    assert assign_under_standing_order(claim) is None
    assert Claim.objects.in_pool().get() == claim


def test_a_reviewer_who_took_the_article_in_is_not_asked(claim: Claim, people: People) -> None:
    Article.objects.filter(pk=claim.article_id).update(taken_in_by=people.reviewer)

    assert chosen(claim) == people.second


def test_an_order_leaves_alone_who_holds_enough(article: Article, people: People) -> None:
    sign_standing_order(OrderKind.ASSIGN_BY_WORKLOAD, by=people.chief, most_open=1)
    claims = [make_claim(article, by=people.editor) for _each in range(4)]

    made = [assign_under_standing_order(claim) for claim in claims]

    assert [each is None for each in made] == [False, False, False, True]
    with pytest.raises(ValidationError, match="at least one"):
        sign_standing_order(OrderKind.ASSIGN_BY_WORKLOAD, by=people.chief, most_open=0)


def test_an_order_without_a_time_goes_by_the_claims_priority(claim: Claim, people: People) -> None:
    sign_standing_order(OrderKind.ASSIGN_BY_WORKLOAD, by=people.chief)
    sort(claim, priority=3, topic=None, by=people.editor, seen=claim.version)

    made = assign_under_standing_order(claim)

    assert made
    assert timedelta(hours=2) < made.due_at - now() <= timedelta(hours=3)


def test_pairs_of_reviewers_rotate(article: Article, people: People) -> None:
    hire("fourth", "a-long-password", by=people.chief, role=Role.REVIEWER)
    partners = []
    for _each in range(6):
        claim = make_claim(article, by=people.editor)
        assign(claim, people.reviewer, by=people.editor, seen=claim.version)
        partner = chosen(claim)
        assert partner
        assign(claim, partner, by=people.editor, seen=claim.version)
        partners.append(partner.username)

    assert sorted(partners) == ["fourth", "fourth", "second", "second", "third", "third"]
    assert len(set(partners[:3])) == 3


def test_among_equals_the_one_is_asked_who_waited_longest(article: Article, people: People) -> None:
    for person in (people.reviewer, people.second, people.third):
        claim = make_claim(article, by=people.editor)
        assign(claim, person, by=people.editor, seen=claim.version)

    assert chosen(make_claim(article, by=people.editor)) == people.reviewer


def test_an_order_fills_both_places_of_a_blind_review_with_pairs_that_rotate(article: Article, people: People) -> None:
    sign_standing_order(OrderKind.REVIEW_BLIND, by=people.chief)
    sign_standing_order(OrderKind.ASSIGN_BY_WORKLOAD, by=people.chief)
    pairs = []
    for _each in range(3):
        claim = make_claim(article, by=people.editor)
        assert assign_under_standing_order(claim)
        pairs.append(frozenset(claim.assignments.current().values_list("reviewer__username", flat=True)))

    assert all(len(pair) == 2 for pair in pairs)
    assert len(set(pairs)) == 3

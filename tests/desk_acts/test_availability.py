"""Skills and absences: one's own, or set by an editor; and what the database refuses."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from claims.desk.availability import call_off, plan_absence, set_skills
from claims.desk.topics import add_topic, retire_topic
from claims.desk.triage import Stale, sort
from claims.models import Absence, Claim, Skill, User

if TYPE_CHECKING:
    from tests.desk import People

TODAY, WEEK = localdate(), timedelta(days=7)


def test_an_absence_covers_its_first_and_last_day(people: People) -> None:
    plan_absence(people.reviewer, first_day=TODAY, last_day=TODAY, by=people.reviewer)

    assert people.reviewer not in User.objects.reviewers().present()
    assert people.reviewer in User.objects.reviewers().present(TODAY + timedelta(days=1))


def test_two_absences_of_one_person_do_not_overlap(people: People) -> None:
    plan_absence(people.reviewer, first_day=TODAY, last_day=TODAY + WEEK, by=people.reviewer)

    with pytest.raises(ValidationError, match="reviewer is away from"):
        plan_absence(people.reviewer, first_day=TODAY + WEEK, last_day=TODAY + 2 * WEEK, by=people.editor)

    plan_absence(people.second, first_day=TODAY, last_day=TODAY + WEEK, by=people.editor)
    assert Absence.objects.count() == 2


def test_the_database_itself_refuses_an_overlap(people: People) -> None:
    plan_absence(people.reviewer, first_day=TODAY, last_day=TODAY + WEEK, by=people.reviewer)
    days = {"first_day": TODAY + WEEK, "last_day": TODAY + WEEK}

    with pytest.raises(IntegrityError, match="away_once_at_a_time"), transaction.atomic():
        Absence.objects.create(person=people.reviewer, planned_by=people.reviewer, **days)


def test_an_absence_that_is_called_off_leaves_room_for_another(people: People) -> None:
    planned = plan_absence(people.reviewer, first_day=TODAY, last_day=TODAY + WEEK, by=people.reviewer)

    call_off(planned, by=people.editor)

    assert people.reviewer in User.objects.reviewers().present()
    plan_absence(people.reviewer, first_day=TODAY, last_day=TODAY, by=people.reviewer)
    with pytest.raises(Stale, match="called off already"):
        call_off(planned, by=people.editor)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [(1, 0, "before the first"), (-9, -8, "are over"), (0, 9_000, "two years")],
)
def test_days_that_make_no_absence_are_refused(people: People, first: int, last: int, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        plan_absence(
            people.reviewer,
            first_day=TODAY + timedelta(days=first),
            last_day=TODAY + timedelta(days=last),
            by=people.reviewer,
        )


def test_nobody_plans_a_colleagues_work_but_an_editor(people: People) -> None:
    with pytest.raises(PermissionDenied):
        plan_absence(people.second, first_day=TODAY, last_day=TODAY, by=people.reviewer)
    with pytest.raises(PermissionDenied):
        set_skills(people.second, languages=["en"], topics=(), by=people.reviewer)

    set_skills(people.second, languages=["en"], topics=(), by=people.editor)
    assert Skill.objects.get().person == people.second


def test_skills_are_set_whole(people: People) -> None:
    health, law = add_topic("Health", by=people.editor), add_topic("Law", by=people.editor)
    set_skills(people.reviewer, languages=["EN", "de", " "], topics=[health], by=people.reviewer)

    set_skills(people.reviewer, languages=["fr", "de"], topics=[law, health], by=people.reviewer)

    assert set(people.reviewer.skills.values_list("language", "topic__name")) == {
        ("de", None),
        ("fr", None),
        ("", "Health"),
        ("", "Law"),
    }


@pytest.mark.parametrize("language", ["english", "e", "1a", "en;drop"])
def test_what_is_no_language_code_is_refused(people: People, language: str) -> None:
    with pytest.raises(ValidationError, match="no language code"):
        set_skills(people.reviewer, languages=[language], topics=(), by=people.reviewer)


def test_a_topic_is_added_once_and_a_retired_one_is_given_to_no_claim(claim: Claim, people: People) -> None:
    health = add_topic(" Health ", by=people.editor)
    with pytest.raises(ValidationError, match="of this name already"):
        add_topic("Health", by=people.chief)
    sort(claim, priority=1, topic=health, by=people.editor, seen=claim.version)

    retire_topic(health, by=people.editor)

    health.refresh_from_db()
    sort(claim, priority=2, topic=health, by=people.editor, seen=claim.version)
    other = Claim.objects.create(article=claim.article, number=9, start=0, end=5, quote="x", text="Other.", kind="fact")
    with pytest.raises(ValidationError, match="is retired"):
        sort(other, priority=1, topic=health, by=people.editor, seen=1)

"""Due times: by rule, by hand; a reminder and an escalation, each once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.timezone import now

from claims.desk.assignment import assign
from claims.desk.due import change_due, change_times, escalate, remind
from claims.desk.handing_over import give_back
from claims.desk.triage import Stale, sort
from claims.models import Assignment, Claim

if TYPE_CHECKING:
    from tests.desk import People


def due_in(minutes: int, *, of: int, claim: Claim, people: People) -> Assignment:
    """Assign the claim so that it is due in some minutes, of so many that the reviewer had."""
    made = assign(claim, people.reviewer, by=people.editor, seen=claim.version)
    at = now() + timedelta(minutes=minutes)
    Assignment.objects.filter(pk=made.pk).update(due_at=at, assigned_at=at - timedelta(minutes=of))
    return made


@pytest.mark.parametrize(("priority", "hours"), [(3, 3), (2, 8), (1, 24), (0, 72)])
def test_a_claim_is_due_by_its_priority(claim: Claim, people: People, priority: int, hours: int) -> None:
    sort(claim, priority=priority, topic=None, by=people.editor, seen=claim.version)

    made = assign(claim, people.reviewer, by=people.editor, seen=claim.version)

    assert abs(made.due_at - now() - timedelta(hours=hours)) < timedelta(minutes=1)


def test_the_chief_editor_sets_the_rule(claim: Claim, people: People) -> None:
    with pytest.raises(PermissionDenied):
        change_times(by=people.editor, hours_normal=4)
    with pytest.raises(ValidationError, match="from 1 to 2160"):
        change_times(by=people.chief, hours_normal=0)

    change_times(by=people.chief, hours_normal=4)

    made = assign(claim, people.reviewer, by=people.editor, seen=claim.version)
    assert abs(made.due_at - now() - timedelta(hours=4)) < timedelta(minutes=1)


def test_an_editor_gives_more_time_and_the_reviewer_is_reminded_anew(claim: Claim, people: People) -> None:
    made = due_in(20, of=600, claim=claim, people=people)
    assert remind() == [made]
    later = now() + timedelta(minutes=30)

    change_due(made, later, by=people.editor, seen=claim.version)

    made.refresh_from_db()
    assert (made.due_at, made.reminded_at) == (later, None)
    assert remind() == [made]


def test_more_time_is_an_editors_to_give_and_lies_ahead(claim: Claim, people: People) -> None:
    made = assign(claim, people.reviewer, by=people.editor, seen=claim.version)
    with pytest.raises(PermissionDenied):
        change_due(made, now() + timedelta(hours=1), by=people.reviewer, seen=claim.version)
    with pytest.raises(ValidationError, match="This time is over"):
        change_due(made, now() - timedelta(hours=1), by=people.editor, seen=claim.version)
    with pytest.raises(ValidationError, match="90 days"):
        change_due(made, now() + timedelta(days=400), by=people.editor, seen=claim.version)


def test_time_for_an_assignment_that_is_over_is_refused(claim: Claim, people: People) -> None:
    made = assign(claim, people.reviewer, by=people.editor, seen=claim.version)
    seen = claim.version
    give_back(made, by=people.reviewer, seen=seen, reason="No time.")

    with pytest.raises(Stale, match="reviewer made this claim spotted"):
        change_due(made, now() + timedelta(hours=1), by=people.editor, seen=seen)


@pytest.mark.parametrize(
    ("minutes", "of", "told"), [(50, 600, True), (70, 600, False), (50, 60, False), (25, 60, True)]
)
def test_a_reminder_comes_an_hour_ahead_but_not_before_half_of_the_time_is_over(
    claim: Claim, people: People, minutes: int, of: int, told: bool
) -> None:
    due_in(minutes, of=of, claim=claim, people=people)

    assert bool(remind()) == told


def test_a_reminder_and_an_escalation_come_once_each(claim: Claim, people: People) -> None:
    made = due_in(-61, of=600, claim=claim, people=people)

    assert (remind(), escalate()) == ([made], [made])
    assert (remind(), escalate()) == ([], [])

    made.refresh_from_db()
    assert made.reminded_at
    assert made.escalated_at


def test_what_is_barely_late_is_not_escalated(claim: Claim, people: People) -> None:
    due_in(-30, of=600, claim=claim, people=people)

    assert escalate() == []


def test_nobody_is_told_of_what_they_no_longer_owe(claim: Claim, people: People) -> None:
    made = due_in(-100, of=600, claim=claim, people=people)
    give_back(made, by=people.reviewer, seen=claim.version, reason="No time.")

    assert (remind(), escalate()) == ([], [])

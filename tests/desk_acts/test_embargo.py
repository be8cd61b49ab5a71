"""Embargoes: ordered, changed, lifted, and published at their time in the name of who ordered them."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.timezone import now

from claims.desk import embargo, publication, review
from claims.lifecycle import IllegalMove, Status
from claims.models import Embargo, Job, Publication
from claims.models.job import JobKind

if TYPE_CHECKING:
    from claims.models import Claim
    from tests.stories import Story

SOON = timedelta(hours=3)


@pytest.fixture
def approved(story: Story) -> Claim:
    """A claim whose verdict is approved."""
    return story.approve(story.spot())


def job(claim: Claim) -> Job:
    return Job.objects.get(kind=JobKind.RELEASE_EMBARGO, subject=claim.pk)


def at_its_time(claim: Claim) -> list[object]:
    """Let the embargo's time have come, and the job run; return what it told its lease."""
    told: list[object] = []
    Embargo.objects.in_force().filter(claim=claim).update(ordered_at=now() - SOON, until=now() - timedelta(seconds=1))
    embargo.release(claim.pk, finish=lambda: told.append("done"), defer=told.append)
    claim.refresh_from_db()
    return told


def test_an_embargo_leaves_the_claim_approved_until_its_time(story: Story, approved: Claim) -> None:
    until = now() + SOON

    made = embargo.put_under_embargo(approved, until, by=story.people.editor, seen=approved.version)

    approved.refresh_from_db()
    assert (approved.status, made.ordered_by, job(approved).run_after) == (Status.APPROVED, story.people.editor, until)
    told: list[datetime] = []
    embargo.release(approved.pk, finish=pytest.fail, defer=told.append)
    assert told == [until]
    assert not Publication.objects.exists()


def test_an_embargo_whose_time_comes_while_the_checks_run_is_kept(
    story: Story, approved: Claim, monkeypatch: pytest.MonkeyPatch
) -> None:
    checks = publication.refuse_what_is_unsound

    def slowly(claim: Claim, *, note: str) -> None:
        checks(claim, note=note)
        time.sleep(1)

    monkeypatch.setattr(publication, "refuse_what_is_unsound", slowly)
    until = now() + timedelta(seconds=0.7)

    made = embargo.put_under_embargo(approved, until, by=story.people.editor, seen=approved.version)

    assert made.ordered_at < until < now()
    assert Embargo.objects.in_force().get() == made


def test_at_its_time_it_is_published_once_in_the_name_of_who_ordered_it(story: Story, approved: Claim) -> None:
    embargo.put_under_embargo(approved, now() + SOON, by=story.people.editor, seen=approved.version)

    assert at_its_time(approved) == ["done"]
    assert at_its_time(approved) == ["done"]

    row = Publication.objects.get()
    assert (approved.status, row.published_by) == (Status.PUBLISHED, story.people.editor)
    assert Embargo.objects.get().released


def test_a_changed_time_moves_the_job_and_keeps_the_old_order(story: Story, approved: Claim) -> None:
    embargo.put_under_embargo(approved, now() + SOON, by=story.people.editor, seen=approved.version)
    earlier = now() + timedelta(hours=1)

    embargo.put_under_embargo(approved, earlier, by=story.people.chief, seen=approved.version)

    assert job(approved).run_after == earlier
    assert Embargo.objects.count() == 2
    assert Embargo.objects.in_force().get().ordered_by == story.people.chief


def test_a_lifted_embargo_publishes_nothing(story: Story, approved: Claim) -> None:
    embargo.put_under_embargo(approved, now() + SOON, by=story.people.editor, seen=approved.version)
    embargo.lift_embargo(approved, by=story.people.chief, seen=approved.version)

    assert at_its_time(approved) == ["done"]
    assert approved.status == Status.APPROVED
    with pytest.raises(IllegalMove, match="under no embargo"):
        embargo.lift_embargo(approved, by=story.people.chief, seen=approved.version)


def test_under_embargo_nobody_publishes_by_mistake(story: Story, approved: Claim) -> None:
    embargo.put_under_embargo(approved, now() + SOON, by=story.people.editor, seen=approved.version)

    with pytest.raises(IllegalMove, match="Lift it first"), transaction.atomic():
        publication.publish(approved, by=story.people.editor, seen=approved.version)


def test_sending_back_ends_the_embargo(story: Story, approved: Claim) -> None:
    embargo.put_under_embargo(approved, now() + SOON, by=story.people.editor, seen=approved.version)

    review.send_back(approved, by=story.people.editor, seen=approved.version, reason="The date is wrong.")

    assert not Embargo.objects.in_force().exists()
    assert at_its_time(approved) == ["done"]


def test_what_cannot_be_ordered_is_refused_with_a_reason(story: Story, approved: Claim) -> None:
    editor, reviewer = story.people.editor, story.people.reviewer
    with pytest.raises(ValidationError, match="This time is over"):
        embargo.put_under_embargo(approved, now() - SOON, by=editor, seen=approved.version)
    with pytest.raises(PermissionDenied):
        embargo.put_under_embargo(approved, now() + SOON, by=reviewer, seen=approved.version)
    with pytest.raises(IllegalMove, match="changed after you opened it"):
        embargo.put_under_embargo(approved, now() + SOON, by=editor, seen=approved.version - 1)
    with pytest.raises(IntegrityError, match="lies_in_the_future"), transaction.atomic():
        Embargo.objects.create(claim=approved, until=now() - SOON, ordered_by=editor)


def test_somebody_who_left_publishes_nothing_and_the_embargo_stays(story: Story, approved: Claim) -> None:
    embargo.put_under_embargo(approved, now() + SOON, by=story.people.editor, seen=approved.version)
    type(story.people.editor).objects.filter(pk=story.people.editor.pk).update(is_active=False)

    with pytest.raises(PermissionDenied, match="left the newsroom"):
        at_its_time(approved)

    assert Embargo.objects.in_force().exists()
    assert not Publication.objects.exists()


def test_a_correction_under_embargo_carries_its_note(story: Story) -> None:
    claim = story.publish()
    publication.reopen(claim, by=story.people.editor, seen=claim.version, reason="A better source.")
    story.rate(claim, rating="half-true")
    review.approve(claim, by=story.people.editor, seen=claim.version)
    with pytest.raises(ValidationError, match="says what was wrong"):
        embargo.put_under_embargo(claim, now() + SOON, by=story.people.editor, seen=claim.version)
    embargo.put_under_embargo(
        claim, now() + SOON, by=story.people.editor, seen=claim.version, note="We found the transcript."
    )

    assert at_its_time(claim) == ["done"]

    assert claim.status == Status.CORRECTED
    assert Publication.objects.order_by("-sequence").first().note == "We found the transcript."

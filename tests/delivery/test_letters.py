"""The letter to a claimant leaves by mail, once; what went wrong is said."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import ValidationError
from django.utils.timezone import now

from claims.desk import reply
from claims.models import Job, ReplyRequest
from claims.models.job import JobKind, JobState
from claims.models.reply import Way
from claims.tasks import work
from tests.delivery.conftest import again

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

    from tests.delivery.mail_server import Post
    from tests.stories import Story


def ask(story: Story) -> Job:
    """Ask a claimant by mail; the value is the job that sends it."""
    reply.ask(
        story.spot(),
        by=story.people.editor,
        addressee="Vladimir Putin",
        email="press@kremlin.example",
        way=Way.MAIL,
        words="Did you say so?",
        due_at=now() + timedelta(days=1),
    )
    return Job.objects.get(kind=JobKind.SEND_LETTER)


def test_a_letter_leaves_once_however_often_the_job_runs(story: Story, post: Post) -> None:
    job = ask(story)

    work(job.pk)
    again(job)

    assert len(post.letters) == 1
    assert "To: press@kremlin.example" in post.letters[0]
    assert "Did you say so?" in post.letters[0]
    assert (job.state, ReplyRequest.objects.get().sent_at is not None) == (JobState.DONE, True)


def test_a_letter_that_may_have_left_is_not_sent_again(story: Story, post: Post) -> None:
    job, post.hangs_up = ask(story), True
    work(job.pk)
    post.hangs_up = False

    again(job)

    assert (post.letters, job.state) == ([], JobState.FAILED)
    assert "It is not known whether the letter left" in job.problem
    assert ReplyRequest.objects.get().sent_at is None


@pytest.mark.parametrize("where", ["to_recipient", "to_letter"])
def test_a_server_that_is_busy_is_asked_again(story: Story, post: Post, where: str) -> None:
    job = ask(story)
    setattr(post, where, "451 come back")
    work(job.pk)
    job.refresh_from_db()
    assert (job.state, job.errors) == (JobState.QUEUED, 1)
    setattr(post, where, "250 ok")

    again(job)

    assert (len(post.letters), job.state) == (1, JobState.DONE)


def test_a_refused_address_is_said_with_the_servers_words(story: Story, post: Post) -> None:
    job, post.to_recipient = ask(story), "550 no such box"

    work(job.pk)

    job.refresh_from_db()
    assert (job.state, post.letters) == (JobState.FAILED, [])
    assert "550: no such box" in job.problem


def test_a_server_that_is_away_is_tried_again(story: Story, post: Post, settings: Settings) -> None:
    job, settings.EMAIL_PORT = ask(story), 1

    work(job.pk)

    job.refresh_from_db()
    assert (job.state, job.errors, ReplyRequest.objects.get().handed_in) == (JobState.QUEUED, 1, None)


def test_without_a_mail_server_nobody_is_asked_by_mail(story: Story, settings: Settings) -> None:
    settings.EMAIL_URL = ""
    with pytest.raises(ValidationError, match="sends no mail"):
        ask(story)
    assert not ReplyRequest.objects.exists()

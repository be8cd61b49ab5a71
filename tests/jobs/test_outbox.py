"""Work is queued with its cause, told to the broker after the commit, and lost by nothing."""

from __future__ import annotations

import os
import socket
import time
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from celery import Celery, current_app
from django.db import transaction
from django.utils.timezone import now

from claims.jobs import outbox, sweeper
from claims.models import Job
from claims.models.job import JobKind, JobState
from tests.desk import hire_people, take_in_seed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from redis import Redis


QUEUE = os.environ["CLAIMDESK_QUEUE"]


@pytest.fixture
def messages(queue: str) -> Iterator[Redis[bytes]]:
    """The broker, with an empty queue before and after."""
    from redis import Redis

    broker = Redis.from_url(queue)
    broker.delete(QUEUE)
    yield broker
    broker.delete(QUEUE)
    broker.close()


@pytest.fixture
def nobody_listens() -> Iterator[str]:
    """Point Celery at a port where nothing answers."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"redis://127.0.0.1:{taken.getsockname()[1]}/0"
    ours = current_app._get_current_object()
    Celery("nobody", broker=address, broker_transport_options=ours.conf.broker_transport_options).set_current()
    yield address
    ours.set_current()


def test_work_is_told_to_the_broker_after_the_commit_and_not_before(committed_db: str, messages: Redis[bytes]) -> None:
    with transaction.atomic():
        job = outbox.enqueue(JobKind.SPLIT_ARTICLE, 1)
        assert messages.llen(QUEUE) == 0

    assert messages.llen(QUEUE) == 1
    job.refresh_from_db()
    assert job.sent_at is not None


def test_work_of_a_transaction_that_fails_is_neither_kept_nor_told(committed_db: str, messages: Redis[bytes]) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        outbox.enqueue(JobKind.SPLIT_ARTICLE, 1)
        _ = 1 / 0

    assert messages.llen(QUEUE) == 0
    assert not Job.objects.exists()


def test_the_same_work_is_open_once(committed_db: str, messages: Redis[bytes]) -> None:
    with transaction.atomic():
        first = outbox.enqueue(JobKind.FIND_SOURCES, 7)
    with transaction.atomic():
        second = outbox.enqueue(JobKind.FIND_SOURCES, 7)

    assert first.pk == second.pk
    assert Job.objects.count() == 1


@pytest.mark.usefixtures("nobody_listens")
def test_without_a_broker_the_request_succeeds_at_once_and_the_sweeper_sends_later(
    committed_db: str, messages: Redis[bytes], nobody_listens: str
) -> None:
    chief = hire_people().chief
    started = time.monotonic()

    article = take_in_seed(chief)

    took = time.monotonic() - started
    job = Job.objects.get(kind=JobKind.SPLIT_ARTICLE, subject=article.pk)
    assert job.sent_at is None
    assert took < 2, "an absent broker holds nobody up"
    assert sweeper.sweep() == 0
    job.refresh_from_db()
    assert (job.state, job.sent_at) == (JobState.QUEUED, None)


def test_the_sweeper_sends_what_nobody_was_told(committed_db: str, messages: Redis[bytes]) -> None:
    Job.objects.create(kind=JobKind.SPLIT_ARTICLE, subject=1)
    Job.objects.create(kind=JobKind.SPLIT_ARTICLE, subject=2, run_after=now() + timedelta(hours=1))
    Job.objects.create(kind=JobKind.SPLIT_ARTICLE, subject=3, sent_at=now())
    Job.objects.create(kind=JobKind.SPLIT_ARTICLE, subject=4, sent_at=now() - timedelta(minutes=5))

    assert sweeper.sweep() == 2

    assert messages.llen(QUEUE) == 2
    assert sweeper.sweep() == 0


def test_the_sweeper_sends_what_a_dead_worker_left(committed_db: str, messages: Redis[bytes]) -> None:
    Job.objects.create(
        kind=JobKind.SPLIT_ARTICLE,
        subject=1,
        state=JobState.RUNNING,
        attempt=1,
        sent_at=now(),
        lease_until=now() - timedelta(seconds=1),
    )

    assert sweeper.sweep() == 1


def test_a_failed_job_is_retried_by_hand_once(committed_db: str, messages: Redis[bytes]) -> None:
    job = Job.objects.create(
        kind=JobKind.FIND_SOURCES, subject=1, state=JobState.FAILED, crashes=3, problem="It died.", finished_at=now()
    )

    with transaction.atomic():
        assert outbox.retry(job)
    with transaction.atomic():
        assert not outbox.retry(job)

    job.refresh_from_db()
    assert (job.state, job.crashes, job.problem) == (JobState.QUEUED, 0, "")
    assert messages.llen(QUEUE) == 1

"""A lease keeps one worker on a job; a slow twin cannot finish it twice."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection, transaction
from django.utils.timezone import now

from claims.jobs import lease
from claims.models import Claimant, Job
from claims.models.job import JobKind, JobState

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper


@pytest.fixture
def job(committed_db: str) -> Job:
    """A job that is ready."""
    return Job.objects.create(kind=JobKind.FIND_SOURCES, subject=1)


def run_out(job: Job) -> None:
    """Let the lease of a job run out."""
    Job.objects.filter(pk=job.pk).update(lease_until=now() - timedelta(seconds=1))


def test_a_job_is_taken_by_one_of_many_workers(job: Job) -> None:
    taken: list[lease.Lease] = []
    start = threading.Barrier(8)

    def worker() -> None:
        start.wait()
        held = lease.take(job.pk)
        if held is not None:
            taken.append(held)
        connection.close()

    workers = [threading.Thread(target=worker) for _each in range(8)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()

    assert len(taken) == 1


def test_a_job_that_is_not_due_or_done_is_not_taken(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(run_after=now() + timedelta(hours=1))
    assert lease.take(job.pk) is None
    Job.objects.filter(pk=job.pk).update(run_after=now(), state=JobState.DONE)
    assert lease.take(job.pk) is None
    assert lease.take(10**9) is None


def test_a_slow_twins_last_write_is_undone(job: Job) -> None:
    slow = lease.take(job.pk)
    run_out(job)
    twin = lease.take(job.pk)
    assert slow is not None
    assert twin is not None
    with transaction.atomic():
        Claimant.objects.create(name="written by the twin")
        twin.finish()

    with pytest.raises(lease.LeaseLost), transaction.atomic():
        Claimant.objects.create(name="written by the slow one")
        slow.finish()

    assert list(Claimant.objects.values_list("name", flat=True)) == ["written by the twin"]
    assert Job.objects.get(pk=job.pk).state == JobState.DONE


def test_the_heartbeat_renews_the_lease_for_as_long_as_the_work_lasts(job: Job, settings: SettingsWrapper) -> None:
    settings.JOB_LEASE = timedelta(seconds=1.5)
    held = lease.take(job.pk)
    assert held is not None

    with held:
        time.sleep(2.5)
        assert lease.take(job.pk) is None
        held.finish()

    assert Job.objects.get(pk=job.pk).crashes == 0


def test_the_third_crash_fails_the_job_with_its_reason(job: Job) -> None:
    for crashes in range(3):
        held = lease.take(job.pk)
        assert held is not None, crashes
        with pytest.raises(MemoryError), held:
            raise MemoryError
        run_out(job)

    assert lease.take(job.pk) is None
    job.refresh_from_db()
    assert (job.state, job.crashes) == (JobState.FAILED, 3)
    assert job.problem == "The worker died 3 times while doing this. The worker stopped with MemoryError."


def test_errors_and_deferrals_are_counted_apart(job: Job) -> None:
    held = lease.take(job.pk)
    assert held is not None
    held.retry_after(timedelta(seconds=-1), "The database was away.")
    held = lease.take(job.pk)
    assert held is not None
    held.defer(now() + timedelta(minutes=1), "The provider asked us to wait.")

    job.refresh_from_db()
    assert (job.errors, job.deferrals, job.crashes, job.state) == (1, 1, 0, JobState.QUEUED)
    assert job.problem == "The provider asked us to wait."


def test_progress_is_seen_by_others_while_the_work_goes_on(job: Job) -> None:
    held = lease.take(job.pk)
    assert held is not None

    held.progress(3, of=8)

    job.refresh_from_db()
    assert (job.done_parts, job.all_parts) == (3, 8)


def test_a_job_given_back_is_ready_at_once_and_nothing_is_counted(job: Job) -> None:
    held = lease.take(job.pk)
    assert held is not None

    held.give_back()

    again = lease.take(job.pk)
    assert again is not None
    job.refresh_from_db()
    assert (job.crashes, job.errors, job.deferrals) == (0, 0, 0)

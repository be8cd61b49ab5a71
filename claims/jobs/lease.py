"""A worker's lease on a job: taken, renewed by heartbeat, and the fence that its last write must pass."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Self

import structlog
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils.timezone import now

from claims.jobs.announcing import announce_work
from claims.models.job import Job, JobState

if TYPE_CHECKING:
    from datetime import datetime, timedelta
    from types import TracebackType

    from claims.models.job import JobQuerySet

log = structlog.get_logger(__name__)

MOST_CRASHES = 3


class LeaseLost(Exception):
    """Another worker has the job now; nothing of this one's last write may stand."""


def take(job_id: int) -> Lease | None:
    """Lease a job that is ready, or return None: it is done, not due, or somebody else's. Counts a crash where a lease ran out."""
    with transaction.atomic():
        job = Job.objects.ready().select_for_update(skip_locked=True, no_key=True).filter(pk=job_id).first()
        if job is None:
            return None
        if job.state == JobState.RUNNING:
            job.crashes += 1
            if job.crashes >= MOST_CRASHES:
                words = f"The worker died {job.crashes} times while doing this. {job.problem}".strip()
                Job.objects.filter(pk=job.pk).update(
                    state=JobState.FAILED, crashes=job.crashes, problem=words, finished_at=now(), lease_until=None
                )
                return None
        job.attempt += 1
        Job.objects.filter(pk=job.pk).update(
            state=JobState.RUNNING,
            attempt=job.attempt,
            crashes=job.crashes,
            lease_until=Now() + settings.JOB_LEASE,
            started_at=now(),
            done_parts=0,
            all_parts=0,
        )
    return Lease(job_id=job.pk, kind=job.kind, subject=job.subject, attempt=job.attempt, errors=job.errors)


class Lease:
    """The right to work on one job, for as long as the heartbeat lasts. Use it as a context manager."""

    def __init__(self, *, job_id: int, kind: str, subject: int, attempt: int, errors: int) -> None:
        """Hold what the worker needs to know of the job."""
        self.job_id, self.kind, self.subject, self.attempt, self.errors = job_id, kind, subject, attempt, errors
        self._stop = threading.Event()
        self._beat = threading.Thread(target=self._renew, name=f"lease-{job_id}", daemon=True)

    def __enter__(self) -> Self:
        """Start the heartbeat."""
        self._beat.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, where: TracebackType | None
    ) -> None:
        """End the heartbeat. Of an error that nobody expected, keep the name; the lease runs out and counts as a crash."""
        self._stop.set()
        self._beat.join(timeout=5)
        if kind is not None and not issubclass(kind, LeaseLost):
            log.error("job_crashed", job=self.job_id, work=self.kind, problem=kind.__name__)
            self._mine().update(problem=f"The worker stopped with {kind.__name__}.")

    def _renew(self) -> None:
        """Renew the lease three times in its length, until the work ends or the lease is lost."""
        try:
            while not self._stop.wait(settings.JOB_LEASE.total_seconds() / 3):
                try:
                    if not self._mine().update(lease_until=Now() + settings.JOB_LEASE):
                        return
                except (DatabaseError, InterfaceError) as problem:
                    log.warning("heartbeat_failed", job=self.job_id, problem=type(problem).__name__)
                    connection.close()
        finally:
            connection.close()

    def _mine(self) -> JobQuerySet:
        """Find the job only while it is still this attempt's."""
        return Job.objects.filter(pk=self.job_id, attempt=self.attempt, state=JobState.RUNNING)

    def progress(self, done: int, of: int) -> None:
        """Say how far the work is, for progress bars."""
        self._mine().update(done_parts=done, all_parts=of)
        announce_work(self.kind, self.subject)

    def check(self) -> None:
        """Raise LeaseLost where another worker has the job; inside a transaction, hold the row until its end."""
        if not self._mine().select_for_update(no_key=True).exists():
            raise LeaseLost(f"job {self.job_id}, attempt {self.attempt}")

    def finish(self) -> None:
        """Mark the job done, in the transaction of the work's last write; raises LeaseLost, which undoes that write."""
        self._end(state=JobState.DONE, problem="", finished_at=now(), lease_until=None)

    def fail(self, problem: str) -> None:
        """Give up, saying why."""
        self._end(state=JobState.FAILED, problem=problem, finished_at=now(), lease_until=None)

    def give_back(self) -> None:
        """Put the job back at once, uncounted: the worker is being stopped."""
        self._end(state=JobState.QUEUED, run_after=now(), lease_until=None, sent_at=None)

    def retry_after(self, wait: timedelta, problem: str) -> None:
        """Put the job back after an error, counted."""
        self._end(
            state=JobState.QUEUED,
            run_after=now() + wait,
            lease_until=None,
            sent_at=None,
            errors=F("errors") + 1,
            problem=problem,
        )

    def defer(self, until: datetime, because: str) -> None:
        """Put the job back until a time; a deferral is no error."""
        self._end(
            state=JobState.QUEUED,
            run_after=until,
            lease_until=None,
            sent_at=None,
            deferrals=F("deferrals") + 1,
            problem=because,
        )

    def _end(self, **fields: object) -> None:
        if not self._mine().update(**fields):
            raise LeaseLost(f"job {self.job_id}, attempt {self.attempt}")
        announce_work(self.kind, self.subject)

"""Queue work in the transaction that causes it; tell the broker after the commit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from celery import current_app
from django.db import transaction
from django.db.models import F
from django.utils.timezone import now
from kombu.exceptions import OperationalError

from claims.models.job import Job, JobKind, JobState

if TYPE_CHECKING:
    from datetime import datetime

    from claims.models.user import User

log = structlog.get_logger(__name__)

WORK = "claims.work"
"""The name of the Celery task that carries out a job; its one argument is the job's id."""


def enqueue(kind: JobKind, subject: int, *, by: User | None = None, run_after: datetime | None = None) -> Job:
    """Queue work on a subject unless the same work is open already. Needs a transaction; the relay runs after it."""
    made = {"asked_by": by} | ({"run_after": run_after} if run_after else {})
    job, _created = Job.objects.open().get_or_create(kind=kind, subject=subject, defaults=made)
    transaction.on_commit(lambda: send(job.pk), robust=True)
    return job


def send(job_id: int) -> bool:
    """Tell the broker about a job, at once and once; without a broker the sweeper will. Says whether it was told."""
    try:
        current_app.send_task(WORK, args=[job_id], retry=False, ignore_result=True)
    except (OperationalError, OSError) as problem:
        log.warning("broker_unreachable", job=job_id, problem=type(problem).__name__)
        return False
    Job.objects.filter(pk=job_id, state=JobState.QUEUED).update(sent_at=now())
    return True


def retry(job: Job) -> bool:
    """Queue a failed job anew, its counts set back; say whether there was anything to do. Needs a transaction."""
    if Job.objects.open().about(JobKind(job.kind), job.subject).exists():
        return False
    reset = {"state": JobState.QUEUED, "crashes": 0, "errors": 0, "problem": "", "finished_at": None, "sent_at": None}
    done = Job.objects.filter(pk=job.pk, state=JobState.FAILED).update(
        **reset, run_after=now(), attempt=F("attempt") + 1, lease_until=None
    )
    if done:
        transaction.on_commit(lambda: send(job.pk), robust=True)
    return bool(done)

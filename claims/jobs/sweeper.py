"""The sweeper: sends again what the broker was not told, lost, or left behind."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.timezone import now

from claims.jobs.outbox import send
from claims.models.job import Job, JobState

SEND_AGAIN_AFTER = timedelta(seconds=30)
"""How long the broker has for a message before it is sent once more; a double is harmless, the lease keeps one worker."""

AT_ONCE = 500


def sweep() -> int:
    """Send ready jobs that no worker has heard of, at most 500 a time; say how many. Safe in several processes at once."""
    with transaction.atomic():
        unheard = Q(state=JobState.RUNNING) | Q(sent_at=None) | Q(sent_at__lt=Now() - SEND_AGAIN_AFTER)
        ready = Job.objects.ready().filter(unheard).order_by("run_after")
        found = list(ready.select_for_update(skip_locked=True, no_key=True).values_list("pk", flat=True)[:AT_ONCE])
        Job.objects.filter(pk__in=found).update(sent_at=now())
    sent = 0
    for job_id in found:
        if not send(job_id):
            Job.objects.filter(pk__in=found[sent:], state=JobState.QUEUED).update(sent_at=None)
            break
        sent += 1
    return sent

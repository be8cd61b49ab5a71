"""Asking machines: again, where a job gave up or a provider did not answer; for a public copy of what is cited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.timezone import now

from claims.jobs import outbox
from claims.models.external_copy import CopyState
from claims.models.job import Job, JobKind, JobState
from claims.models.source import Snapshot
from claims.models.source_search import SearchState
from claims.permissions import require_act
from claims.pipeline.sourcing.in_use import in_use

if TYPE_CHECKING:
    from collections.abc import Iterable

    from claims.models.claim import Claim
    from claims.models.user import User


@transaction.atomic
def retry_job(job: Job, *, by: User) -> bool:
    """Queue a job anew that gave up; say whether there was anything to do. Raises PermissionDenied."""
    require_act(by, "retry_job")
    return outbox.retry(job)


@transaction.atomic
def look_again(claim: Claim, *, by: User) -> int:
    """Ask the providers again that did not answer or refused, at once; say how many. Raises PermissionDenied."""
    require_act(by, "look_for_sources_again")
    silent = claim.searches.filter(state__in=(SearchState.UNREACHABLE, SearchState.REFUSED))
    asked = silent.update(state=SearchState.WAITING, retry_at=None, updated_at=now())
    Job.objects.open().about(JobKind.FIND_SOURCES, claim.pk).filter(state=JobState.QUEUED).update(
        run_after=now(), sent_at=None
    )
    outbox.enqueue(JobKind.FIND_SOURCES, claim.pk, by=by)
    return asked


def save_externally(snapshots: Iterable[int], *, by: User) -> None:
    """Have the pages of cited copies saved in a public archive, where the newsroom uses one. Needs a transaction."""
    if "wayback" not in in_use():
        return
    unsettled = Snapshot.objects.filter(pk__in=list(snapshots), source__address__startswith="http").exclude(
        external_copy__state__in=(CopyState.SAVED, CopyState.REFUSED)
    )
    for snapshot in unsettled.values_list("pk", flat=True):
        outbox.enqueue(JobKind.SAVE_EXTERNALLY, snapshot, by=by)


@transaction.atomic
def ask_provider(claim: Claim, provider: str, *, by: User) -> bool:
    """Ask one provider again at once, whatever it answered; say whether it is among the claim's. Raises PermissionDenied."""
    require_act(by, "look_for_sources_again")
    row = claim.searches.filter(provider=provider).exclude(state=SearchState.SEARCHING)
    asked = row.update(state=SearchState.WAITING, retry_at=None, problem="", updated_at=now())
    Job.objects.open().about(JobKind.FIND_SOURCES, claim.pk).filter(state=JobState.QUEUED).update(
        run_after=now(), sent_at=None
    )
    outbox.enqueue(JobKind.FIND_SOURCES, claim.pk, by=by)
    return bool(asked)

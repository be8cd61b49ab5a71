"""Publishing at a time: ordered by an editor, kept by a job, changed or lifted until then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.timezone import localtime, now
from django.utils.translation import gettext_lazy as _

from claims.desk import publication
from claims.jobs.announcing import announce
from claims.jobs.outbox import enqueue
from claims.lifecycle import CORRECT, PUBLISH, IllegalMove
from claims.models.claim import Claim
from claims.models.claim_words import explained
from claims.models.embargo import Embargo
from claims.models.job import Job, JobKind, JobState
from claims.permissions import require

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from claims.lifecycle import Move
    from claims.models.user import User


@transaction.atomic
def put_under_embargo(claim: Claim, until: datetime, *, by: User, seen: int, note: str = "") -> Embargo:
    """Have the approved verdict published at a time, in one's own name; an embargo before it ends with this one.

    A correction needs its note for readers now. Raises CannotPublish (a check refuses it already), IllegalMove,
    PermissionDenied, ValidationError (a time that is over, no note).
    """
    move = move_for(claim)
    require(by, move, claim)
    ordered = now()
    if until <= ordered:
        raise ValidationError({"until": _("This time is over. Choose a later one, or publish now.")})
    if move is CORRECT and not note.strip():
        raise ValidationError({"reason": _("A correction says what was wrong. Write the note for readers.")})
    bump(claim, move, seen=seen)
    publication.refuse_what_is_unsound(claim, note=note)
    Embargo.objects.in_force().filter(claim=claim).update(ended_at=now(), ended_by=by)
    made = Embargo.objects.create(claim=claim, until=until, ordered_by=by, ordered_at=ordered, note=note.strip())
    wake_at(claim, until, by=by)
    announce(article_id=claim.article_id, claim_id=claim.pk)
    return made


@transaction.atomic
def lift_embargo(claim: Claim, *, by: User, seen: int) -> None:
    """Let nothing happen at the time; the claim stays approved. Raises IllegalMove, PermissionDenied."""
    move = move_for(claim)
    require(by, move, claim)
    bump(claim, move, seen=seen)
    if not Embargo.objects.in_force().filter(claim=claim).update(ended_at=now(), ended_by=by):
        raise IllegalMove(move, str(_("This claim is under no embargo. Look again.")))
    announce(article_id=claim.article_id, claim_id=claim.pk)


def release(claim_id: int, *, finish: Callable[[], None], defer: Callable[[datetime], None]) -> None:
    """Publish a claim whose embargo is over, in the name of who ordered it. Safe to run twice and twice at once.

    `finish` ends the job in the same transaction; `defer` puts it off where the time was changed. Raises what the
    person who ordered it would be told: CannotPublish, IllegalMove, PermissionDenied.
    """
    with transaction.atomic():
        claim = Claim.objects.select_for_update(no_key=True).get(pk=claim_id)
        embargo = Embargo.objects.in_force().select_related("ordered_by").filter(claim=claim).first()
        if embargo is None:
            finish()
        elif embargo.until > now():
            defer(embargo.until)
        else:
            by = embargo.ordered_by
            if not by.is_active:
                raise PermissionDenied(_("%(person)s left the newsroom. Another editor publishes it.") % {"person": by})
            Embargo.objects.filter(pk=embargo.pk).update(ended_at=now(), released=True)
            if move_for(claim) is CORRECT:
                publication.correct(claim, by=by, seen=claim.version, note=embargo.note)
            else:
                publication.publish(claim, by=by, seen=claim.version)
            finish()


def move_for(claim: Claim) -> Move:
    """Return the move that makes the claim public: the first time, or anew."""
    return CORRECT if claim.publications.exists() else PUBLISH


def bump(claim: Claim, move: Move, *, seen: int) -> None:
    """Change the claim as this person saw it, while it is approved. Raises IllegalMove."""
    if not move.starts_from(claim.status) or not claim.change(seen=seen):
        raise explained(move, Claim.objects.with_last_move().get(pk=claim.pk), seen=seen)


def wake_at(claim: Claim, until: datetime, *, by: User) -> None:
    """Queue the job for the time; one that waits for another time is moved."""
    job = enqueue(JobKind.RELEASE_EMBARGO, claim.pk, by=by, run_after=until)
    Job.objects.filter(pk=job.pk, state=JobState.QUEUED).update(run_after=until, sent_at=None)


def words(embargo: Embargo) -> str:
    """Say until when, and by whose order."""
    at = f"{localtime(embargo.until):%Y-%m-%d %H:%M}"
    return str(_("Under embargo until %(time)s, by order of %(person)s.") % {"time": at, "person": embargo.ordered_by})

"""Telling people what concerns them, in the transaction in which it happens, and their marking it as read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.timezone import now

from claims.jobs.announcing import announce_notes
from claims.models.notification import NoteKind, Notification
from claims.models.user import Role, User

if TYPE_CHECKING:
    from collections.abc import Iterable

    from claims.models.assignment import Assignment
    from claims.models.claim import Claim
    from claims.models.comment import Comment
    from claims.models.page_look import PageFlag
    from claims.models.reader_request import ReaderRequest
    from claims.models.reply import ReplyRequest
    from claims.models.verdict import Verdict


def tell(
    kind: NoteKind,
    claim: Claim | int,
    *,
    to: Iterable[User],
    by: User | None = None,
    verdict: Verdict | None = None,
    comment: Comment | None = None,
    subject: int | None = None,
) -> None:
    """Tell people once each of something, but not whoever did it. Needs the transaction in which it happens.

    `verdict` and `comment` hide it from whom they are hidden; `subject` is the row that the link leads to.
    """
    claim_id = claim if isinstance(claim, int) else claim.pk
    told = {person.pk: person for person in to if person.is_active and (by is None or person.pk != by.pk)}
    Notification.objects.bulk_create(
        Notification(to=person, kind=kind, claim_id=claim_id, by=by, verdict=verdict, comment=comment, subject=subject)
        for person in told.values()
    )
    for person_id in told:
        announce_notes(person_id)


def editors() -> list[User]:
    """Return who is told of what concerns any editor."""
    return list(User.objects.filter(is_active=True, role__in=(Role.EDITOR, Role.CHIEF_EDITOR)).order_by("pk"))


def of_late_work(late: Assignment) -> None:
    """Tell the editor who assigned it that it is late; where they edit no more, all editors."""
    asked = late.assigned_by
    to = [asked] if asked.is_active and asked.edits else editors()
    tell(NoteKind.LATE, late.claim_id, to=to, subject=late.pk)


def of_flags(flags: Iterable[PageFlag]) -> None:
    """Tell all editors that a page which a public verdict cites is no more as it was."""
    for flag in flags:
        tell(NoteKind.PAGE_CHANGED, flag.claim_id, to=editors(), subject=flag.pk)


def of_reader(asked: ReaderRequest) -> None:
    """Tell all editors that a reader wants a correction."""
    tell(NoteKind.READER_WROTE, asked.claim_id, to=editors(), subject=asked.pk)


def of_reply(asked: ReplyRequest, kind: NoteKind, *, by: User | None = None) -> None:
    """Tell whoever asked a claimant, and who has the claim, of the answer or of the deadline."""
    desks = User.objects.filter(assignments__claim=asked.claim_id, assignments__ended_at=None).distinct()
    tell(kind, asked.claim_id, to=[asked.asked_by, *desks], by=by, subject=asked.pk)


@transaction.atomic
def mark_read(*, by: User, note: int | None = None) -> int:
    """Mark one of one's own as read, or all that one can see; say how many were unread."""
    mine = Notification.objects.visible_to(by).unread()
    chosen = mine if note is None else mine.filter(pk=note)
    done = Notification.objects.filter(pk__in=list(chosen.values_list("pk", flat=True)), read_at=None).update(
        read_at=now()
    )
    announce_notes(by.pk)
    return done

"""Telling people what concerns them, in the transaction in which it happens, and their marking it as read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now

from claims.jobs.announcing import announce_notes
from claims.models.newsroom import Newsroom
from claims.models.notification import NoteKind, Notification, Route
from claims.models.user import Role, User
from claims.models.wishes import CONCERNS, Wishes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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
    routes = chosen_routes(kind, told)
    Notification.objects.bulk_create(
        Notification(
            to=person,
            kind=kind,
            claim_id=claim_id,
            by=by,
            verdict=verdict,
            comment=comment,
            subject=subject,
            route=routes.get(person.pk, Route.DESK),
        )
        for person in told.values()
    )
    for person_id in told:
        announce_notes(person_id)


def chosen_routes(kind: NoteKind, people: Mapping[int, User]) -> dict[int, Route]:
    """Return by which way each person wants to be told of such a thing beside the desk, as far as that way is open."""
    if kind not in CONCERNS or not people:
        return {}
    wishes = {each.person_id: each for each in Wishes.objects.filter(person__in=people)}
    return {pk: each.route(kind) for pk, each in wishes.items() if open_to(people[pk], each, each.route(kind))}


def open_to(person: User, wishes: Wishes, route: Route) -> bool:
    """Say whether a person can be told this way: there is a mail server and an address, or a chat that works."""
    if route == Route.CHAT:
        return bool(wishes.chat_url) and not wishes.chat_problem
    return bool(settings.EMAIL_URL and person.email)


def tell_channel(kind: NoteKind, claim_id: int, *, subject: int) -> None:
    """Tell the newsroom's chat too, where there is one."""
    if Newsroom.objects.filter(pk=1, chat_problem="").exclude(chat_url="").exists():
        Notification.objects.create(to=None, kind=kind, claim_id=claim_id, subject=subject, route=Route.CHAT)


def editors() -> list[User]:
    """Return who is told of what concerns any editor."""
    return list(User.objects.filter(is_active=True, role__in=(Role.EDITOR, Role.CHIEF_EDITOR)).order_by("pk"))


def of_late_work(late: Assignment) -> None:
    """Tell the editor who assigned it that it is late; where they edit no more, all editors."""
    asked = late.assigned_by
    to = [asked] if asked.is_active and asked.edits else editors()
    tell(NoteKind.LATE, late.claim_id, to=to, subject=late.pk)
    tell_channel(NoteKind.LATE, late.claim_id, subject=late.pk)


def of_flags(flags: Iterable[PageFlag]) -> None:
    """Tell all editors that a page which a public verdict cites is no more as it was."""
    for flag in flags:
        tell(NoteKind.PAGE_CHANGED, flag.claim_id, to=editors(), subject=flag.pk)
        tell_channel(NoteKind.PAGE_CHANGED, flag.claim_id, subject=flag.pk)


def of_reader(asked: ReaderRequest) -> None:
    """Tell all editors that a reader wants a correction."""
    tell(NoteKind.READER_WROTE, asked.claim_id, to=editors(), subject=asked.pk)
    tell_channel(NoteKind.READER_WROTE, asked.claim_id, subject=asked.pk)


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

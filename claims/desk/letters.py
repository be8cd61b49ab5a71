"""Putting notes into letters when they are due, and what became of a letter that was handed over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.timezone import now

from claims.desk import notes
from claims.jobs.outbox import enqueue
from claims.models.job import JobKind
from claims.models.letter import Channel, Letter, LetterKind
from claims.models.newsroom import Newsroom
from claims.models.notification import NoteKind, Notification, Route
from claims.models.user import Role, User
from claims.models.wishes import Wishes

if TYPE_CHECKING:
    from datetime import date, datetime

    from claims.models.notification import NotificationQuerySet

AT_ONCE: Final = 50
"""How many notes go into one letter; more make another."""


def write_all(*, at: datetime | None = None) -> int:
    """Write the letters that are due, each in a transaction of its own; say how many. Safe in several processes at once.

    What a blind review hides from its receiver waits until it hides it no more, and so does its sending.
    """
    at, written = at or now(), 0
    if settings.EMAIL_URL:
        written += sum(write_to(person, Route.AT_ONCE) for person in awaiting(Route.AT_ONCE))
        ours = Newsroom.objects.filter(pk=1).first() or Newsroom()
        for wishes in Wishes.objects.of_digests(Route.HOURLY):
            if wishes.wants_hourly(at) and first_to_mark(wishes, hourly_at=at):
                written += write_to(wishes.person, Route.HOURLY)
        for wishes in Wishes.objects.of_digests(Route.DAILY):
            local = at.astimezone(wishes.clock(ours))
            if wishes.wants_daily(local) and first_to_mark(wishes, daily_on=local.date()):
                written += write_to(wishes.person, Route.DAILY)
    written += sum(write_to(person, Route.CHAT) for person in awaiting(Route.CHAT))
    return written + write_to(None, Route.CHAT)


def awaiting(route: Route) -> list[User]:
    """Return the people at work for whom notes wait to leave by a route."""
    waiting = Notification.objects.waiting(route).filter(to=OuterRef("pk"))
    return list(User.objects.filter(Exists(waiting), is_active=True).order_by("pk"))


def first_to_mark(wishes: Wishes, **when: date) -> bool:
    """Mark the hour's or the day's letter as written; false where another process was quicker."""
    as_seen = {name: getattr(wishes, name) for name in when}
    return bool(Wishes.objects.filter(pk=wishes.pk, **as_seen).update(**when))


def write_to(person: User | None, route: Route) -> int:
    """Write letters with all that waits for a person, or for the newsroom's chat, and that may be told now."""
    written = 0
    while write_one(person, route):
        written += 1
    return written


@transaction.atomic
def write_one(person: User | None, route: Route) -> bool:
    """Write one letter and queue its sending; false where there is nothing to say."""
    ready = may_be_told(person).waiting(route).select_for_update(of=("self",), skip_locked=True, no_key=True)
    found = list(ready.values_list("pk", flat=True)[:AT_ONCE])
    if not found:
        return False
    channel = Channel.CHAT if route == Route.CHAT else Channel.MAIL
    letter = Letter.objects.create(kind=LetterKind.NOTES, channel=channel, to=person)
    Notification.objects.filter(pk__in=found).update(letter=letter)
    enqueue(JobKind.POST_LETTER, letter.pk)
    return True


def may_be_told(person: User | None) -> NotificationQuerySet:
    """Return what a person may be told now, or the newsroom's chat, which everybody reads."""
    return Notification.objects.for_the_channel() if person is None else Notification.objects.visible_to(person)


def hand_in(letter: Letter, *, attempt: int) -> None:
    """Mark a letter as being handed over by an attempt. Needs the transaction in which the attempt is checked."""
    Letter.objects.filter(pk=letter.pk).update(handed_in=attempt, problem="")


def take_back(letter: Letter) -> None:
    """Mark that a letter did not leave after all, so that it may be tried again."""
    Letter.objects.filter(pk=letter.pk).update(handed_in=None)


def settle(letter: Letter, *, sent: bool = False) -> None:
    """Mark a letter as sent, or as having nothing to say any more; what a stranger typed is kept no longer."""
    done = {"sent_at": now()} if sent else {}
    Letter.objects.filter(pk=letter.pk, sent_at=None).update(ended_at=now(), address="", **done)


def not_sent(letter: Letter, problem: str, *, leave_alone: bool) -> None:
    """Keep why a letter was given up, and tell its receiver at the desk; chief editors, of the newsroom's chat.

    With `leave_alone` the chat's address is asked no more until it is set anew. Needs a transaction.
    """
    problem = problem[:500]
    Letter.objects.filter(pk=letter.pk).update(ended_at=now(), problem=problem, address="")
    if leave_alone and letter.channel == Channel.CHAT:
        if letter.to_id is None:
            Newsroom.objects.filter(pk=1).update(chat_problem=problem)
        else:
            Wishes.objects.filter(person=letter.to_id).update(chat_problem=problem)
    of_lost(letter)


def of_lost(letter: Letter) -> None:
    """Tell whose letter was given up, at the desk, unless they have such a note unread already."""
    first = Notification.objects.filter(letter=letter).order_by("pk").first()
    if first is None:
        return
    chiefs = User.objects.filter(is_active=True, role=Role.CHIEF_EDITOR).order_by("pk")
    owners = [letter.to] if letter.to else list(chiefs)
    told = Notification.objects.unread().filter(kind=NoteKind.UNDELIVERED, to__in=owners).values_list("to", flat=True)
    already = set(told)
    new = [person for person in owners if person.pk not in already]
    notes.tell(NoteKind.UNDELIVERED, first.claim_id, to=new, subject=letter.pk)

"""A person's choice of how they are told beside the desk, and the newsroom's own chat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from claims.jobs.outbox import enqueue
from claims.models.job import JobKind
from claims.models.letter import Channel, Letter, LetterKind
from claims.models.newsroom import Newsroom
from claims.models.notification import Notification, Route
from claims.models.wishes import CONCERNS, LONGEST_HOOK, Concern, Wishes
from claims.permissions import require_act
from claims.pipeline import posting
from claims.pipeline.sourcing.problems import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from claims.models.user import User

MAIL = (Route.AT_ONCE, Route.HOURLY, Route.DAILY)


def wishes_of(person: User) -> Wishes:
    """Return a person's wishes; unsaved ones, which are the desk alone, where they made none."""
    return Wishes.objects.filter(person=person).first() or Wishes(person=person)


@transaction.atomic
def choose(
    *, by: User, routes: Mapping[Concern, Route], hour: int, hook: str = "", forget_hook: bool = False
) -> Wishes:
    """Keep how a person wants to be told. An empty `hook` keeps the one that is set; `forget_hook` takes it away.

    Notes that wait for a letter follow the new wish. Raises ValidationError by field, PermissionDenied.
    """
    require_act(by, "choose_for_oneself")
    Wishes.objects.get_or_create(person=by)
    mine = Wishes.objects.select_for_update(no_key=True).get(person=by)
    if hook := hook.strip():
        check_hook(hook, field="chat_url")
        mine.chat_url, mine.chat_problem = hook, ""
    elif forget_hook:
        mine.chat_url, mine.chat_problem = "", ""
    wrong = {}
    for concern, route in routes.items():
        if route in MAIL and (problem := no_mail(by)):
            wrong[concern.value] = problem
        if route == Route.CHAT and not mine.chat_url:
            wrong[concern.value] = str(_("Give the chat’s webhook below first."))
    if not 0 <= hour <= 23:
        wrong["hour"] = str(_("Write an hour of the day, from 0 to 23."))
    if wrong:
        raise ValidationError(wrong)
    mine.hour = hour
    for concern, route in routes.items():
        if getattr(mine, concern.value) != route:
            setattr(mine, concern.value, route)
            kinds = [kind for kind, its in CONCERNS.items() if its == concern]
            Notification.objects.filter(to=by, kind__in=kinds, letter=None).exclude(route=Route.DESK).update(
                route=route
            )
    mine.save()
    return mine


def no_mail(person: User) -> str:
    """Say why a person can be sent no mail; empty where they can."""
    if not settings.EMAIL_URL:
        return str(_("This desk sends no mail: EMAIL_URL is not set."))
    return "" if person.email else str(_("Your account has no e-mail address. Ask the chief editor to enter it."))


def check_hook(hook: str, *, field: str) -> None:
    """Raise ValidationError where a webhook's address is none that we would post to; the words do not repeat it."""
    if len(hook) > LONGEST_HOOK:
        raise ValidationError({field: _("This address is too long; %(most)d signs fit.") % {"most": LONGEST_HOOK}})
    try:
        posting.check(hook)
    except Refused as problem:
        raise ValidationError({field: str(problem)}) from problem


@transaction.atomic
def try_hook(*, by: User) -> None:
    """Send a trial to one's own chat, and take it up again where it was left alone. Raises ValidationError."""
    require_act(by, "choose_for_oneself")
    if not Wishes.objects.filter(person=by).exclude(chat_url="").update(chat_problem=""):
        raise ValidationError({"chat_url": _("Give the chat’s webhook first.")})
    send_trial(by)


@transaction.atomic
def set_channel(hook: str, *, by: User) -> None:
    """Name the chat in which the newsroom is told what concerns every editor; empty for none. A trial is sent there.

    Raises ValidationError, PermissionDenied.
    """
    require_act(by, "set_channel")
    if hook := hook.strip():
        check_hook(hook, field="channel_url")
    newsroom = Newsroom.objects.select_for_update(no_key=True).get(pk=Newsroom.objects.ours().pk)
    newsroom.chat_url, newsroom.chat_problem = hook, ""
    newsroom.save(update_fields=["chat_url", "chat_problem"])
    if hook:
        send_trial(None)
    else:
        Notification.objects.filter(to=None, letter=None).delete()


def send_trial(person: User | None) -> None:
    """Queue a trial message."""
    letter = Letter.objects.create(kind=LetterKind.TRIAL, channel=Channel.CHAT, to=person)
    enqueue(JobKind.POST_LETTER, letter.pk, by=person)

"""Webhooks: whom the newsroom tells of each ledger row, and how far each of them has been told."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from claims.delivery.waiting import hand_over_after
from claims.desk.triage import Stale
from claims.jobs.outbox import enqueue
from claims.models.job import JobKind
from claims.models.publication import LedgerHead
from claims.models.webhook import LONGEST_HOOK, LONGEST_NAME, Webhook
from claims.permissions import require_act
from claims.pipeline import posting
from claims.pipeline.sourcing.problems import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from claims.models.user import User

WAITS = tuple(timedelta(seconds=seconds) for seconds in (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400))
"""The waits between tries, three days in all, as the Standard Webhooks specification has them (standardwebhooks.com)."""


@transaction.atomic
def add_webhook(name: str, hook_url: str, *, by: User, after: int | None = None) -> Webhook:
    """Have an address told of each ledger row from now on, or of all rows after one. Raises ValidationError, PermissionDenied."""
    require_act(by, "keep_webhooks")
    name, hook_url = " ".join(name.split()), hook_url.strip()
    wrong: dict[str, str] = {}
    if not name:
        wrong["name"] = str(_("Name the program that will be told."))
    elif len(name) > LONGEST_NAME:
        wrong["name"] = str(_("A name has at most %(most)d characters.") % {"most": LONGEST_NAME})
    if len(hook_url) > LONGEST_HOOK:
        wrong["hook_url"] = str(_("An address has at most %(most)d characters.") % {"most": LONGEST_HOOK})
    else:
        try:
            posting.check(hook_url)
        except Refused as refused:
            wrong["hook_url"] = str(refused)
    head = LedgerHead.objects.select_for_update().get(pk=1)  # no row is added between the look and the webhook
    if after is not None and not 0 <= after <= head.sequence:
        wrong["after"] = str(_("The ledger has %(rows)d rows so far.") % {"rows": head.sequence})
    if wrong:
        raise ValidationError(wrong)
    try:
        with transaction.atomic():
            made = Webhook.objects.create(
                name=name, hook_url=hook_url, added_by=by, reached=head.sequence if after is None else after
            )
    except IntegrityError as twice:
        raise ValidationError({"hook_url": _("This address is told already.")}) from twice
    if made.reached < head.sequence:
        enqueue(JobKind.CALL_WEBHOOK, made.pk, by=by)
    return made


@transaction.atomic
def pause(hook: Webhook, *, by: User) -> None:
    """Stop telling; nothing is lost, for it goes on where it stopped. Raises Stale, PermissionDenied."""
    require_act(by, "keep_webhooks")
    if not Webhook.objects.called().filter(pk=hook.pk).update(paused_at=now(), paused_by=by):
        raise Stale(str(_("This webhook is not being called.")))


@transaction.atomic
def resume(hook: Webhook, *, by: User) -> None:
    """Tell again, from the first row that was missed. Raises Stale, PermissionDenied."""
    require_act(by, "keep_webhooks")
    paused = Webhook.objects.standing().filter(pk=hook.pk, paused_at__isnull=False)
    if not paused.update(paused_at=None, paused_by=None, failures=0, problem=""):
        raise Stale(str(_("This webhook is not paused.")))
    enqueue(JobKind.CALL_WEBHOOK, hook.pk, by=by)


@transaction.atomic
def remove(hook: Webhook, *, by: User) -> None:
    """Tell it nothing any more, and forget its address. Raises Stale, PermissionDenied."""
    require_act(by, "keep_webhooks")
    if not Webhook.objects.standing().filter(pk=hook.pk).update(hook_url="", removed_at=now(), removed_by=by):
        raise Stale(str(_("This webhook is removed already.")))


def call_all() -> None:
    """Queue that everybody is told of a new row. Needs the transaction, and the lock on the head, in which it is added."""
    for pk in Webhook.objects.called().order_by("pk").values_list("pk", flat=True):
        enqueue(JobKind.CALL_WEBHOOK, pk)


def arrived(hook: Webhook, sequence: int) -> None:
    """Write down that a row arrived. Safe to say twice."""
    row = Webhook.objects.filter(pk=hook.pk, reached__lt=sequence)
    row.update(reached=sequence, failures=0, problem="", tried_at=now(), arrived_at=now())


def failed(
    hook: Webhook, problem: str, *, for_good: bool = False, asked_to_wait: float | None = None
) -> datetime | None:
    """Write down that a row did not arrive; return when to try again. After too many tries pause it, and return None."""
    Webhook.objects.filter(pk=hook.pk).update(failures=F("failures") + 1, problem=problem, tried_at=now())
    hook.refresh_from_db(fields=["failures"])
    wait = hand_over_after(hook.failures, waits=WAITS, asked_to_wait=asked_to_wait)
    if for_good or wait is None:
        Webhook.objects.called().filter(pk=hook.pk).update(paused_at=now(), paused_by=None)
        return None
    return now() + wait


def all_told(hook: Webhook) -> bool:
    """Say whether there is no row that it was not told of; until the transaction ends none is added."""
    return LedgerHead.objects.select_for_update().get(pk=1).sequence <= hook.reached

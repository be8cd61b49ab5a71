"""What leaves the desk: letters to claimants, messages to people, and calls of webhooks."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from claims.delivery import chat, mail, outcomes, webhook
from claims.delivery.waiting import hand_over_after
from claims.desk import letter_words, letters, webhooks
from claims.jobs.announcing import announce
from claims.models.letter import Letter
from claims.models.reply import ReplyRequest
from claims.models.webhook import Webhook
from claims.pipeline import posting
from claims.pipeline.publishing.current_head import head as ledger_head
from claims.pipeline.publishing.following import after
from claims.tasks.retrying import again

if TYPE_CHECKING:
    from claims.jobs import lease

STRETCH = 60.0
"""Seconds after which a webhook's work lets others have their turn: with one last answer, before the worker is stopped."""


def send_letter(held: lease.Lease) -> None:
    """Send a claimant the letter that asks for a reply, once: what may have left is not sent again by itself."""
    asked = ReplyRequest.objects.get(pk=held.subject)
    row = ReplyRequest.objects.filter(pk=asked.pk)
    if asked.handed_in is not None and asked.sent_at is None:
        held.fail("It is not known whether the letter left. Ask whether it came, and record it by hand.")
        return
    if asked.sent_at is None:
        with transaction.atomic():
            held.check()
            row.update(handed_in=held.attempt)
        title = _("%(newsroom)s: a question about what you said") % {"newsroom": settings.NEWSROOM_NAME}
        try:
            mail.send(
                to=asked.email, title=title, words=asked.letter, name=f"reply-{asked.pk}.{asked.asked_at:%Y%m%d%H%M%S}"
            )
        except outcomes.NotTaken as problem:
            row.update(handed_in=None)
            again(held, problem)
            return
        except outcomes.Refused as problem:
            row.update(handed_in=None)
            held.fail(str(problem))
            return
        except outcomes.Unsure as problem:
            held.fail(f"{problem} It is not known whether the letter left. Ask whether it came.")
            return
    with transaction.atomic():
        held.finish()
        row.filter(sent_at=None).update(sent_at=now())
        announce(claim_id=asked.claim_id)


def post_letter(held: lease.Lease) -> None:
    """Hand a letter to the mail server or the chat, once: what may have left is not sent again by itself."""
    letter = Letter.objects.select_related("to", "invitation").get(pk=held.subject)
    if letter.sent_at is None and letter.handed_in is not None:
        give_up(held, letter, "It is not known whether the message left; it is not sent again by itself.")
        return
    with transaction.atomic():
        held.check()
        message = None if letter.sent_at else letter_words.compose(letter)
        if message is None:
            letters.settle(letter)
            held.finish()
            return
        letters.hand_in(letter, attempt=held.attempt)
    try:
        if isinstance(message, letter_words.Mail):
            name = f"letter-{letter.pk}.{letter.written_at:%Y%m%d%H%M%S}"
            mail.send(to=message.to, title=message.title, words=message.words, name=name)
        else:
            chat.send(message.words, hook=message.hook, post=posting.post)
    except outcomes.NotTaken as problem:
        letters.take_back(letter)
        wait = hand_over_after(held.errors + 1, asked_to_wait=problem.retry_after)
        if wait is None:
            give_up(held, letter, str(problem))
        else:
            held.retry_after(wait, str(problem))
        return
    except outcomes.Refused as problem:
        letters.take_back(letter)
        give_up(held, letter, str(problem), leave_alone=True)
        return
    except outcomes.Unsure as problem:
        give_up(held, letter, f"{problem} It is not known whether the message left.")
        return
    with transaction.atomic():
        held.finish()
        letters.settle(letter, sent=True)


def give_up(held: lease.Lease, letter: Letter, problem: str, *, leave_alone: bool = False) -> None:
    """Fail with words, and tell at the desk whom the message was for."""
    with transaction.atomic():
        held.fail(problem)
        letters.not_sent(letter, problem, leave_alone=leave_alone)


def call_webhook(held: lease.Lease) -> None:
    """Tell a program of the ledger rows that it was not told of, one after the other; stop at the first that does not arrive."""
    ends = time.monotonic() + STRETCH
    while (hook := Webhook.objects.called().filter(pk=held.subject).first()) is not None:  # it may be paused meanwhile
        row = next(iter(after(hook.reached, limit=1).changes), None)
        if row is None:
            break
        message = webhook.call(sequence=row.sequence, kind=row.kind, entry=row.body, head=ledger_head())
        try:
            webhook.send(
                message, to=hook.hook_url, post=posting.post, at=int(now().timestamp()), key=settings.LEDGER_KEY
            )
        except (outcomes.NotTaken, outcomes.Refused) as problem:
            not_told(held, hook, problem)
            return
        with transaction.atomic():
            held.check()
            webhooks.arrived(hook, row.sequence)
        if time.monotonic() >= ends:
            hook.reached = row.sequence
            break
    with transaction.atomic():
        if hook is None or webhooks.all_told(hook):
            held.finish()
        else:
            held.defer(now(), "More rows wait.")


def not_told(held: lease.Lease, hook: Webhook, problem: outcomes.NotTaken | outcomes.Refused) -> None:
    """Come back later, or give up and leave the program alone until somebody resumes it."""
    wait = problem.retry_after if isinstance(problem, outcomes.NotTaken) else None
    with transaction.atomic():
        held.check()
        for_good = isinstance(problem, outcomes.Refused)
        again_at = webhooks.failed(hook, str(problem), for_good=for_good, asked_to_wait=wait)
        if again_at is None:
            held.fail(f"{problem} The webhook is paused.")
        else:
            held.defer(again_at, str(problem))

"""Asking a claimant for a reply before the verdict is public, and keeping what they said."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import translation
from django.utils.timezone import localtime, now
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from claims.desk import notes
from claims.desk.triage import Stale
from claims.jobs.announcing import announce
from claims.jobs.outbox import enqueue
from claims.models.job import JobKind
from claims.models.notification import NoteKind, Notification
from claims.models.reply import LONGEST_LETTER, ReplyRequest, ReplyState, Way
from claims.permissions import Refusal, is_assigned, require_act

if TYPE_CHECKING:
    from datetime import datetime

    from claims.models.claim import Claim
    from claims.models.user import User

AT_ONCE: Final = 500
USUAL: Final = timedelta(hours=24)
LONGEST: Final = timedelta(days=90)


def letter(claim: Claim, *, due_at: datetime) -> str:
    """Return the letter that a claimant is usually sent, in the newsroom's language; a person may change it. It tells no verdict."""
    with translation.override(settings.LANGUAGE_CODE):  # who is asked reads what the newsroom publishes in
        return _now(
            "%(newsroom)s is checking this claim:\n\n    %(claim)s\n\nIt is attributed to %(claimant)s%(where)s, in these words:"
            "\n\n    “%(quote)s”\n\nDid you say this? What is it based on? We publish our findings with your reply if it "
            "reaches us by %(due)s."
        ) % {
            "newsroom": settings.NEWSROOM_NAME,
            "claim": claim.text,
            "claimant": claim.claimant or _now("the article"),
            "where": _now(" by %(outlet)s") % {"outlet": claim.article.outlet} if claim.article.outlet else "",
            "quote": claim.quote,
            "due": f"{localtime(due_at):%Y-%m-%d %H:%M %Z}",
        }


@transaction.atomic
def ask(
    claim: Claim, *, by: User, addressee: str, way: Way, words: str, due_at: datetime, email: str = ""
) -> ReplyRequest:
    """Ask somebody for a reply, or record that they were asked. Raises ValidationError by field, PermissionDenied."""
    require_hand_in(claim, by)
    if not now() < due_at < now() + LONGEST:
        raise ValidationError({"due_at": _("The deadline lies ahead, within 90 days.")})
    asked = ReplyRequest(
        claim=claim,
        addressee=addressee.strip(),
        email=email.strip(),
        way=way,
        letter=words.replace("\r\n", "\n").strip(),
        asked_by=by,
        due_at=due_at,
    )
    asked.full_clean(exclude=("claim", "asked_by"), validate_constraints=False)
    if way == Way.MAIL and not asked.email:
        raise ValidationError({"email": _("Mail needs an address. Or record that they were asked in another way.")})
    if way == Way.MAIL and not settings.EMAIL_URL:
        raise ValidationError({"way": _("This desk sends no mail: EMAIL_URL is not set. Ask them in another way.")})
    try:
        with transaction.atomic():
            asked.save(force_insert=True)
    except IntegrityError as twice:
        raise ValidationError({"addressee": _("They were asked already, and have not answered yet.")}) from twice
    if way == Way.MAIL:
        enqueue(JobKind.SEND_LETTER, asked.pk, by=by)
    announce(claim_id=claim.pk)
    return asked


@transaction.atomic
def record(asked: ReplyRequest, state: ReplyState, *, by: User, reply: str = "") -> None:
    """Keep what came of it: the reply, word for word, or that there is none. Raises ValidationError, Stale, PermissionDenied."""
    require_hand_in(asked.claim, by)
    reply = reply.replace("\r\n", "\n").strip()
    if state == ReplyState.ASKED:
        raise ValidationError(_("Choose what came of it."))
    if (state == ReplyState.REPLIED) != bool(reply):
        raise ValidationError({"reply": _("A reply has words, and nothing else has any.")})
    if len(reply) > LONGEST_LETTER:
        raise ValidationError(
            {
                "reply": _("The reply is %(length)d characters long; %(most)d fit.")
                % {"length": len(reply), "most": LONGEST_LETTER}
            }
        )
    if state == ReplyState.SILENT and now() < asked.due_at:
        raise ValidationError(_("They have until the deadline."))
    done = {"state": state, "reply": reply, "replied_at": now(), "recorded_by": by}
    if not ReplyRequest.objects.filter(pk=asked.pk, state=ReplyState.ASKED).update(**done):
        there = ReplyRequest.objects.select_related("recorded_by").get(pk=asked.pk)
        told = _("%(who)s recorded this already: %(state)s.")
        raise Stale(str(told % {"who": there.recorded_by, "state": there.get_state_display()}))
    notes.of_reply(asked, NoteKind.REPLIED, by=by)
    announce(claim_id=asked.claim_id)


@transaction.atomic
def tell_deadlines() -> list[ReplyRequest]:
    """Tell who asked a claimant that the time to reply is over, at most 500 at a time; return those. Once each."""
    told = Notification.objects.filter(kind=NoteKind.REPLY_DUE, subject=OuterRef("pk"))
    over = ReplyRequest.objects.open().filter(~Exists(told), due_at__lte=now()).select_related("asked_by")
    found = list(over.select_for_update(of=("self",), skip_locked=True, no_key=True)[:AT_ONCE])
    for asked in found:
        notes.of_reply(asked, NoteKind.REPLY_DUE)
    return found


def require_hand_in(claim: Claim, by: User) -> None:
    """Raise PermissionDenied unless this person edits, or has the claim on their desk."""
    require_act(by, "ask_for_reply")
    if not by.edits and isinstance(answer := is_assigned(by, claim), Refusal):
        raise PermissionDenied(answer.reason)

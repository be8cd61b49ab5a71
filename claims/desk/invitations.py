"""Asking people to come: a link that works once, until it is too old, withdrawn, or followed by another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import structlog
from django.conf import settings
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from claims.desk.triage import Stale
from claims.jobs.outbox import enqueue
from claims.models.invitation import Invitation
from claims.models.job import JobKind
from claims.models.letter import Channel, Letter, LetterKind
from claims.models.user import Role, User
from claims.permissions import require_act

log = structlog.get_logger(__name__)

SALT: Final = "claims.invitation"
LASTS: Final = timedelta(days=7)
MOST_ROUNDS: Final = 50
BY_CHIEF_ONLY: Final = (Role.EDITOR, Role.CHIEF_EDITOR)


class NotOpen(Exception):
    """The link is not one of ours, or it was used, withdrawn, followed by another, or is too old."""


@dataclass(frozen=True, slots=True)
class Link:
    """The part of an address at which an invitation is accepted, and whether a letter takes it there."""

    token: str
    mailed: bool


@transaction.atomic
def invite(*, by: User, email: str, role: Role, first_name: str = "", last_name: str = "") -> tuple[Invitation, Link]:
    """Ask somebody to come. Editors ask reviewers and readers, chief editors everybody.

    Where the desk sends no mail, the link is to be handed over. Raises ValidationError by field, PermissionDenied.
    """
    require_invite(by, role)
    asked = Invitation(
        email=User.objects.normalize_email(email.strip()),
        first_name=first_name.strip(),
        last_name=last_name.strip(),
        role=role,
        invited_by=by,
        expires_at=now() + LASTS,
    )
    asked.full_clean(exclude=("invited_by",), validate_constraints=False)
    if User.objects.filter(email__iexact=asked.email, is_active=True).exists():
        raise ValidationError({"email": _("Somebody at the desk has this address already.")})
    try:
        with transaction.atomic():
            asked.save(force_insert=True)
    except IntegrityError as twice:
        raise ValidationError({"email": _("This address was invited already. Send that invitation again.")}) from twice
    return asked, post(asked, by=by)


@transaction.atomic
def send_again(asked: Invitation, *, by: User) -> Link:
    """Make a new link, which ends the one before, and send it; it lasts as long anew. Raises Stale, PermissionDenied."""
    require_invite(by, Role(asked.role))
    again = {"round": F("round") + 1, "expires_at": now() + LASTS, "invited_by": by}
    if not Invitation.objects.open().filter(pk=asked.pk, round__lt=MOST_ROUNDS).update(**again):
        raise Stale(settled(asked))
    asked.refresh_from_db()
    return post(asked, by=by)


@transaction.atomic
def withdraw(asked: Invitation, *, by: User) -> None:
    """Take an invitation back: its link opens nothing any more. Raises Stale, PermissionDenied."""
    require_invite(by, Role(asked.role))
    if not Invitation.objects.open().filter(pk=asked.pk).update(withdrawn_at=now(), withdrawn_by=by):
        raise Stale(settled(asked))


def accepting(token: str) -> Invitation:
    """Return the invitation that a link opens. Raises NotOpen."""
    try:
        pk, number = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError) as wrong:
        raise NotOpen from wrong
    asked = Invitation.objects.acceptable().filter(pk=pk, round=number).select_related("invited_by").first()
    if asked is None:
        raise NotOpen
    return asked


@transaction.atomic
def accept(token: str, *, username: str, password: str) -> User:
    """Open the account of who was invited, with the name and password that they choose. The link ends with it.

    Raises NotOpen, ValidationError by field. The password is to be checked against the newsroom's rules before.
    """
    asked = accepting(token)
    if not Invitation.objects.acceptable().select_for_update(no_key=True).filter(pk=asked.pk).exists():
        raise NotOpen
    person = User(
        username=User.normalize_username(username.strip()),
        email=asked.email,
        role=asked.role,
        first_name=asked.first_name,
        last_name=asked.last_name,
        is_staff=asked.role != Role.READER,
    )
    person.set_password(password)
    person.full_clean()
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError as lost_the_race:
        raise ValidationError({"username": _("Someone has this user name already.")}) from lost_the_race
    Invitation.objects.filter(pk=asked.pk).update(accepted_at=now(), person=person)
    log.info("invitation_accepted", invitation=asked.pk, person=person.pk)
    return person


def post(asked: Invitation, *, by: User) -> Link:
    """Queue the letter with the newest link, where the desk sends mail; return the link."""
    if settings.EMAIL_URL:
        letter = Letter.objects.create(kind=LetterKind.INVITATION, channel=Channel.MAIL, invitation=asked)
        enqueue(JobKind.POST_LETTER, letter.pk, by=by)
    log.info("invited", invitation=asked.pk, by=by.pk)
    return Link(token_of(asked), mailed=bool(settings.EMAIL_URL))


def token_of(asked: Invitation) -> str:
    """Return the signed token of an invitation's newest link; the database alone is not enough to make one."""
    return signing.dumps([asked.pk, asked.round], salt=SALT)


def address(token: str) -> str:
    """Return the whole address at which an invitation is accepted."""
    return f"{settings.SITE_URL}{reverse('admin:invitation', args=[token])}"


def settled(asked: Invitation) -> str:
    """Say what became of an invitation meanwhile."""
    there = Invitation.objects.select_related("person", "withdrawn_by").get(pk=asked.pk)
    if there.person:
        return str(_("%(person)s accepted this already.") % {"person": there.person})
    if there.withdrawn_by:
        return str(_("%(person)s withdrew this already.") % {"person": there.withdrawn_by})
    return str(_("This was sent too often. Withdraw it, and invite anew."))


def require_invite(by: User, role: Role) -> None:
    """Raise PermissionDenied unless this person may ask somebody to come in such a role."""
    require_act(by, "invite")
    if role in BY_CHIEF_ONLY and by.role != Role.CHIEF_EDITOR:
        raise PermissionDenied(_("Only the chief editor invites editors. You can invite reviewers and readers."))

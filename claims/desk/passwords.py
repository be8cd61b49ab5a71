"""Links at which people set a password: handed over by a chief editor, or mailed to whoever forgot theirs."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

import structlog
from django.conf import settings
from django.contrib.auth.forms import PasswordResetForm
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext_lazy as _

from claims.desk import throttle
from claims.jobs.outbox import enqueue
from claims.models.job import JobKind
from claims.models.letter import Channel, Letter, LetterKind
from claims.models.user import User
from claims.permissions import require_act

log = structlog.get_logger(__name__)

AN_HOUR: Final = 3_600
MOST_OF_A_NETWORK: Final = 10
MOST_OF_AN_ADDRESS: Final = 3


@dataclass(frozen=True, slots=True)
class PasswordLink:
    """The two parts of an address at which a person sets a password, once, within Django's PASSWORD_RESET_TIMEOUT."""

    uid: str
    token: str

    @property
    def address(self) -> str:
        """Return the whole address."""
        return f"{settings.SITE_URL}{reverse('admin:claims_user_set_password', args=[self.uid, self.token])}"


def password_link(person: User, *, by: User) -> PasswordLink:
    """Make the link at which a person sets a new password, to be handed over by a safe way. Raises PermissionDenied."""
    require_act(by, "manage_people")
    if not person.is_active:
        raise PermissionDenied(_("This account is closed. Reopen it first."))
    log.info("password_link_made", person=person.pk, by=by.pk)
    return link_of(person)


def link_of(person: User) -> PasswordLink:
    """Make a person's link; whoever has it can set their password."""
    return PasswordLink(urlsafe_base64_encode(force_bytes(person.pk)), default_token_generator.make_token(person))


def forgot(email: str, *, network: str) -> None:
    """Have a link mailed to the people with this address, if there are any; nobody can tell from outside.

    Whether there are is looked up when the letter is sent, so the same is done here for every address. `network` is who
    asks, only counted. Raises TooMany (the network asks often), ValidationError (this desk sends no mail).
    """
    if not settings.EMAIL_URL:
        raise ValidationError(_("This desk sends no mail. Ask the chief editor for a link to set a password."))
    if not throttle.within(f"forgot:{network}", most=MOST_OF_A_NETWORK, seconds=AN_HOUR):
        raise throttle.TooMany(_("You have asked often. Come back in an hour, or ask the chief editor for a link."))
    email = User.objects.normalize_email(email.strip())
    mark = hashlib.sha256(email.lower().encode()).hexdigest()
    if not throttle.within(f"forgot:{mark}", most=MOST_OF_AN_ADDRESS, seconds=AN_HOUR):
        log.info("password_letters_bounded")
        return
    with transaction.atomic():
        letter = Letter.objects.create(kind=LetterKind.PASSWORD, channel=Channel.MAIL, address=email)
        enqueue(JobKind.POST_LETTER, letter.pk)


def people_with(email: str) -> list[User]:
    """Return who works here under this address and can set a password; Django's own comparison, which no look-alike fools."""
    return sorted(PasswordResetForm().get_users(email), key=lambda person: person.pk) if email else []

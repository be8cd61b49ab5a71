"""The words of a letter, made when it is handed over: what its receiver may read then, and where to act."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.text import Truncator
from django.utils.timezone import localtime, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.delivery.chat import escaped, link
from claims.desk import invitations, passwords
from claims.desk.letters import may_be_told
from claims.models.letter import Channel, LetterKind
from claims.models.newsroom import Newsroom
from claims.models.notification import Notification
from claims.models.wishes import Wishes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from claims.models.invitation import Invitation
    from claims.models.letter import Letter
    from claims.models.user import User

LONGEST_WORDING: Final = 300
"""Characters of a claim that a message shows; the desk shows all."""

LONGEST_TITLE: Final = 120


@dataclass(frozen=True, slots=True)
class Mail:
    """An e-mail, ready to be handed over."""

    to: str
    title: str
    words: str


@dataclass(frozen=True, slots=True)
class Said:
    """A chat message, ready to be posted. `hook` is a secret: it is never logged, and never shown whole."""

    hook: str
    words: str

    def __repr__(self) -> str:
        """Keep the secret out of tracebacks."""
        return "Said(…)"


def compose(letter: Letter) -> Mail | Said | None:
    """Return what to hand over now, or None where there is nothing to say, or nobody to say it to.

    It speaks the receiver's language: their own, else the newsroom's.
    """
    ours = Newsroom.objects.filter(pk=1).first() or Newsroom()
    wanted = (letter.to.language if letter.to else "", ours.language, settings.LANGUAGE_CODE)
    with translation.override(next(code for code in wanted if code)):
        return in_words(letter)


def in_words(letter: Letter) -> Mail | Said | None:
    """Return a letter in the language that is spoken now."""
    if letter.invitation is not None:
        return invited(letter.invitation)
    if letter.kind == LetterKind.PASSWORD:
        return forgotten(letter.address)
    if letter.to is not None and not letter.to.is_active:
        return None
    told = ready_notes(letter) if letter.kind == LetterKind.NOTES else []
    if letter.kind == LetterKind.NOTES and not told:
        return None
    if letter.channel == Channel.CHAT:
        hook = hook_of(letter.to)
        return Said(hook, said(told)) if hook else None
    return to_person(letter.to, told) if letter.to is not None else None


def invited(asked: Invitation) -> Mail | None:
    """Return the letter with an invitation's newest link, or None where it was settled meanwhile, or is too old."""
    if not asked.is_open or asked.expires_at <= now():
        return None
    newsroom = one_line(settings.NEWSROOM_NAME)
    words = _(
        "%(who)s invites you to the desk of %(newsroom)s, as %(role)s.\n\nChoose your user name and a password here:\n"
        "%(where)s\n\nThe link works once, until %(until)s. If you did not expect it, do nothing."
    ) % {
        "who": one_line(str(asked.invited_by)),
        "newsroom": newsroom,
        "role": asked.role_label,
        "where": invitations.address(invitations.token_of(asked)),
        "until": f"{localtime(asked.expires_at):%Y-%m-%d %H:%M %Z}",
    }
    title = _("%(newsroom)s: you are invited to the desk") % {"newsroom": newsroom}
    return Mail(asked.email, title, words + "\n")


def forgotten(email: str) -> Mail | None:
    """Return the letter with a link for each account of an address, or None where there is none."""
    people = passwords.people_with(email)
    if not people:
        return None
    newsroom = one_line(settings.NEWSROOM_NAME)
    links = "\n\n".join(
        _("User name: %(name)s\n%(where)s") % {"name": each.username, "where": passwords.link_of(each).address}
        for each in people
    )
    words = _(
        "Somebody asked for a link to set your password at the desk of %(newsroom)s.\n\n%(links)s\n\nIt works once, for "
        "%(hours)d hours. If it was not you, do nothing: your password stays as it is."
    ) % {"newsroom": newsroom, "links": links, "hours": settings.PASSWORD_RESET_TIMEOUT // 3600}
    return Mail(people[0].email, _("%(newsroom)s: set your password") % {"newsroom": newsroom}, words + "\n")


def to_person(person: User, told: Sequence[Notification]) -> Mail | None:
    """Return the e-mail with a person's notes."""
    return Mail(person.email, title(told), written(told)) if person.email else None


def ready_notes(letter: Letter) -> list[Notification]:
    """Return a letter's notes that are unread and that its receiver may see now; what they may not waits for another."""
    mine = Notification.objects.filter(letter=letter).unread()
    shown = list(may_be_told(letter.to).filter(letter=letter).unread().complete().order_by("pk"))
    mine.exclude(pk__in=[note.pk for note in shown]).update(letter=None)
    return shown


def hook_of(person: User | None) -> str:
    """Return the webhook of a person, or of the newsroom; empty where there is none, or it is left alone."""
    of: Newsroom | Wishes | None
    if person is None:
        of = Newsroom.objects.filter(pk=1, chat_problem="").first()
    else:
        of = Wishes.objects.filter(person=person, chat_problem="").first()
    return of.chat_url if of else ""


def title(told: Sequence[Notification]) -> str:
    """Return the subject: the one note, or how many there are."""
    if not told:
        return _("%(newsroom)s: a trial") % {"newsroom": one_line(settings.NEWSROOM_NAME)}
    if len(told) == 1:
        return Truncator(f"{told[0].get_kind_display()}: {one_line(told[0].claim.text)}").chars(LONGEST_TITLE)
    words = ngettext("%(n)d note from the desk", "%(n)d notes from the desk", len(told)) % {"n": len(told)}
    return f"{one_line(settings.NEWSROOM_NAME)}: {words}"


def written(told: Sequence[Notification]) -> str:
    """Return the e-mail's words."""
    parts = [f"{headline(note)}\n{wording(note)}\n{address(note.link)}" for note in told] or [trial()]
    foot = _("You chose to be told this way. Change it: %(where)s") % {"where": address(reverse("admin:wishes"))}
    return "\n\n".join([*parts, f"-- \n{foot}"]) + "\n"


def said(told: Sequence[Notification]) -> str:
    """Return the chat's words: Slack's mrkdwn, in which what comes from outside is plain text."""
    lines = [
        f"*{escaped(headline(note))}*\n{escaped(wording(note))}\n{link(address(note.link), _('Open at the desk'))}"
        for note in told
    ]
    return "\n\n".join(lines) or escaped(trial())


def trial() -> str:
    """Return what a trial says."""
    return _("This is a trial from the desk of %(newsroom)s. It works.") % {"newsroom": settings.NEWSROOM_NAME}


def headline(note: Notification) -> str:
    """Return of what a note tells, and whose act it was."""
    kind = str(note.get_kind_display())
    return _("%(kind)s (by %(who)s)") % {"kind": kind, "who": one_line(str(note.by))} if note.by else kind


def wording(note: Notification) -> str:
    """Return the claim on one line, shortened."""
    return Truncator(one_line(note.claim.text)).chars(LONGEST_WORDING)


def one_line(words: str) -> str:
    """Return words without the line ends and controls that no subject and no line of ours may carry."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in words).split())


def address(path: str) -> str:
    """Return the whole address of a page of ours."""
    return f"{settings.SITE_URL}{path}"

"""What people say about a claim or a verdict, and whom they mention in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from claims.desk import notes
from claims.desk.blind_review import kept_apart
from claims.jobs.announcing import announce
from claims.models.claim import Claim
from claims.models.comment import LONGEST_COMMENT, Comment
from claims.models.notification import NoteKind
from claims.models.user import User
from claims.models.verdict import Verdict
from claims.permissions import require_act

if TYPE_CHECKING:
    from collections.abc import Iterable

    from claims.models.verdict import Citation

MENTION = re.compile(r"(?<![\w@.+-])@([\w@.+-]{1,150})")
MOST_MENTIONS = 20


@transaction.atomic
def comment(
    claim: Claim, words: str, *, by: User, verdict: Verdict | None = None, citation: Citation | None = None
) -> Comment:
    """Say something about the claim, one of its verdicts, or a passage cited there. Who is mentioned by @name is told.

    Raises ValidationError by field, PermissionDenied (nothing that this person may see).
    """
    require_act(by, "comment")
    if citation is not None:
        verdict = citation.verdict
    if not Claim.objects.visible_to(by).filter(pk=claim.pk).exists():
        raise PermissionDenied(_("This claim is not on your desk. Ask an editor."))
    if verdict is not None and not Verdict.objects.visible_to(by).filter(pk=verdict.pk, claim=claim).exists():
        raise PermissionDenied(_("This verdict is not yours to see. Comment on the claim instead."))
    said = Comment.objects.create(
        claim=claim, verdict=verdict, citation=citation, author=by, words=within_bounds(words, field="words")
    )
    notes.tell(NoteKind.MENTIONED, claim, to=mentioned(said.words), by=by, comment=said)
    announce(article_id=claim.article_id, claim_id=claim.pk, hidden_from=kept_apart(claim, by))
    return said


def within_bounds(words: str, *, field: str) -> str:
    """Return the words as they are kept. Raises ValidationError at the field: nothing is cut off unsaid."""
    words = words.replace("\r\n", "\n").strip()
    if not words:
        raise ValidationError({field: _("Write the comment first.")})
    if len(words) > LONGEST_COMMENT:
        told = _("The comment is %(length)d characters long; %(most)d fit.")
        raise ValidationError({field: told % {"length": len(words), "most": LONGEST_COMMENT}})
    if len(set(mentions(words))) > MOST_MENTIONS:
        raise ValidationError({field: _("This mentions more than 20 people. Mention fewer.")})
    if "\x00" in words:
        raise ValidationError({field: _("There is a sign in it that cannot be kept. Write it anew.")})
    return words


def mentions(words: str) -> Iterable[str]:
    """Yield the user names that stand behind an @, without the full stop that ends a sentence."""
    return (found.rstrip(".-+@") for found in MENTION.findall(words))


def mentioned(words: str) -> list[User]:
    """Return the people at the desk whom the words mention, in the order of their names."""
    return list(User.objects.who_can_review().filter(username__in=set(mentions(words))).order_by("username"))

"""Drafts of verdicts: saved by the page or by hand, told apart where two write the same one."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.formats import number_format
from django.utils.timezone import localtime, now
from django.utils.translation import gettext_lazy as _

from claims.desk.triage import Stale
from claims.lifecycle import RATE
from claims.models.claim import Claim
from claims.models.claim_words import explained
from claims.models.draft import VerdictDraft
from claims.permissions import require

if TYPE_CHECKING:
    from claims.models.user import User

LONGEST_DRAFT = 20_000
MOST_PASSAGES = 200


@dataclass(frozen=True, slots=True)
class Words:
    """What stands in the form."""

    rating: str = ""
    attribution: str = ""
    rationale: str = ""
    cited: list[int] = field(default_factory=list)
    stances: dict[str, str] = field(default_factory=dict)


@transaction.atomic
def save_draft(claim: Claim, written: Words, *, by: User, version: int) -> VerdictDraft:
    """Keep what one has written so far; `version` is the one that the page has, 0 for none.

    The words that stand there already are saved, whatever version the page has: a page that is left sends them as it
    goes, and the next one may have been drawn before they arrived.

    Raises Stale (the same draft was saved elsewhere meanwhile: nothing is overwritten), IllegalMove, PermissionDenied,
    ValidationError (too long).
    """
    require(by, RATE, claim)
    if not RATE.starts_from(claim.status):
        raise explained(RATE, Claim.objects.with_last_move().get(pk=claim.pk), seen=claim.version)
    refuse_what_is_too_long(written)
    kept = VerdictDraft.objects.filter(claim=claim, reviewer=by)
    if kept.filter(version=version).update(**asdict(written), version=F("version") + 1, saved_at=now()):
        return kept.get()
    try:
        with transaction.atomic():
            if version == 0:
                return VerdictDraft.objects.create(claim=claim, reviewer=by, **asdict(written))
    except IntegrityError:
        pass  # saved in another window at this very moment: told below
    other = kept.first()
    if other is not None and all(getattr(other, name) == value for name, value in asdict(written).items()):
        return other
    if other is None:
        raise Stale(str(_("This draft was sent or thrown away in another window. Copy what you need, then reload.")))
    at = f"{localtime(other.saved_at):%H:%M:%S}"
    words = _("This draft was saved in another window at %(time)s. Yours is not saved over it: reload to see that one.")
    raise Stale(str(words % {"time": at}))


def refuse_what_is_too_long(written: Words) -> None:
    """Raise ValidationError for more than a draft holds."""
    if len(written.rationale) > LONGEST_DRAFT:
        raise ValidationError(
            {
                "rationale": _("A draft holds %(most)s characters. The rest is not saved.")
                % {"most": number_format(LONGEST_DRAFT, force_grouping=True)}
            }
        )
    if max(len(written.cited), len(written.stances)) > MOST_PASSAGES or len(written.rating) > 20:
        raise ValidationError(_("This is more than a draft holds."))
    if len(written.attribution) > 15 or any(len(stance) > 10 for stance in written.stances.values()):
        raise ValidationError(_("This is more than a draft holds."))


def throw_away(claim: Claim, *, by: User) -> None:
    """Clear one's draft, sent or not wanted; its history stays. Needs a transaction."""
    VerdictDraft.objects.filter(claim=claim, reviewer=by).delete()

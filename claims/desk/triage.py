"""Deciding what is worth a check, and what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from claims.jobs.announcing import announce
from claims.lifecycle import DISMISS, MERGE, RESTORE, UNMERGE, IllegalMove
from claims.models.claim import Claim, Kind, next_number
from claims.models.claimant import Claimant
from claims.models.extraction_run import Proposal
from claims.permissions import require, require_act
from claims.pipeline.extraction import ExtractedClaim
from claims.pipeline.spotting import add

if TYPE_CHECKING:
    from claims.models.article import Article
    from claims.models.user import User

LONGEST_WORDING = 2_000


class Stale(Exception):
    """Someone changed the claim while this person was reading; nothing of theirs was overwritten."""


@transaction.atomic
def dismiss(claim: Claim, *, by: User, seen: int, reason: str) -> None:
    """Leave a claim unchecked, with a reason. Raises IllegalMove, PermissionDenied."""
    require(by, DISMISS, claim)
    claim.make(DISMISS, by=by, seen=seen, reason=reason)
    announce(article_id=claim.article_id, claim_id=claim.pk)


@transaction.atomic
def restore(claim: Claim, *, by: User, seen: int) -> None:
    """Take a dismissal back. Raises IllegalMove, PermissionDenied."""
    require(by, RESTORE, claim)
    claim.make(RESTORE, by=by, seen=seen)
    announce(article_id=claim.article_id, claim_id=claim.pk)


@transaction.atomic
def merge(claim: Claim, kept: Claim, *, by: User, seen: int) -> None:
    """Let a double point to the claim that is kept. Raises IllegalMove, PermissionDenied."""
    require(by, MERGE, claim)
    if kept.pk == claim.pk or kept.kept_id is not None:
        raise IllegalMove(MERGE, str(_("Choose another claim to keep: this one is the same, or is merged itself.")))
    claim.make(MERGE, by=by, seen=seen, kept=kept)
    announce(article_id=claim.article_id, claim_id=claim.pk)


@transaction.atomic
def unmerge(claim: Claim, *, by: User, seen: int) -> None:
    """Take a merge back. Raises IllegalMove, PermissionDenied."""
    require(by, UNMERGE, claim)
    claim.make(UNMERGE, by=by, seen=seen, kept=None)
    announce(article_id=claim.article_id, claim_id=claim.pk)


@transaction.atomic
def reword(claim: Claim, text: str, *, by: User, seen: int) -> None:
    """Give the claim a better stand-alone wording; the machine's is kept beside. Raises Stale, ValidationError."""
    require_act(by, "reword_claim")
    if claim.is_public:
        raise ValidationError(_("This claim is published. Reopen it first, so that the change is public too."))
    if not claim.change(seen=seen, text=wording(text)):
        raise Stale(
            str(_("Someone changed this claim while you were reading. Look again; your wording is kept below."))
        )


def wording(text: str) -> str:
    """Return a wording as it is kept, or raise ValidationError."""
    text = " ".join(text.split())
    if not text:
        raise ValidationError(_("Write the claim in words that stand alone."))
    if len(text) > LONGEST_WORDING:
        raise ValidationError(_("A claim has at most %(most)s characters.") % {"most": f"{LONGEST_WORDING:,}"})
    return text


@transaction.atomic
def add_claim(
    article: Article, *, start: int, end: int, text: str, by: User, kind: str = Kind.FACT, claimant: str = ""
) -> Claim:
    """Add a claim that the machine missed, at its exact place. Raises ValidationError, PermissionDenied."""
    require_act(by, "add_claim")
    if not 0 <= start < end <= len(article.text) or not article.text[start:end].strip():
        raise ValidationError(_("Select the words of the article that carry the claim."))
    who = Claimant.objects.get_or_create(name=claimant.strip()[:300])[0] if claimant.strip() else None
    type(article).objects.select_for_update(no_key=True).get(pk=article.pk)
    claim = Claim(
        article=article,
        number=next_number(article.pk),
        start=start,
        end=end,
        quote=article.text[start:end],
        text=wording(text),
        claimant=who,
        kind=kind,
        reason=str(_("Added by hand.")),
        provenance={"added_by_hand": True},
    )
    claim.full_clean(exclude=("article", "claimant", "run", "kept"), validate_unique=False, validate_constraints=False)
    claim.save(force_insert=True)
    announce(article_id=article.pk, claim_id=claim.pk)
    return claim


@transaction.atomic
def accept(proposal: Proposal, *, by: User) -> None:
    """Do what a later extractor proposed: add the claim, or take its wording. Raises Stale, IllegalMove, PermissionDenied."""
    decide(proposal, accepted=True, by=by)
    claim = proposal.claim
    if claim is None:
        add(proposal.run.article, [ExtractedClaim(**proposal.found)], run=proposal.run)
    elif proposal.kind == Proposal.Kind.REWORD:
        reword(claim, proposal.found["text"], by=by, seen=claim.version)
    else:
        dismiss(claim, by=by, seen=claim.version, reason=str(_("A later extractor no longer sees a claim here.")))


@transaction.atomic
def decline(proposal: Proposal, *, by: User) -> None:
    """Leave the claims as they are."""
    decide(proposal, accepted=False, by=by)


def decide(proposal: Proposal, *, accepted: bool, by: User) -> None:
    """Write down who decided on a proposal, once."""
    require_act(by, "decide_on_proposal")
    open_still = Proposal.objects.filter(pk=proposal.pk, accepted=None)
    if not open_still.update(accepted=accepted, decided_by=by, decided_at=now()):
        raise Stale(str(_("Someone has decided on this proposal already.")))

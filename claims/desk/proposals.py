"""Deciding on what a later extractor would change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from claims.desk.judging import let_stand
from claims.desk.triage import Stale, dismiss, reword
from claims.jobs.announcing import announce
from claims.jobs.outbox import enqueue
from claims.models.extraction_run import Proposal
from claims.models.job import JobKind
from claims.permissions import require_act
from claims.pipeline.extraction import ExtractedClaim
from claims.pipeline.spotting import add

if TYPE_CHECKING:
    from claims.models.user import User


@transaction.atomic
def accept(proposal: Proposal, *, by: User) -> None:
    """Do what a later extractor proposed: add the claim, or take its wording. Raises Stale, IllegalMove, PermissionDenied."""
    decide(proposal, accepted=True, by=by)
    claim = proposal.claim
    if claim is None:
        enqueue(JobKind.FIND_EARLIER, proposal.run.article_id)
        for made in add(proposal.run.article, [ExtractedClaim(**proposal.found)], run=proposal.run):
            let_stand(made, by=by)
            announce(article_id=made.article_id, claim_id=made.pk)
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
        there = Proposal.objects.select_related("decided_by").get(pk=proposal.pk)
        words = (
            _("%(person)s accepted this proposal already.")
            if there.accepted
            else _("%(person)s declined this proposal already.")
        )
        raise Stale(words % {"person": there.decided_by})

"""Marking a verdict, and the second pair of eyes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from claims.desk.machines import save_externally
from claims.jobs.announcing import announce
from claims.lifecycle import APPROVE, RATE, SEND_BACK, IllegalMove
from claims.models.approval import Approval
from claims.models.assignment import Assignment
from claims.models.verdict import Citation, Verdict
from claims.permissions import require
from claims.pipeline.publishing.rationale import as_text
from claims.ratings import Attribution, Stance

if TYPE_CHECKING:
    from collections.abc import Sequence

    from claims.models.claim import Claim
    from claims.models.evidence import Passage
    from claims.models.rating import Rating
    from claims.models.user import User

LONGEST_RATIONALE = 10_000


@dataclass(frozen=True, slots=True)
class Cite:
    """A passage that the reviewer wants to cite, and what it does to the claim."""

    passage: Passage
    stance: str


@transaction.atomic
def rate(
    claim: Claim, *, by: User, seen: int, rating: Rating, attribution: str, rationale: str, citations: Sequence[Cite]
) -> Verdict:
    """Mark a verdict and send it for approval. The reviewer's assignment ends with it.

    Raises IllegalMove, PermissionDenied, and ValidationError with a message for each field that wants mending.
    """
    require(by, RATE, claim)
    check(claim, rating=rating, attribution=attribution, rationale=rationale, citations=citations)
    claim.make(RATE, by=by, seen=seen)
    announce(article_id=claim.article_id, claim_id=claim.pk)
    desk = Assignment.objects.current().select_for_update(no_key=True).filter(claim=claim, reviewer=by).first()
    if desk is None:
        raise IllegalMove(RATE, str(_("This claim was taken off your desk. Your words are kept below; ask an editor.")))
    verdict = claim.verdicts.create(
        assignment=desk, reviewer=by, rating=rating, attribution=attribution, rationale=rationale.strip()
    )
    Citation.objects.bulk_create(
        Citation(
            verdict=verdict,
            snapshot_id=cite.passage.evidence.snapshot_id,
            start=cite.passage.start,
            end=cite.passage.end,
            text=cite.passage.text,
            stance=cite.stance,
        )
        for cite in citations
    )
    save_externally([cite.passage.evidence.snapshot_id for cite in citations], by=by)
    desk.end(by=by)
    return verdict


def check(claim: Claim, *, rating: Rating, attribution: str, rationale: str, citations: Sequence[Cite]) -> None:
    """Raise ValidationError, by field, for a verdict that is not whole."""
    wrong: dict[str, str] = {}
    if rating.scale.retired_at is not None:
        wrong["rating"] = str(_("This scale is retired. Choose an answer of one that is in use."))
    if attribution not in Attribution.values:
        wrong["attribution"] = str(_("Answer whether it was said."))
    if not as_text(rationale):
        wrong["rationale"] = str(_("Give your reasons: readers see them beside the answer."))
    elif len(rationale) > LONGEST_RATIONALE:
        wrong["rationale"] = str(_("A rationale has at most %(most)s characters.") % {"most": f"{LONGEST_RATIONALE:,}"})
    if not citations:
        wrong["citations"] = str(_("Cite at least one passage: nothing is published without archived evidence."))
    elif any(cite.passage.evidence.claim_id != claim.pk for cite in citations):
        wrong["citations"] = str(_("A passage that you cite belongs to another claim."))
    elif any(cite.passage.evidence.excluded_at for cite in citations):
        wrong["citations"] = str(_("A passage that you cite was excluded by an editor."))
    elif any(cite.stance not in Stance.values for cite in citations):
        wrong["citations"] = str(_("Say of each passage whether it supports, refutes or gives context."))
    elif len({cite.passage.pk for cite in citations}) < len(citations):
        wrong["citations"] = str(_("A passage is cited twice."))
    if wrong:
        raise ValidationError(wrong)


@transaction.atomic
def send_back(claim: Claim, *, by: User, seen: int, reason: str) -> None:
    """Ask the reviewer for another verdict, saying why; the claim is on their desk again. Raises IllegalMove, PermissionDenied."""
    require(by, SEND_BACK, claim)
    claim.make(SEND_BACK, by=by, seen=seen, reason=reason)
    announce(article_id=claim.article_id, claim_id=claim.pk)
    latest = claim.verdicts.select_related("assignment__reviewer").order_by("-pk").first()
    if latest is None:
        return
    before = latest.assignment
    claim.assignments.create(reviewer=before.reviewer, assigned_by=by, due_at=before.due_at)


@transaction.atomic
def approve(claim: Claim, *, by: User, seen: int) -> Approval:
    """Agree with the newest verdict, as a second person. Raises IllegalMove, PermissionDenied."""
    require(by, APPROVE, claim)
    claim.make(APPROVE, by=by, seen=seen)
    announce(article_id=claim.article_id, claim_id=claim.pk)
    verdict = claim.verdicts.order_by("-pk").first()
    if verdict is None:
        raise IllegalMove(APPROVE, str(_("There is no verdict to approve.")))
    return Approval.objects.create(verdict=verdict, reviewer_id=verdict.reviewer_id, approver=by)

"""Marking a verdict, and the second pair of eyes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import number_format
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from claims.desk import blind_review, discussion, notes
from claims.desk.drafts import throw_away
from claims.desk.machines import save_externally
from claims.desk.returning import back_on_desks, clear_desks
from claims.jobs.announcing import announce
from claims.lifecycle import APPROVE, RATE, SEND_BACK, IllegalMove
from claims.models.approval import Approval
from claims.models.assignment import Assignment
from claims.models.blind_review import BlindReview
from claims.models.embargo import Embargo
from claims.models.notification import NoteKind
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

    In a blind review the first verdict moves nothing; the second goes to approval where they agree, else to a third person.
    Raises IllegalMove, PermissionDenied, and ValidationError with a message for each field that wants mending.
    """
    require(by, RATE, claim)
    check(claim, rating=rating, attribution=attribution, rationale=rationale, citations=citations)
    review = BlindReview.objects.newest_on(blind_review.hold(claim, seen=seen))
    desk = Assignment.objects.current().select_for_update(no_key=True).filter(claim=claim, reviewer=by).first()
    if desk is None:
        raise IllegalMove(RATE, str(_("This claim was taken off your desk. Your words are kept below; ask an editor.")))
    verdict = claim.verdicts.create(
        assignment=desk,
        reviewer=by,
        rating=rating,
        attribution=attribution,
        rationale=rationale.strip(),
        blind_review=review,
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
    desk.end(by=by)
    if review is None:
        claim.make(RATE, by=by, seen=seen)
        clear_desks(claim, by=by)
    else:
        blind_review.take_in(verdict, review, claim, by=by, seen=seen)
    throw_away(claim, by=by)
    save_externally(cited(verdict, review), by=by)
    announce(article_id=claim.article_id, claim_id=claim.pk, hidden_from=blind_review.kept_apart(claim, by))
    return verdict


def cited(verdict: Verdict, review: BlindReview | None) -> set[int]:
    """Return the snapshots whose use may be known: none before a blind review has both answers, whose jobs would tell."""
    if review is not None and review.is_blind:
        return set()
    known = (
        Citation.objects.filter(verdict=verdict)
        if review is None
        else Citation.objects.filter(verdict__blind_review=review)
    )
    return set(known.values_list("snapshot", flat=True))


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
        wrong["rationale"] = str(
            _("A rationale has at most %(most)s characters.")
            % {"most": number_format(LONGEST_RATIONALE, force_grouping=True)}
        )
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
def send_back(claim: Claim, *, by: User, seen: int, reason: str, citation: Citation | None = None) -> None:
    """Ask the reviewer for another verdict, saying why; the claim is on their desk again.

    What is said is kept as a comment on the verdict, or on one of its cited passages. Raises IllegalMove,
    PermissionDenied, and ValidationError where it is too long or about a passage that this verdict does not cite.
    """
    require(by, SEND_BACK, claim)
    claim.make(SEND_BACK, by=by, seen=seen, reason=reason)
    Embargo.objects.in_force().filter(claim=claim).update(ended_at=now(), ended_by=by)
    announce(article_id=claim.article_id, claim_id=claim.pk)
    latest = Verdict.objects.select_related("assignment__reviewer").standing_on(claim)
    if latest is None:
        return
    if citation is not None and citation.verdict_id != latest.pk:
        raise ValidationError({"citation": _("This verdict does not cite the passage. Look again.")})
    discussion.comment(claim, reason, by=by, verdict=latest, citation=citation)
    before = latest.assignment
    back_on_desks(claim, [before.reviewer], by=by, due_at=before.due_at, note=NoteKind.SENT_BACK, verdict=latest)


@transaction.atomic
def approve(claim: Claim, *, by: User, seen: int, verdict: Verdict | None = None) -> Approval:
    """Agree with the verdict that stands, as another person than all who had a hand in it.

    Of two blind verdicts that agree, `verdict` chooses the one whose words readers get. Raises IllegalMove, PermissionDenied.
    """
    require(by, APPROVE, claim)
    claim.make(APPROVE, by=by, seen=seen)
    announce(article_id=claim.article_id, claim_id=claim.pk)
    stands = Verdict.objects.select_related("blind_review", "reviewer").standing_on(claim)
    if stands is None:
        raise IllegalMove(APPROVE, str(_("There is no verdict to approve.")))
    if verdict is not None and verdict != stands:
        stands = blind_review.choose(verdict, stands)
    notes.tell(NoteKind.APPROVED, claim, to=[stands.reviewer], by=by, verdict=stands)
    return Approval.objects.create(
        verdict=stands, reviewer_id=stands.reviewer_id, adjudicator=blind_review.upheld_by(stands), approver=by
    )

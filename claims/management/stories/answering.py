"""The way to readers: a verdict, a second pair of eyes, publication, and what may come after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claims.desk import publication, review
from claims.management.stories.stage import CannotRehearse
from claims.models import BlindReview, Rating
from claims.ratings import Attribution, Stance

if TYPE_CHECKING:
    from claims.management.stories.stage import Stage
    from claims.models import Claim, Evidence, User, Verdict

RATIONALE = (
    "**A rehearsal.** The desk's rehearsal marked this answer, to show how a verdict reads; nobody checked the claim. "
    "It cites the passage that the search for sources ranked first."
)


def best_evidence(claim: Claim) -> Evidence | None:
    """Return the evidence that fits best and has a passage, or None."""
    return claim.evidence.kept().best_first().filter(passages__isnull=False).first()


def answer(claim: Claim, by: User, *, slug: str) -> Verdict:
    """Let one reviewer mark a verdict that cites the best passage."""
    evidence = best_evidence(claim)
    if evidence is None:
        raise CannotRehearse(f"Claim {claim.number} has lost its sources.")
    said = Attribution.CONFIRMED if claim.claimant_id else Attribution.NOT_APPLICABLE
    return review.rate(
        claim,
        by=by,
        seen=claim.version,
        rating=Rating.objects.in_use().get(slug=slug),
        attribution=said,
        rationale=RATIONALE,
        citations=[review.Cite(evidence.passages.all()[0], Stance.SUPPORTS)],
    )


def mark(claim: Claim, *, slug: str = "true") -> Verdict:
    """Let whoever has the claim answer; two who review it apart answer alike."""
    desks = list(claim.assignments.current().select_related("reviewer").order_by("pk"))
    blind = BlindReview.objects.newest_on(claim)
    if not desks:
        raise CannotRehearse(f"Claim {claim.number} lies on no desk.")
    return [answer(claim, desk.reviewer, slug=slug) for desk in (desks if blind and blind.is_blind else desks[:1])][-1]


def approve(claim: Claim, stage: Stage, *, slug: str = "true") -> str:
    """Leave it approved, to be published."""
    mark(claim, slug=slug)
    review.approve(claim, by=stage.editor, seen=claim.version)
    return f"{stage.editor} agreed with the verdict; it waits to be published"


def rate(claim: Claim, stage: Stage) -> str:
    """Leave it for an editor to approve."""
    return f"{mark(claim).reviewer} answered; it waits for a second pair of eyes"


def publish(claim: Claim, stage: Stage) -> str:
    """Publish it."""
    approve(claim, stage)
    row = publication.publish(claim, by=stage.editor, seen=claim.version)
    return f"public, as no. {row.sequence} of the ledger"


def correct_public(claim: Claim, stage: Stage, *, because: str, note: str) -> str:
    """Open what is public again, rate it anew, and correct it."""
    publication.reopen(claim, by=stage.chief, seen=claim.version, reason=because)
    approve(claim, stage, slug="mostly-true")
    row = publication.correct(claim, by=stage.editor, seen=claim.version, note=note)
    return f"corrected for readers, as no. {row.sequence} of the ledger (“{note}”)"


def correct(claim: Claim, stage: Stage) -> str:
    """Publish it, open it again, and correct it."""
    approve(claim, stage, slug="half-true")
    publication.publish(claim, by=stage.editor, seen=claim.version)
    note = "A rehearsal: the first answer was “Half true”; we looked again."
    return correct_public(claim, stage, because="A better source was found.", note=note)


def retract(claim: Claim, stage: Stage) -> str:
    """Publish it, and withdraw it."""
    publish(claim, stage)
    reason = "A rehearsal: this verdict was withdrawn to show how that reads."
    row = publication.retract(claim, by=stage.chief, seen=claim.version, reason=reason)
    return f"withdrawn, as no. {row.sequence} of the ledger"


def send_back(claim: Claim, stage: Stage) -> str:
    """Send the verdict back over the passage that it cites, then publish the second one."""
    first = mark(claim, slug="unproven")
    reason = "This passage answers it. Look again."
    about = first.citations.order_by("pk").first()
    review.send_back(claim, by=stage.editor, seen=claim.version, reason=reason, citation=about)
    return f"sent back to {first.reviewer} over a cited passage (“{reason}”), answered anew, {publish(claim, stage)}"

"""Keeping what people make of the machine's work, in the transaction in which they make it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from claims.models.judgement import Judgement, Outcome, Stage

if TYPE_CHECKING:
    from claims.models.claim import Claim
    from claims.models.user import User


def as_found(claim: Claim) -> dict[str, Any]:
    """Return what a claim says and where, as judgements keep it."""
    return {"text": claim.text, "quote": claim.quote, "start": claim.start, "end": claim.end}


def judge(
    claim: Claim, stage: Stage, outcome: Outcome, *, by: User, before: dict[str, Any] | None = None, reason: str = ""
) -> None:
    """Keep one judgement; `before` is what the claim said until now. What no machine found can only be missed by it."""
    if claim.run is None and outcome not in {Outcome.MISSED, Outcome.WITHDRAWN}:
        return
    machine: dict[str, Any] = {}
    if claim.run is not None:
        first = claim.judgements.filter(stage=stage).order_by("pk").values_list("machine", flat=True).first()
        machine = first or before or as_found(claim)
        if claim.machine_text:
            machine = machine | {"text": claim.machine_text}
    Judgement.objects.create(
        claim=claim,
        extractor=claim.run.extractor if claim.run is not None else "",
        stage=stage,
        outcome=outcome,
        machine=machine,
        person=as_found(claim),
        reason=reason,
        by=by,
    )


def withdraw(claim: Claim, stage: Stage, *, by: User) -> None:
    """Take the last judgement of a stage back, where there is one."""
    last = claim.judgements.filter(stage=stage).order_by("-pk").first()
    if last is not None and last.outcome != Outcome.WITHDRAWN:
        judge(claim, stage, Outcome.WITHDRAWN, by=by)


def let_stand(claim: Claim, *, by: User) -> None:
    """Keep that a person gave the claim to a reviewer: whatever nobody changed before is accepted as it was."""
    if claim.run is None:
        return
    judged = dict(claim.judgements.order_by("pk").values_list("stage", "outcome"))
    verdict_on = {
        Stage.FINDING: Outcome.ACCEPTED,
        Stage.WORDING: Outcome.ACCEPTED,
        Stage.CHECKABILITY: Outcome.ACCEPTED if claim.checkable else Outcome.REJECTED,
    }
    for stage, outcome in verdict_on.items():
        if judged.get(stage, Outcome.WITHDRAWN) == Outcome.WITHDRAWN:
            judge(claim, stage, outcome, by=by)

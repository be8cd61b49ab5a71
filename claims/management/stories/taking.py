"""The pool: a reviewer takes the next claim, and gives it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claims.desk import handing_over, pool, triage
from claims.models.claim import Priority

if TYPE_CHECKING:
    from claims.management.stories.stage import Stage


def take_the_next(stage: Stage) -> None:
    """Make a claim urgent, so that it is the next; take it, give it back with a reason, and let a colleague take it."""
    claim = stage.add_claim("This claim cannot wait.")
    triage.sort(claim, priority=Priority.URGENT, topic=None, by=stage.editor, seen=claim.version)
    taken = pool.take_next(by=stage.reviewer)
    if taken is None or taken.claim_id != claim.pk:
        return  # another person of the newsroom was faster: the rehearsal is no reason to take it from them
    stage.say(f"The pool: {stage.reviewer} took claim {taken.claim.number}, due {taken.due_at:%d %B, %H:%M} UTC.")
    reason = "I know the claimant."
    handing_over.give_back(taken, by=stage.reviewer, seen=taken.claim.version, reason=reason)
    again = pool.take_next(by=stage.colleague)
    if again is None or again.claim_id != claim.pk:
        return
    stage.say(f"Given back (“{reason}”), and taken by {stage.colleague}.")
    handing_over.give_back(again, by=stage.colleague, seen=again.claim.version, reason="The rehearsal is over.")
    stage.clear_away(again.claim)

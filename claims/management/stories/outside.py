"""People outside the desk: a claimant who replies, a reader who writes, a court that orders."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.timezone import now

from claims.desk import readers, redaction, reply
from claims.management.stories.answering import correct_public, publish
from claims.models import CurrentVerdict
from claims.models.reply import ReplyState, Way

if TYPE_CHECKING:
    from claims.management.stories.stage import Stage
    from claims.models import Claim

A_DAY = timedelta(days=1)


def give_the_right_of_reply(claim: Claim, stage: Stage) -> str:
    """Ask whoever said it, keep what they answer, and publish it with the verdict."""
    due_at = now() + A_DAY
    asked = reply.ask(
        claim,
        by=stage.editor,
        addressee=str(claim.claimant or "The author of the article"),
        way=Way.BY_HAND,
        words=reply.letter(claim, due_at=due_at),
        due_at=due_at,
    )
    reply.record(
        asked, ReplyState.REPLIED, by=stage.editor, reply="A rehearsal: nobody was asked, and nobody said this."
    )
    return f"{asked} was asked and replied; {publish(claim, stage)}, with the reply"


def correct_what_a_reader_found(claim: Claim, stage: Stage) -> str:
    """Publish it, let a reader ask for a correction, answer, and correct it."""
    publish(claim, stage)
    asked = readers.receive(
        CurrentVerdict.objects.get(claim=claim),
        words="A rehearsal: a reader writes that the answer is not quite right.",
        name="",
        email="",
        address=f"rehearsal:{claim.public_id}",
    )
    readers.answer(asked, "A rehearsal: you are right, and we corrected it.", by=stage.editor)
    note = "A rehearsal: a reader pointed to what we had overlooked."
    told = correct_public(claim, stage, because="A reader asked for a correction.", note=note)
    return f"a reader wrote, {stage.editor} answered at /requests/{asked.public_id}/, {told}"


def redact_by_order(claim: Claim, stage: Stage) -> str:
    """Publish it; one editor orders that the document goes, and another confirms it."""
    publish(claim, stage)
    ordered = redaction.order_redaction(
        claim,
        by=stage.editor,
        sequences=[row.sequence for row in redaction.redactable(claim)],
        reason="A rehearsal: this shows how a verdict reads that a court had taken down.",
        reference="A rehearsal, no order",
    )
    row = redaction.confirm_redaction(ordered, by=stage.chief)
    return f"{stage.editor} ordered and {stage.chief} confirmed that the document goes; the ledger says so as no. {row.sequence}"

"""Triage: a claim that is two, a double, and taking it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claims.desk import splitting, triage
from claims.desk.spans import Part

if TYPE_CHECKING:
    from claims.management.stories.stage import Stage


def split_and_merge(stage: Stage) -> None:
    """Add a claim that the machine missed, split it, merge the half that says the same again, undo that and tidy up."""
    claim = stage.add_claim("The article ends with these words, and they say two things.")
    middle = claim.start + len(claim.quote) // 2
    halves = (
        Part(claim.start, middle, "The article's end says one thing."),
        Part(middle, claim.end, "The article's end says another thing."),
    )
    other = splitting.split(claim, *halves, by=stage.editor, seen=claim.version)
    stage.say(f"Split: claim {claim.number} says “{claim.quote}”, claim {other.number} “{other.quote}”.")
    triage.merge(other, claim, by=stage.editor, seen=other.version)
    triage.unmerge(other, by=stage.chief, seen=other.version)
    stage.say(f"Merge: claim {other.number} was merged into {claim.number}, and the merge taken back.")
    for half in (claim, other):
        stage.clear_away(half)

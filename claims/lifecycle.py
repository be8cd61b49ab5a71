"""The lifecycle of a claim: its statuses, and the moves that lead from one to the next. A table; import nothing of ours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Status(models.TextChoices):
    """Where a claim stands. Participles: what was done to it last."""

    SPOTTED = "spotted", _("spotted")
    ASSIGNED = "assigned", _("assigned")
    RATED = "rated", _("rated")
    APPROVED = "approved", _("approved")
    PUBLISHED = "published", _("published")
    CORRECTED = "corrected", _("corrected")
    RETRACTED = "retracted", _("retracted")
    DISMISSED = "dismissed", _("dismissed")
    MERGED = "merged", _("merged")


@dataclass(frozen=True, slots=True)
class Move:
    """One legal step: a verb, the statuses that it starts from, and the one that it leads to."""

    name: str
    origins: tuple[Status, ...]
    target: Status
    verb: str | _StrPromise
    meaning: str | _StrPromise
    needs_reason: bool = False
    offered: bool = True
    """Whether people choose it; what follows from another act is not offered."""

    def __str__(self) -> str:
        """Return the verb, in words."""
        return str(self.verb)

    def starts_from(self, status: str) -> bool:
        """Say whether a claim in this status may make the move."""
        return status in self.origins


MOVES: dict[str, Move] = {}


def move(
    name: str,
    *origins: Status,
    to: Status,
    verb: str | _StrPromise,
    meaning: str | _StrPromise,
    needs_reason: bool = False,
    offered: bool = True,
) -> Move:
    """Add a row to the table of moves."""
    made = Move(name, origins, to, verb, meaning, needs_reason, offered)
    MOVES[name] = made
    return made


DISMISS = move(
    "dismiss",
    Status.SPOTTED,
    to=Status.DISMISSED,
    verb=pgettext_lazy("move", "dismiss"),
    meaning=_("Not to be checked; the reason is kept."),
    needs_reason=True,
)
RESTORE = move(
    "restore",
    Status.DISMISSED,
    to=Status.SPOTTED,
    verb=pgettext_lazy("move", "restore"),
    meaning=_("Take a dismissal back."),
)
MERGE = move(
    "merge",
    Status.SPOTTED,
    to=Status.MERGED,
    verb=pgettext_lazy("move", "merge"),
    meaning=_("The same claim again; it points to the one that is kept."),
)
UNMERGE = move(
    "unmerge", Status.MERGED, to=Status.SPOTTED, verb=pgettext_lazy("move", "unmerge"), meaning=_("Take a merge back.")
)
ASSIGN = move(
    "assign",
    Status.SPOTTED,
    Status.ASSIGNED,
    to=Status.ASSIGNED,
    verb=pgettext_lazy("move", "assign"),
    meaning=_("Ask a reviewer, and start looking for sources."),
)
TAKE = move(
    "take",
    Status.SPOTTED,
    Status.ASSIGNED,
    to=Status.ASSIGNED,
    verb=pgettext_lazy("move", "take"),
    meaning=_("Take the next claim from the pool, or the free place in a blind review."),
)
HAND_OVER = move(
    "hand_over",
    Status.ASSIGNED,
    to=Status.ASSIGNED,
    verb=pgettext_lazy("move", "hand over"),
    meaning=_("Give the claim to a colleague, with its due time."),
)
GIVE_BACK = move(
    "give_back",
    Status.ASSIGNED,
    to=Status.SPOTTED,
    verb=pgettext_lazy("move", "give back"),
    meaning=_("Put the claim back into the pool, saying why."),
    needs_reason=True,
)
UNASSIGN = move(
    "unassign",
    Status.ASSIGNED,
    to=Status.SPOTTED,
    verb=pgettext_lazy("move", "unassign"),
    meaning=_("Take the claim off every desk; it waits in triage again."),
    needs_reason=True,
)
RATE = move(
    "rate",
    Status.ASSIGNED,
    to=Status.RATED,
    verb=pgettext_lazy("move", "rate"),
    meaning=_("Mark a verdict and send it for approval."),
)
DISPUTE = move(
    "dispute",
    Status.ASSIGNED,
    to=Status.ASSIGNED,
    verb=pgettext_lazy("move", "dispute"),
    meaning=_("The second of two blind verdicts differs from the first; a third person settles it."),
    offered=False,
)
SEND_BACK = move(
    "send_back",
    Status.RATED,
    Status.APPROVED,
    to=Status.ASSIGNED,
    verb=pgettext_lazy("move", "send back"),
    meaning=_("Ask the reviewer for another verdict, saying why."),
    needs_reason=True,
)
APPROVE = move(
    "approve",
    Status.RATED,
    to=Status.APPROVED,
    verb=pgettext_lazy("move", "approve"),
    meaning=_("A second person agrees with the verdict."),
)
PUBLISH = move(
    "publish",
    Status.APPROVED,
    to=Status.PUBLISHED,
    verb=pgettext_lazy("move", "publish"),
    meaning=_("Append the verdict to the ledger for the first time."),
)
REOPEN = move(
    "reopen",
    Status.PUBLISHED,
    Status.CORRECTED,
    to=Status.ASSIGNED,
    verb=pgettext_lazy("move", "reopen"),
    meaning=_("Look again at a published verdict; it stands until it is corrected or retracted."),
    needs_reason=True,
)
CORRECT = move(
    "correct",
    Status.APPROVED,
    to=Status.CORRECTED,
    verb=pgettext_lazy("move", "correct"),
    meaning=_("Append a corrected verdict to the ledger, with a public note; the old words stay readable."),
    needs_reason=True,
)
RETRACT = move(
    "retract",
    Status.PUBLISHED,
    Status.CORRECTED,
    to=Status.RETRACTED,
    verb=pgettext_lazy("move", "retract"),
    meaning=_("Withdraw a published verdict, with a public reason."),
    needs_reason=True,
)


class IllegalMove(Exception):
    """The wrong time for a move. Its words say what the claim is now, who made it so, and what can be done."""

    def __init__(self, move: Move, words: str) -> None:
        """Keep the move that was refused beside the sentence for people."""
        super().__init__(words)
        self.move = move


def moves_from(status: str) -> list[Move]:
    """List the moves that start from a status, in the table's order."""
    return [made for made in MOVES.values() if made.starts_from(status)]

"""The moves of a claim told with the changes that they made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from claims.admin.models.timeline import Entry
from claims.lifecycle import MOVES, Status
from claims.models.claim import Claim

if TYPE_CHECKING:
    from collections.abc import Sequence

    from claims.models.move import ClaimMove

STATUS = capfirst(str(Claim._meta.get_field("status").verbose_name))  # noqa: SLF001 - Django's public name


def tell_moves(entries: list[Entry], moves: Sequence[ClaimMove]) -> list[Entry]:
    """Put each move at the change of status that it made; a change of status without a move stays bare, for all to see.

    A move is written in the transaction of its change, so of the changes between the same two statuses it belongs to
    the one that is nearest in time. A move that leaves the status as it is (another reviewer) stands by itself.
    """
    told = list(entries)
    free = [entry for entry in entries if any(change.label == STATUS for change in entry.changes)]
    for made in moves:
        alike = [entry for entry in free if leads(entry, made)]
        if not alike:
            told.append(Entry(at=made.made_at, who=who(made), what=verb(made), why=made.reason, order=(1, made.pk)))
            continue
        entry = min(alike, key=lambda entry: abs(entry.at - made.made_at))
        free.remove(entry)
        entry.what, entry.who, entry.why = verb(made), who(made), made.reason or entry.why
    return told


def leads(entry: Entry, made: ClaimMove) -> bool:
    """Say whether the change went from the move's origin to its target."""
    origin, target = str(Status(made.origin).label), str(Status(made.target).label)
    return any(change.label == STATUS and (change.old, change.new) == (origin, target) for change in entry.changes)


def verb(made: ClaimMove) -> str:
    """Return the move in words."""
    return _("Move: %(move)s") % {"move": MOVES[made.move]}


def who(made: ClaimMove) -> str:
    """Name who made it; and that a machine did it under their standing order, where it did."""
    if made.order is None:
        return str(made.by)
    return _("%(person)s, by standing order") % {"person": made.by}

"""On whose desk a claim lies when its verdict is in, and when it comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claims.desk import notes
from claims.models.user import User

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from claims.models.claim import Claim
    from claims.models.notification import NoteKind
    from claims.models.verdict import Verdict


def clear_desks(claim: Claim, *, by: User) -> None:
    """End the work of everybody who still has a claim whose verdict is in: nobody is asked, or counted as busy, for it."""
    for desk in claim.assignments.current():
        desk.end(by=by)


def back_on_desks(
    claim: Claim, people: Iterable[User], *, by: User, due_at: datetime, note: NoteKind, verdict: Verdict | None = None
) -> None:
    """Put a claim back on these people's desks and tell them; where none of them reviews any more, on the editor's own.

    So nothing lies with somebody who left, and whoever wants another verdict sees that it is theirs to hand over.
    """
    asked = {person.pk for person in people}
    able = list(User.objects.who_can_review().filter(pk__in=asked).order_by("username")) or [by]
    for reviewer in able:
        claim.assignments.create(reviewer=reviewer, assigned_by=by, due_at=due_at)
    notes.tell(note, claim, to=able, by=by, verdict=verdict)

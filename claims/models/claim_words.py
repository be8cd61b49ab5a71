"""A claim in the words of a sentence: where it stands, who brought it there, and why a move on it was refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from claims.lifecycle import IllegalMove, Move, moves_from

if TYPE_CHECKING:
    from datetime import datetime

    from claims.models.claim import Claim


def explained(move: Move, claim: Claim, *, seen: int) -> IllegalMove:
    """Put into words why a move was refused: what the claim is now, who made it so, and when."""
    if move.starts_from(claim.status):
        rest = _("It was changed after you opened it (you saw version %(seen)d, it is now %(now)d). Look again.") % {
            "seen": seen,
            "now": claim.version,
        }
    else:
        origins = ", ".join(str(origin.label) for origin in move.origins)
        rest = _("You can %(move)s a claim only while it is %(origins)s.") % {"move": move, "origins": origins}
        if left := ", ".join(str(each) for each in moves_from(claim.status) if each.offered):
            now_possible = _("What can be done with it now: %(moves)s.") % {"moves": left}
            rest = f"{rest} {now_possible}"
    return IllegalMove(move, f"{story(claim)} {rest}")


def story(claim: Claim) -> str:
    """Say in a sentence what the claim is now, who made it so, and when."""
    last = max(claim.moves.all(), key=lambda made: made.pk, default=None)
    now_is = str(claim.get_status_display())
    if last is None:
        return str(_("This claim is %(status)s.") % {"status": now_is})
    return str(
        _("%(person)s made this claim %(status)s at %(time)s.")
        % {"person": last.by, "status": now_is, "time": clock(last.made_at)}
    )


def clock(at: datetime) -> str:
    """Write a time as a sentence needs it: the hour, with the day where that is another than today."""
    there = localtime(at)
    hour = f"{there:%H:%M %Z}"
    return hour if there.date() == localtime().date() else f"{hour}, {date_format(there, 'DATE_FORMAT')}"

"""What people do to the assignments of a claim: hand it over, give it back, take more time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from claims.admin.pages.typed import due, held, reason, reviewer
from claims.desk import due as deadlines
from claims.desk import handing_over

if TYPE_CHECKING:
    from django.http import QueryDict

    from claims.models.claim import Claim
    from claims.models.user import User


def hand_over(claim: Claim, by: User, seen: int, typed: QueryDict) -> str:
    """Give to a colleague."""
    to = reviewer(typed)
    handing_over.hand_over(held(claim, by, typed), to, by=by, seen=seen, because=reason(typed))
    return _("Claim %(number)d is on %(reviewer)s’s desk.") % {"number": claim.number, "reviewer": to}


def give_back(claim: Claim, by: User, seen: int, typed: QueryDict) -> str:
    """Put back into the pool."""
    handing_over.give_back(held(claim, by, typed), by=by, seen=seen, reason=reason(typed))
    return _("Claim %(number)d is off your desk.") % {"number": claim.number}


def change_due(claim: Claim, by: User, seen: int, typed: QueryDict) -> str:
    """Give more time, or less."""
    at = due(typed)
    if at is None:
        raise ValidationError({"due": _("Write the time as day and hour, such as 2026-11-12 16:00.")})
    asked = held(claim, by, typed)
    deadlines.change_due(asked, at, by=by, seen=seen)
    when = date_format(localtime(at), "j F, H:i")
    return _("%(person)s has until %(time)s.") % {"person": asked.reviewer, "time": when}

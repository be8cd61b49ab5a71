"""What a form carries, read as the desk wants it; what cannot be read is refused at its field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive, make_aware
from django.utils.translation import gettext as _

from claims.admin.pages.page import number
from claims.desk.blind_review import has_a_free_place
from claims.models.user import User

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import QueryDict

    from claims.models.assignment import Assignment
    from claims.models.claim import Claim

LONGEST_REASON = 2_000
BESIDE = "nobody"
"""What a form says where a second reviewer comes beside the first."""


def seen(typed: QueryDict) -> int:
    """Return the version that the person saw; one that no claim has, where the form says none."""
    return number(typed.get("seen")) or 0


def reason(typed: QueryDict) -> str:
    """Return the reason as it is kept, or raise ValidationError where it is too long: nothing is cut off unsaid."""
    given = typed.get("reason", "").strip()
    if len(given) > LONGEST_REASON:
        raise ValidationError(
            {"reason": _("This has %(length)d characters; up to 2,000 are kept.") % {"length": len(given)}}
        )
    return given


def reviewer(typed: QueryDict) -> User:
    """Return whom the form asks to review, or raise ValidationError."""
    found = User.objects.who_can_review().filter(pk=number(typed.get("reviewer")) or 0).first()
    if found is None:
        raise ValidationError({"reviewer": _("Choose who reviews the claim.")})
    return found


def due(typed: QueryDict) -> datetime | None:
    """Return until when, in the newsroom's own time where the form names no zone; None leaves it to the desk."""
    given = typed.get("due_other", "").strip() or typed.get("due", "")
    if not given:
        return None
    try:
        at = parse_datetime(given)
    except ValueError:
        at = None
    if at is None:
        raise ValidationError({"due": _("Write the time as day and hour, such as 2026-11-12 16:00.")})
    return make_aware(at) if is_naive(at) else at


def in_place_of(claim: Claim, who: User, typed: QueryDict) -> Assignment | None:
    """Return the assignment that a new one replaces: the one that the form names, else whoever has it; or none beside."""
    given = typed.get("instead_of", "")
    if given == BESIDE:
        return None
    current = claim.assignments.current().select_related("reviewer").exclude(reviewer=who).order_by("pk")
    if not given:
        return None if has_a_free_place(claim, who) else current.first()
    named = claim.assignments.select_related("reviewer").filter(pk=number(given) or 0).first()
    if named is None:
        raise ValidationError({"reviewer": _("Choose in whose place: this assignment is not there.")})
    return named


def held(claim: Claim, by: User, typed: QueryDict) -> Assignment:
    """Return the assignment that an act is about: the one that the form names, else one's own."""
    rows = claim.assignments.select_related("reviewer", "claim")
    given = number(typed.get("assignment"))
    found = rows.filter(pk=given).first() if given else rows.current().filter(reviewer=by).first()
    if found is None:
        raise ValidationError(_("This claim is not on your desk. Ask an editor to assign it."))
    return found

"""What people say of an earlier verdict beside a claim: the same claim, or another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from claims.admin.pages.page import number
from claims.desk import earlier
from claims.models.earlier_verdict import EarlierVerdict

if TYPE_CHECKING:
    from django.http import QueryDict

    from claims.models.claim import Claim
    from claims.models.user import User


def matched(claim: Claim, typed: QueryDict) -> EarlierVerdict:
    """Return the earlier verdict that the form is about, or raise ValidationError."""
    found = EarlierVerdict.objects.filter(claim=claim, pk=number(typed.get("earlier")) or 0).first()
    if found is None:
        raise ValidationError(_("This earlier verdict does not stand beside the claim. Reload the page."))
    return found


def call_same(claim: Claim, by: User, seen: int, typed: QueryDict) -> str:
    """Say that an earlier verdict is on the same claim."""
    earlier.call_same(matched(claim, typed), by=by)
    return _("Kept: it is the same claim.")


def call_different(claim: Claim, by: User, seen: int, typed: QueryDict) -> str:
    """Say that an earlier verdict is on another claim."""
    earlier.call_different(matched(claim, typed), by=by)
    return _("Kept: it is another claim, and is shown no more.")

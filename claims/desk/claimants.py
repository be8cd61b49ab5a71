"""What claimants are: a person or an organisation, as an editor says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from claims.models.claimant import Claimant, ClaimantKind
from claims.permissions import require_act

if TYPE_CHECKING:
    from claims.models.user import User


@transaction.atomic
def say_kind(claimant: Claimant, *, kind: str, by: User) -> None:
    """Say what a claimant is, for publications and corrections from now on; no reading by machine changes it any more.

    Raises ValidationError, PermissionDenied.
    """
    require_act(by, "say_what_claimant_is")
    if kind not in ClaimantKind.values:
        raise ValidationError({"kind": _("Choose a kind.")})
    Claimant.objects.filter(pk=claimant.pk).update(kind=kind, kind_said_by=by)

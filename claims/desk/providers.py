"""Switching providers on and off: a person's decision, with its reason, kept in the history."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pghistory
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from claims.desk.triage import Stale
from claims.models.provider import ProviderSwitch
from claims.permissions import require_act
from claims.pipeline.sourcing.in_use import NAMES, in_use

if TYPE_CHECKING:
    from claims.models.user import User

LONGEST_REASON = 2_000


@transaction.atomic
def switch_on(provider: str, *, by: User) -> None:
    """Ask a provider from now on. Raises Stale, ValidationError, PermissionDenied."""
    switch(provider, by=by, is_on=True, reason="")


@transaction.atomic
def switch_off(provider: str, *, by: User, reason: str) -> None:
    """Ask a provider no more, with a reason that colleagues read. Raises Stale, ValidationError, PermissionDenied."""
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": str(_("Say why: colleagues see the reason beside the provider."))})
    if len(reason) > LONGEST_REASON:
        words = _("A reason has at most %(most)s characters.") % {
            "most": number_format(LONGEST_REASON, force_grouping=True)
        }
        raise ValidationError({"reason": str(words)})
    switch(provider, by=by, is_on=False, reason=reason)


def switch(provider: str, *, by: User, is_on: bool, reason: str) -> None:
    """Write the decision; the row is locked, so that of two people one is told what the other did."""
    require_act(by, "switch_provider")
    if provider not in NAMES:
        raise ValidationError(_("There is no provider of this name."))
    row = ProviderSwitch.objects.select_for_update(no_key=True).select_related(None).filter(provider=provider).first()
    if (provider in in_use()) == is_on:
        who = row.switched_by if row else None
        done = _("switched on") if is_on else _("switched off")
        words = _("It is %(done)s already, by %(who)s.") if who else _("It is %(done)s already.")
        raise Stale(str(words % {"done": done, "who": who}))
    with pghistory.context(user=by.pk, reason=reason):
        ProviderSwitch.objects.update_or_create(
            provider=provider, defaults={"is_on": is_on, "switched_by": by, "because": reason}
        )

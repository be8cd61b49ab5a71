"""Keys with which programs write to the API, each for one person."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from claims.desk.triage import Stale
from claims.models.api_key import ApiKey, Scope
from claims.permissions import may_act, require_act

if TYPE_CHECKING:
    from collections.abc import Sequence

    from claims.models.user import User

LONGEST_NAME = 100
LONGEST_LIFE = timedelta(days=3_650)


@transaction.atomic
def make_key(
    name: str, *, by: User, lasts: timedelta | None = None, scopes: Sequence[str] | None = None
) -> tuple[ApiKey, str]:
    """Make a key for oneself, which opens all or what `scopes` says; the second answer is the key, shown once.

    Raises ValidationError, PermissionDenied.
    """
    require_act(by, "make_key")
    name = " ".join(name.split())
    if not name:
        raise ValidationError(_("Name the program that will use the key."))
    if len(name) > LONGEST_NAME:
        raise ValidationError(_("A name has at most %(most)d characters.") % {"most": LONGEST_NAME})
    if lasts is not None and not timedelta() < lasts <= LONGEST_LIFE:
        raise ValidationError(_("A key lasts from a day to ten years, or until it is revoked."))
    if unknown := set(scopes or ()) - set(Scope.values):
        raise ValidationError(_("There is no “%(scope)s” that a key could open.") % {"scope": min(unknown)})
    made, key = ApiKey.issue(by, name=name, scopes=scopes)
    if lasts is not None:
        made.expires_at = made.made_at + lasts
        made.save(update_fields=["expires_at"])
    return made, key


@transaction.atomic
def revoke_key(key: ApiKey, *, by: User) -> None:
    """End a key at once: one's own, or, as chief editor, anybody's. Raises Stale, PermissionDenied."""
    if key.user_id != by.pk and not may_act(by, "manage_people"):
        raise PermissionDenied(_("This key is %(person)s’s. Ask them, or the chief editor.") % {"person": key.user})
    if not ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=now()):
        raise Stale(str(_("This key is revoked already.")))

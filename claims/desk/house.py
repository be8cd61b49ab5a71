"""What holds for the whole newsroom: the desk's language, its time zone, and how it checks, in its own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from claims.desk.own_choices import refuse_unknown
from claims.desk.triage import Stale
from claims.models.newsroom import LONGEST_METHODOLOGY, Newsroom
from claims.permissions import require_act

if TYPE_CHECKING:
    from claims.models.user import User


@transaction.atomic
def change_house(*, by: User, seen: int, language: str, zone: str, methodology: str) -> Newsroom:
    """Set language and zone for whoever chose none, and the text that readers find under “How we check”.

    Raises Stale (changed after version `seen`), ValidationError by field, PermissionDenied.
    """
    require_act(by, "change_newsroom")
    refuse_unknown(language=language, zone=zone)
    methodology = methodology.replace("\r\n", "\n").strip()
    if len(methodology) > LONGEST_METHODOLOGY:
        told = _("This has %(length)d characters; %(most)d fit.")
        raise ValidationError({"methodology": told % {"length": len(methodology), "most": LONGEST_METHODOLOGY}})
    if "\x00" in methodology:
        raise ValidationError({"methodology": _("There is a sign in it that cannot be kept. Write it anew.")})
    newsroom = held(seen=seen)
    newsroom.language, newsroom.zone, newsroom.methodology = language, zone, methodology
    newsroom.version += 1
    newsroom.save(update_fields=["language", "zone", "methodology", "version"])
    return newsroom


def held(*, seen: int | None) -> Newsroom:
    """Lock the newsroom's row, or raise Stale where it changed after version `seen`. Needs a transaction."""
    newsroom = Newsroom.objects.select_for_update(no_key=True).get(pk=Newsroom.objects.ours().pk)
    if seen is not None and newsroom.version != seen:
        raise Stale(str(_("Someone changed these settings while you were at them. Nothing was written over.")))
    return newsroom

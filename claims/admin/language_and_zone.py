"""The desk in a person's own language, with times in their own zone."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from claims.desk.presence import be_seen
from claims.models.newsroom import Newsroom

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from claims.models.user import User

DESK = "/desk/"


class LanguageAndZone:
    """A middleware for /desk/: what the person chose, else what the newsroom did, else the browser's and the server's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Remember what answers."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer in the language and zone that were chosen."""
        if not request.path.startswith(DESK):
            return self.get_response(request)
        request.newsroom = SimpleLazyObject(lambda: Newsroom.objects.filter(pk=1).first() or Newsroom())  # type: ignore[attr-defined]
        if not request.user.is_authenticated:
            return self.get_response(request)
        me: User = request.user
        be_seen(me)
        ours: Newsroom = request.newsroom  # type: ignore[attr-defined]
        language = next((given for given in (me.language, ours.language) if given in dict(settings.LANGUAGES)), "")
        if language:
            translation.activate(language)  # SpokenLanguage, which runs around this, names it in the answer
            request.LANGUAGE_CODE = translation.get_language() or language
        with timezone.override(known(me.zone) or known(ours.zone)):
            return self.get_response(request)


def known(zone: str) -> ZoneInfo | None:
    """Return the zone, None where none is named or the machine's tables lack it."""
    try:
        return ZoneInfo(zone) if zone else None
    except (ZoneInfoNotFoundError, ValueError):
        return None

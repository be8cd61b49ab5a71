"""What every public page knows: whose site it is, and whether all this is a rehearsal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from claims.models.newsroom import Newsroom

if TYPE_CHECKING:
    from django.http import HttpRequest


def newsroom(request: HttpRequest) -> dict[str, Any]:
    """Name the newsroom to templates. The database is asked only by a page that shows whether it rehearses."""
    return {
        "newsroom": {
            "name": settings.NEWSROOM_NAME,
            "url": settings.SITE_URL,
            "contact": settings.CONTACT_EMAIL,
            "rehearses": SimpleLazyObject(rehearses),
        },
        "canonical": f"{settings.SITE_URL}{request.path}",
    }


def rehearses() -> bool:
    """Say whether the newsroom is a rehearsal."""
    return Newsroom.objects.filter(rehearsal=True).exists()

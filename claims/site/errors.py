"""Pages for when something is not there, not allowed, or failed. They ask the database for nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponse
from django.template import loader
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.http import HttpRequest

WORDS = {
    400: (_("This cannot be read"), _("The address or the form that was sent is damaged. Go back and try once more.")),
    403: (_("This is not open to you"), _("Sign in with another account, or ask an editor.")),
    404: (_("Nothing is here"), _("The page has moved, or never was. Published verdicts keep their address for good.")),
    500: (
        _("Something failed"),
        _("The fault is ours, and is written down. Nothing was published or lost. Try again later."),
    ),
}


def refusal(status: int, *, reason: str = "") -> HttpResponse:
    """Show the page for a status, with the reason that was given instead of ours."""
    title, words = WORDS[status]
    site = {"name": settings.NEWSROOM_NAME, "url": settings.SITE_URL, "contact": settings.CONTACT_EMAIL}
    context = {"newsroom": site, "title": title, "words": reason or words, "status": status}
    return HttpResponse(loader.render_to_string("site/refusal.html", context), status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what cannot be read."""
    return refusal(400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what is not allowed, with the reason that the desk gave."""
    return refusal(403, reason=str(exception))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what is not there."""
    return refusal(404)


def failed(request: HttpRequest) -> HttpResponse:
    """Answer a failure of ours."""
    return refusal(500)

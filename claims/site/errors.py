"""Pages for when something is not there, not allowed, or failed. They ask the database for nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponse, JsonResponse
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


AT_THE_DESK = {
    404: (_("Nothing is here"), _("It was never here, or is not yours to see. An editor can tell.")),
    500: (
        _("Something failed"),
        _("The fault is ours, and is written down. What was saved before is kept. Try again in a moment."),
    ),
}
LONGEST_SHOWN = 20_000


def refusal(status: int, *, reason: str = "", at_the_desk: bool = False) -> HttpResponse:
    """Show the page for a status, with the reason that was given instead of ours; at the desk it leads back there."""
    title, words = (AT_THE_DESK if at_the_desk else {}).get(status, WORDS[status])
    site = {"name": settings.NEWSROOM_NAME, "url": settings.SITE_URL, "contact": settings.CONTACT_EMAIL}
    context = {"newsroom": site, "title": title, "words": reason or words, "status": status, "at_the_desk": at_the_desk}
    return HttpResponse(loader.render_to_string("site/refusal.html", context), status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what cannot be read."""
    return refusal(400, at_the_desk=is_at_the_desk(request))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what is not allowed, with the reason that the desk gave."""
    return refusal(403, reason=str(exception), at_the_desk=is_at_the_desk(request))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what is not there."""
    return refusal(404, at_the_desk=is_at_the_desk(request))


def failed(request: HttpRequest) -> HttpResponse:
    """Answer a failure of ours."""
    return refusal(500, at_the_desk=is_at_the_desk(request))


def is_at_the_desk(request: HttpRequest) -> bool:
    """Say whether the address is one of the desk's."""
    return request.path_info.startswith("/desk/")


def not_sent(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is too old, or no form of ours: nothing is done, and what was written is shown once more.

    Words are shown only where the browser says that our own page sent them.
    """
    if request.headers.get("Accept", "").startswith("application/json"):
        told = _("You signed in or out in another tab. Read this page again; your words are kept in this browser.")
        return JsonResponse({"words": str(told), "status": 403}, status=403)
    here = f"{request.scheme}://{request.get_host()}"
    ours = request.headers.get("Origin", "") in {here, settings.SITE_URL} or request.headers.get(
        "Referer", ""
    ).startswith(f"{here}/")
    words = [value[:LONGEST_SHOWN] for value in request.POST.values() if is_words(value)] if ours else []
    site = {"name": settings.NEWSROOM_NAME, "url": settings.SITE_URL, "contact": settings.CONTACT_EMAIL}
    context = {"newsroom": site, "words": words, "back": request.get_full_path()}
    return HttpResponse(loader.render_to_string("site/not_sent.html", context), status=403)


def is_words(value: object) -> bool:
    """Say whether a field holds something that a person wrote, and not a key, a number or a choice."""
    return isinstance(value, str) and " " in value.strip()

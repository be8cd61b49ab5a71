"""What the site tells machines: what to read, what to leave, and whether it is well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.html import escape
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from claims.models.current_verdict import CurrentVerdict
from claims.site.context import rehearses
from claims.site.verdicts import FRESH_FOR

if TYPE_CHECKING:
    from django.http import HttpRequest

MOST_ADDRESSES = 50_000
"""A sitemap may not have more."""


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """Say whether the database answers: 200, or 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "the database does not answer"}, status=503)
    return JsonResponse({"status": "ok"})


@require_safe
@cache_control(public=True, max_age=FRESH_FOR)
def robots(request: HttpRequest) -> HttpResponse:
    """Let robots read the site and not the desk; of a rehearsal, nothing."""
    closed = "Disallow: /" if rehearses() else "Disallow: /desk/\nDisallow: /live/"
    words = f"User-agent: *\n{closed}\n\nSitemap: {settings.SITE_URL}{reverse('site:sitemap')}\n"
    return HttpResponse(words, content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=FRESH_FOR)
def sitemap(request: HttpRequest) -> HttpResponse:
    """List the public pages with the day of their last change, the newest verdicts first."""
    pages = [(f"{settings.SITE_URL}{reverse(f'site:{name}')}", "") for name in ("front", "corrections", "methodology")]
    rows = CurrentVerdict.objects.standing().newest_first().values_list("public_id", "publication__published_at")
    for public_id, at in rows[: MOST_ADDRESSES - len(pages)]:
        pages.append((f"{settings.SITE_URL}{reverse('site:verdict', args=[public_id])}", at.isoformat()))
    listed = "".join(
        f"<url><loc>{escape(address)}</loc>{f'<lastmod>{at}</lastmod>' if at else ''}</url>\n" for address, at in pages
    )
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{listed}</urlset>\n'
    )
    return HttpResponse(body, content_type="application/xml; charset=utf-8")

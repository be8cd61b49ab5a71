"""The desk's own admin site, at /desk/."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib.admin import AdminSite
from django.urls import path
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django.views.decorators.gzip import gzip_page

from claims.models.claim import Claim
from claims.models.notification import Notification
from claims.models.reader_request import ReaderRequest

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern, URLResolver

    from claims.models.newsroom import Newsroom
    from claims.models.user import User

MOST_COUNTED = 1_000
"""Counts in the nav stop here and show a plus sign, so that they cost the same on a large desk."""


def counted(rows: Any) -> str:
    """Return how many rows there are, as the nav shows it: “1,000+” from there on."""
    number = len(rows.order_by().values_list("pk", flat=True)[: MOST_COUNTED + 1])
    return (
        f"{number_format(MOST_COUNTED, force_grouping=True)}+"
        if number > MOST_COUNTED
        else number_format(number, force_grouping=True)
    )


class DeskSite(AdminSite):
    """Django's admin in our frame: our pages first, the tables of all models one step away."""

    site_header = _("Claimdesk")
    site_title = _("Claimdesk")
    index_title = _("All tables")
    index_template = "admin/desk/tables.html"

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Put the desk's pages before the admin's own."""
        from claims.admin.pages import addresses
        from claims.admin.pages.entering import AcceptInvitation

        opened = path("invitation/<str:token>/", AcceptInvitation.as_view(), name="invitation")
        ours = [path(where, self.admin_view(page), name=name) for where, page, name in addresses()]
        tables = path("tables/", self.admin_view(self.tables), name="tables")
        return [*ours, tables, opened, *super().get_urls()]

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Any:
        """Send every page compressed to browsers that ask for it; Django hides the length of what a page keeps secret."""
        return gzip_page(super().admin_view(view, cacheable))

    def tables(self, request: HttpRequest) -> HttpResponse:
        """Show the admin's own index: the tables of all models."""
        return super().index(request, {"here": "tables"})

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Add what the desk's nav counts, for those who are in."""
        context = super().each_context(request)
        if context["has_permission"]:
            me = cast("User", request.user)
            ours: Newsroom = request.newsroom  # type: ignore[attr-defined]
            context["rehearsal"] = ours.rehearsal
            context["nav_claims"] = counted(Claim.objects.visible_to(me))
            context["nav_notes"] = counted(Notification.objects.visible_to(me).unread())
            if me.edits:
                context["nav_requests"] = counted(ReaderRequest.objects.open())
                context["nav_approve"] = counted(Claim.objects.awaiting_approval())
        return context

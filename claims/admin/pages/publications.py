"""The ledger: every publication, correction and retraction, with its head."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy

from claims.admin.counting import BoundedPages
from claims.admin.pages.page import DeskPage
from claims.models.newsroom import Newsroom
from claims.models.publication import LedgerHead, Publication, PublicationKind

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

A_PAGE = 50


class Publications(DeskPage):
    """The ledger's rows, the newest first."""

    template_name = "admin/desk/publications.html"
    title = gettext_lazy("Published")
    here = "publications"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show a page of it; `kind` keeps one kind of row."""
        rows = Publication.objects.select_related("claim__claimant", "verdict__rating", "published_by", "approver")
        kind = request.GET.get("kind", "")
        if kind in PublicationKind.values:
            rows = rows.filter(kind=kind)
        else:
            kind = ""
        page = BoundedPages(rows.order_by("-sequence"), A_PAGE).get_page(request.GET.get("page"))
        return self.show(
            page=page,
            head=LedgerHead.objects.get(pk=1),
            kind=kind,
            kinds=PublicationKind.choices,
            base=f"kind={kind}&" if kind else "",
            is_rehearsal=Newsroom.objects.filter(rehearsal=True).exists(),
        )

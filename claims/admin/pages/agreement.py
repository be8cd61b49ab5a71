"""How far people agree who review apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy

from claims.admin.pages.page import DeskPage
from claims.desk.agreement import MOST_SUMMED_UP, agreement

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class Agreements(DeskPage):
    """Cohen's kappa of the blind reviews."""

    template_name = "admin/desk/agreement.html"
    title = gettext_lazy("Agreement")
    here = "agreement"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show it to editors."""
        if not self.me.edits:
            return self.show(template="admin/desk/refused.html", status=403)
        return self.show(agreement=agreement(by=self.me), most=MOST_SUMMED_UP)

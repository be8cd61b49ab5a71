"""The claims as a dense list: filters, search, and one act on many."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect
from django.utils.timezone import now
from django.utils.translation import gettext_lazy

from claims.admin.counting import BoundedPages
from claims.admin.pages import bulk, views
from claims.admin.pages.assigning import choices
from claims.admin.pages.filters import Filters
from claims.admin.pages.page import DeskPage, Problem, number
from claims.admin.pages.rows import as_rows
from claims.permissions import may_act

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse
    from django.template.response import TemplateResponse

    from claims.models.saved_view import SavedView

A_PAGE, MOST_A_PAGE = 50, 100


class ClaimList(DeskPage):
    """All claims that this person may see."""

    template_name = "admin/desk/claims.html"
    title = gettext_lazy("Claims")
    here = "claims"
    views: list[SavedView]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show a page of those that the filters keep; without any, the view with which this person's list opens."""
        self.views = views.shown(self.me)
        opens = next((view for view in self.views if view.opens_first and view.owner_id == self.me.pk), None)
        if opens is not None and not request.GET:
            return redirect(f"{request.path}?{opens.question}")
        return self.claims()

    def post(self, request: HttpRequest) -> HttpResponse:
        """Do one act on the ticked claims, and show what became of each; or keep or change a view."""
        if "view_act" in request.POST:
            question = Filters.read(request.GET, me=self.me).address()
            done = views.act(request.POST, by=self.me, question=question)
            self.views = views.shown(self.me)
            if isinstance(done, Problem):
                return self.claims(problem=done)
            self.say(done)
            return redirect(f"{request.path}?{question or 'view=none'}")
        self.views = views.shown(self.me)
        return self.claims(bulk.run(request.POST, me=self.me))

    def claims(self, results: Sequence[bulk.Result] = (), *, problem: Problem | None = None) -> TemplateResponse:
        """Render the list; the filters stand in the address, for a POST too."""
        filters = Filters.read(self.request.GET, me=self.me)
        rows = as_rows(filters.kept(), me=self.me)
        per = min(number(self.request.GET.get("per")) or A_PAGE, MOST_A_PAGE)
        pages = BoundedPages(rows, per)
        pages.sorts = filters["sort"] == "due"
        tools: dict[str, Any] = {}
        if self.me.edits:
            tools = {**choices(now(), me=self.me), "triages": True}
        return self.show(
            status=problem.status if problem else 200,
            problem=problem,
            views=self.views,
            question=filters.address(),
            page=pages.get_page(self.request.GET.get("page")),
            filters=filters,
            groups=filters.groups(),
            base=filters.address(page="") + "&" if filters.address(page="") else "",
            results=results,
            typed=self.request.POST,
            refused=None if self.me.edits else may_act(self.me, "reword_claim"),
            **tools,
        )

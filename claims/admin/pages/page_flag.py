"""A flag on a cited page: what it said when it was cited, what it says now, and what an editor decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.admin.counting import BoundedPages
from claims.admin.pages.differing import differing_paragraphs
from claims.admin.pages.page import DeskPage, Problem, attempt
from claims.admin.pages.typed import reason, seen
from claims.desk import flags
from claims.models.page_look import PageFlag
from claims.models.verdict import Citation
from claims.permissions import may_act

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.template.response import TemplateResponse


A_PAGE = 50


class FlaggedPages(DeskPage):
    """All flags that nobody has decided on, the oldest first."""

    template_name = "admin/desk/flags.html"
    title = gettext_lazy("Cited pages that changed")
    here = "claims"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show a page of them."""
        rows = PageFlag.objects.visible_to(self.me).open().oldest_first()
        return self.show(page=BoundedPages(rows, A_PAGE).get_page(request.GET.get("page")), base="")


class FlaggedPage(DeskPage):
    """One flag, with the decision."""

    template_name = "admin/desk/flag.html"
    title = gettext_lazy("A cited page changed")
    here = "claims"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what changed."""
        return self.flagged(self.found(pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Decide."""
        flag = self.found(pk)
        done = attempt(lambda: self.decide(flag))
        if isinstance(done, Problem):
            return self.flagged(self.found(pk), problem=done)
        self.say(done)
        return redirect("admin:review", flag.claim_id)

    def decide(self, flag: PageFlag) -> str:
        """Hand the decision to the desk."""
        if self.request.POST.get("act") == "reopen":
            flags.reopen(flag, by=self.me, seen=seen(self.request.POST), reason=reason(self.request.POST))
            return _("Reopened. The published verdict stands until it is corrected or retracted.")
        flags.keep(flag, by=self.me, reason=reason(self.request.POST))
        return _("The verdict stands, with your reason.")

    def found(self, pk: int) -> PageFlag:
        """Find the flag among those that this person may see."""
        flag = (
            PageFlag.objects.visible_to(self.me)
            .select_related("claim__article", "look__newest", "snapshot__source", "decided_by")
            .filter(pk=pk)
            .first()
        )
        if flag is None:
            raise Http404
        return flag

    def flagged(self, flag: PageFlag, *, problem: Problem | None = None) -> TemplateResponse:
        """Render the page."""
        newest = flag.look.newest
        verdict = flag.claim.current_verdict.publication.verdict_id if hasattr(flag.claim, "current_verdict") else None
        cited = Citation.objects.filter(verdict=verdict, snapshot=flag.snapshot_id)
        return self.show(
            status=problem.status if problem else 200,
            flag=flag,
            claim=flag.claim,
            source=flag.snapshot.source,
            newest=newest,
            cited=[(citation, newest is not None and citation.text in newest.text) for citation in cited],
            differing=differing_paragraphs(flag.snapshot.text, newest.text) if newest else None,
            may_decide=may_act(self.me, "decide_on_flag"),
            problem=problem,
            typed=self.request.POST,
        )

"""The redaction page: one editor orders that documents go, another confirms it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.admin.pages.page import DeskPage, Problem, attempt, number
from claims.desk.redaction import confirm_redaction, order_redaction, redactable, withdraw_redaction
from claims.models.claim import Claim
from claims.models.redaction import Redaction

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.template.response import TemplateResponse


class Redact(DeskPage):
    """Redactions of one claim: the order, its confirmation, and what was redacted before."""

    template_name = "admin/desk/redact.html"
    title = gettext_lazy("Redact by order")
    here = "publications"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the form, or the order that waits."""
        return self.form(self.found(pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Order, confirm or withdraw."""
        claim = self.found(pk)
        acts: dict[str, Callable[[], str]] = {
            "order": lambda: self.order(claim),
            "confirm": lambda: self.confirm(claim),
            "withdraw": lambda: self.withdraw(claim),
        }
        act = acts.get(request.POST.get("act", ""))
        if act is None:
            return self.form(claim, Problem(_("This page does not know that act. Nothing was done."), 422))
        done = attempt(act)
        if isinstance(done, Problem):
            return self.form(claim, done)
        self.say(done)
        return redirect("admin:redact", pk)

    def order(self, claim: Claim) -> str:
        """Order what the form names."""
        typed = self.request.POST
        order_redaction(
            claim,
            by=self.me,
            sequences=[found for each in typed.getlist("sequences") if (found := number(each)) is not None],
            reason=typed.get("reason", ""),
            reference=typed.get("reference", ""),
        )
        return _("Ordered. Nothing is gone yet: another editor has to confirm it.")

    def confirm(self, claim: Claim) -> str:
        """Confirm the order that the form names."""
        row = confirm_redaction(self.named(claim), by=self.me)
        return _("Redacted, as no. %(sequence)d of the ledger.") % {"sequence": row.sequence}

    def withdraw(self, claim: Claim) -> str:
        """Take it back."""
        withdraw_redaction(self.named(claim), by=self.me)
        return _("Withdrawn. Nothing was redacted.")

    def named(self, claim: Claim) -> Redaction:
        """Find the order that the form names among those of this claim."""
        return get_object_or_404(Redaction, claim=claim, pk=number(self.request.POST.get("redaction")) or 0)

    def found(self, pk: int) -> Claim:
        """Find a claim that was published, among those that this person may see."""
        claim = Claim.objects.visible_to(self.me).select_related("article").filter(pk=pk).first()
        if claim is None or not claim.publications.exists():
            raise Http404
        return claim

    def form(self, claim: Claim, problem: Problem | None = None) -> TemplateResponse:
        """Render the page; for a reviewer, who may do it instead."""
        if not self.me.edits:
            return self.show(template="admin/desk/refused.html", status=403, claim=claim)
        people = ("ordered_by", "confirmed_by", "withdrawn_by", "publication")
        redactions = list(claim.redactions.select_related(*people).order_by("-pk"))
        return self.show(
            status=problem.status if problem else 200,
            claim=claim,
            rows=redactable(claim),
            chosen={number(each) for each in self.request.POST.getlist("sequences")} if problem else None,
            waiting=next((each for each in redactions if each.is_waiting), None),
            ended=[each for each in redactions if not each.is_waiting],
            problem=problem,
            typed=self.request.POST,
        )

"""What readers and claimants wait for: readers' requests to correct, and replies that claimants were asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.admin.counting import BoundedPages
from claims.admin.pages.page import DeskPage, Problem, attempt
from claims.desk import readers
from claims.models.publication import Publication
from claims.models.reader_request import LONGEST_WORDS, ReaderRequest
from claims.models.reply import ReplyRequest
from claims.permissions import may_act

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

A_PAGE = 50


class Requests(DeskPage):
    """Open ones first, the oldest first; then what was settled."""

    template_name = "admin/desk/requests.html"
    title = gettext_lazy("Requests")
    here = "requests"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show them."""
        if not may_act(self.me, "answer_reader"):
            return self.show(template="admin/desk/refused.html", status=403, title=_("Requests"))
        asked = ReaderRequest.objects.select_related("claim", "answered_by").defer("claim__quote")
        replies = ReplyRequest.objects.open().select_related("claim", "asked_by")
        return self.show(
            page=BoundedPages(asked.open(), A_PAGE).get_page(request.GET.get("page")),
            settled=BoundedPages(asked.settled(), A_PAGE).get_page(request.GET.get("settled")),
            replies=BoundedPages(replies, A_PAGE).get_page(request.GET.get("replies")),
            base="",
        )


class AnswerRequest(DeskPage):
    """One reader's request beside what they saw, and the answer."""

    template_name = "admin/desk/request.html"
    title = gettext_lazy("A reader’s request")
    here = "requests"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show it."""
        return self.form(pk)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Answer it, or set it aside."""
        asked = get_object_or_404(ReaderRequest, pk=pk)
        done = attempt(lambda: self.act(asked))
        if isinstance(done, Problem):
            return self.form(pk, done)
        self.say(done)
        return redirect("admin:requests")

    def act(self, asked: ReaderRequest) -> str:
        """Do what the pressed button says."""
        if self.request.POST.get("act") == "set_aside":
            readers.set_aside(asked, by=self.me)
            return _("Set aside.")
        readers.answer(asked, self.request.POST.get("answer", ""), by=self.me)
        return _("Answered. The reader finds it at their address.")

    def form(self, pk: int, problem: Problem | None = None) -> HttpResponse:
        """Render the page; for a reviewer, who may do it instead."""
        if not may_act(self.me, "answer_reader"):
            return self.show(template="admin/desk/refused.html", status=403, title=_("Requests"))
        asked = get_object_or_404(
            ReaderRequest.objects.select_related("claim__article", "publication__document", "answered_by"), pk=pk
        )
        newest = Publication.objects.filter(claim=asked.claim).order_by("-sequence").first()
        return self.show(
            status=problem.status if problem else 200,
            asked=asked,
            seen=asked.publication.document.content,
            changed=newest is not None and newest.pk != asked.publication_id,
            most=LONGEST_WORDS,
            problem=problem,
            typed=self.request.POST,
        )

"""One's own notes: what the desk tells a person, each with the place to act, and how they want to be told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from claims.admin.counting import BoundedPages, up_to
from claims.admin.pages.page import DeskPage, Problem, attempt, number
from claims.desk import notes
from claims.models.notification import Notification

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.template.response import TemplateResponse

A_PAGE = 50


class Notes(DeskPage):
    """What concerns me, the newest first."""

    template_name = "admin/desk/notes.html"
    title = gettext_lazy("Notes")
    here = "notes"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show it."""
        return self.notes()

    def post(self, request: HttpRequest) -> HttpResponse:
        """Mark one note as read, or all."""
        act = {"read": self.read, "read_all": self.read_all}.get(request.POST.get("act", ""))
        if act is None:
            return self.notes(problem=Problem(_("This page does not know that act. Nothing was done."), 422))
        done = attempt(act)
        if isinstance(done, Problem):
            return self.notes(problem=done)
        self.say(done)
        return redirect("admin:notes")

    def read(self) -> str:
        """Mark one as read."""
        done = notes.mark_read(by=self.me, note=number(self.request.POST.get("note")) or 0)
        return _("Read.") if done else _("This was read already.")

    def read_all(self) -> str:
        """Mark all as read."""
        done = notes.mark_read(by=self.me)
        return ngettext("%(n)d note is read.", "%(n)d notes are read.", done) % {"n": done}

    def notes(self, *, problem: Problem | None = None) -> TemplateResponse:
        """Render the page."""
        mine = Notification.objects.visible_to(self.me)
        return self.show(
            status=problem.status if problem else 200,
            page=BoundedPages(mine.complete(), A_PAGE).get_page(self.request.GET.get("page")),
            unread=up_to(mine.unread()),
            live=f"{settings.LIVE_URL}/live/people/{self.me.public_id}" if settings.LIVE_URL else "",
            problem=problem,
        )

"""The board: the claims by status, with the moves that each may make."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.admin.counting import Counted, by_value, together
from claims.admin.pages.acts import perform
from claims.admin.pages.page import DeskPage, Problem, number
from claims.admin.pages.rows import as_rows, soonest_due
from claims.lifecycle import Status
from claims.models.assignment import Assignment
from claims.models.claim import Claim

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.template.response import TemplateResponse

    from claims.models.claim import ClaimQuerySet

A_COLUMN = 12


class Column(NamedTuple):
    """A status, or two that readers cannot tell apart: what it says, how many there are, the first few."""

    status: Status
    label: str
    hint: str
    number: Counted
    claims: list[Claim]


class Board(DeskPage):
    """The same claims as in the list, in columns."""

    template_name = "admin/desk/board.html"
    title = gettext_lazy("Board")
    here = "board"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the columns."""
        return self.board()

    def post(self, request: HttpRequest) -> HttpResponse:
        """Make a move from a slip's menu."""
        mine = Claim.objects.visible_to(self.me).select_related("article").defer("article__text")
        claim = get_object_or_404(mine, pk=number(request.POST.get("claim")) or 0)
        done = perform(claim, by=self.me, typed=request.POST)
        if isinstance(done, Problem):
            return self.board(done, moving=claim)
        self.say(done)
        return redirect(f"{request.path}?{request.GET.urlencode()}" if request.GET else request.path)

    def board(self, problem: Problem | None = None, *, moving: Claim | None = None) -> TemplateResponse:
        """Render the columns; `who=me` keeps what lies on one's own desk."""
        mine = self.request.GET.get("who") == "me"
        seen = Claim.objects.visible_to(self.me)
        if mine:
            seen = seen.filter(pk__in=Assignment.objects.current().filter(reviewer=self.me).values("claim"))
        counts = by_value(seen, "status", Status.values)
        return self.show(
            status=problem.status if problem else 200,
            columns=self.columns(seen, counts),
            aside=[
                (status, _("%(number)s %(status)s") % {"number": counts[status], "status": status.label})
                for status in (Status.DISMISSED, Status.MERGED, Status.RETRACTED)
                if counts.get(status)
            ],
            claim_count=together(counts.values()),
            mine=mine,
            problem=problem,
            moving=moving,
            typed=self.request.POST,
        )

    def columns(self, seen: ClaimQuerySet, counts: dict[str, Counted]) -> list[Column]:
        """Fill the columns: a fixed number of queries for each."""
        public = (Status.PUBLISHED, Status.CORRECTED)
        ways = [
            (Status.SPOTTED, _("Spotted"), _("Most worth checking first"), seen.in_triage()),
            (Status.ASSIGNED, _("Assigned"), _("Soonest due first"), soonest_due(seen)),
            (Status.RATED, _("Rated"), _("Waiting for a second editor"), seen.awaiting_approval()),
            (Status.APPROVED, _("Approved"), _("Not yet public"), seen.awaiting_publication()),
            (
                Status.PUBLISHED,
                _("Published"),
                _("The newest first"),
                seen.filter(status__in=public).order_by("-updated_at", "-pk"),
            ),
        ]
        return [
            Column(
                status,
                label,
                hint,
                together(counts[each] for each in (public if status in public else (status,)) if each in counts),
                list(as_rows(claims, me=self.me)[:A_COLUMN]),
            )
            for status, label, hint, claims in ways
        ]

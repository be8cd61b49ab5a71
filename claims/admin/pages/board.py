"""The board: the claims by status, with the moves that each may make."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.admin.counting import Counted, by_value, together
from claims.admin.pages.acts import perform
from claims.admin.pages.page import DeskPage, Problem, number
from claims.admin.pages.rows import as_rows, soonest_due
from claims.lifecycle import (
    ASSIGN,
    DISMISS,
    GIVE_BACK,
    HAND_OVER,
    MERGE,
    RATE,
    TAKE,
    UNASSIGN,
    Move,
    Status,
    moves_from,
)
from claims.models.assignment import Assignment
from claims.models.claim import Claim
from claims.permissions import Refusal, may_at_a_glance

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.template.response import TemplateResponse

    from claims.models.claim_queries import ClaimQuerySet
    from claims.models.user import User

A_COLUMN = 12


class Offer(NamedTuple):
    """A move that the claim's status allows: its verb, where it is made (an address, or an act of the slip's own form), or why not."""

    verb: str
    href: str
    act: str
    refusal: str


class Slip(NamedTuple):
    """A claim on the board with its moves, and in words why some are not this person's to make."""

    claim: Claim
    offers: list[Offer]
    refusals: str


class Column(NamedTuple):
    """A status, or two that readers cannot tell apart: what it says, how many there are, the first few."""

    status: Status
    label: str
    hint: str
    number: Counted
    slips: list[Slip]


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
        made = []
        for status, label, hint, claims in ways:
            first = list(claims.values_list("pk", flat=True)[:A_COLUMN])  # so that only these are put together
            slips = [slip(claim, me=self.me) for claim in as_rows(claims.filter(pk__in=first), me=self.me)]
            number = together(counts[each] for each in (public if status in public else (status,)) if each in counts)
            made.append(Column(status, label, hint, number, slips))
        return made


def slip(claim: Claim, *, me: User) -> Slip:
    """List the moves that a claim may make now, and for each whether this person may make it: no query."""
    offers = [offer(claim, move, me=me) for move in moves_from(claim.status) if move.offered]
    return Slip(claim, offers, " ".join(dict.fromkeys(each.refusal for each in offers if each.refusal)))


def offer(claim: Claim, move: Move, *, me: User) -> Offer:
    """Say where a move is made, or why this person does not make it."""
    may = may_at_a_glance(me, move, claim)
    verb = capfirst(str(move))
    if isinstance(may, Refusal):
        return Offer(verb, "", "", may.reason)
    if move in ON_THE_SLIP:
        return Offer(verb, "", move.name, "")
    if move in AT_THE_ARTICLE:
        do = AT_THE_ARTICLE[move]
        where = reverse("admin:article", args=[claim.article_id])
        return Offer(verb, f"{where}?claim={claim.number}{f'&do={do}' if do else ''}#claim-{claim.number}", "", "")
    page = "admin:review" if move in ON_THE_CLAIMS_PAGE else "admin:approve"
    return Offer(verb, reverse(page, args=[claim.pk]) + ON_THE_CLAIMS_PAGE.get(move, ""), "", "")


ON_THE_SLIP = (TAKE, DISMISS)
AT_THE_ARTICLE = {ASSIGN: "", MERGE: "merge", UNASSIGN: "unassign"}
ON_THE_CLAIMS_PAGE = {RATE: "#verdict", HAND_OVER: "#hands", GIVE_BACK: "#hands"}
"""Where a move is made that needs more than a press: a form of the article's page, or a place on the claim's own. All others
are made beside the proof."""

"""The approve page: the proof as readers will see it, what the checks found, and the second pair of eyes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.admin.counting import BoundedPages
from claims.admin.pages import discussing
from claims.admin.pages.acts import perform
from claims.admin.pages.differing import changes
from claims.admin.pages.here import who_else
from claims.admin.pages.page import DeskPage, Problem
from claims.admin.pages.rows import as_rows
from claims.admin.pages.same_text import cited_together
from claims.desk.publication import proof
from claims.lifecycle import APPROVE, CORRECT, PUBLISH, REOPEN, RETRACT, SEND_BACK, Move, Status
from claims.models.claim import Claim
from claims.models.publication import LedgerHead, Publication, PublicationKind
from claims.models.verdict import Verdict
from claims.permissions import may

if TYPE_CHECKING:
    from django.http import HttpRequest

    from claims.permissions import Answer
    from claims.pipeline.publishing.validator import Finding

A_PAGE = 50


class Approvals(DeskPage):
    """What waits for an editor's approval, then what waits to be published."""

    template_name = "admin/desk/approvals.html"
    title = gettext_lazy("Approve")
    here = "approve"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show both."""
        if not self.me.edits:
            return self.show(template="admin/desk/refused.html", status=403, title=_("Approve"))
        rated = as_rows(Claim.objects.awaiting_approval(), me=self.me)
        approved = as_rows(Claim.objects.awaiting_publication(), me=self.me)
        return self.show(
            disputes=list(as_rows(Claim.objects.to_adjudicate(), me=self.me)[:A_PAGE]),
            page=BoundedPages(rated, A_PAGE).get_page(request.GET.get("page")),
            approved=BoundedPages(approved, A_PAGE).get_page(request.GET.get("approved")),
        )


@dataclass(frozen=True, slots=True)
class Paper:
    """The document on the table: what it says, its findings, and the ledger row that made it public, if one did."""

    content: dict[str, Any]
    findings: list[Finding]
    row: Publication | None

    @property
    def must(self) -> list[Finding]:
        """List what refuses the publication."""
        return [finding for finding in self.findings if finding.blocks]

    @property
    def should(self) -> list[Finding]:
        """List what could be better."""
        return [finding for finding in self.findings if not finding.blocks]

    @property
    def markup(self) -> str:
        """Return the ClaimReview as it reads, indented; empty for a retraction."""
        review = self.content.get("claimReview")
        return json.dumps(review, indent=2, ensure_ascii=False) if review else ""


class Fix(NamedTuple):
    """The place that mends a finding, and what the link to it says."""

    href: str
    words: str


def fix(finding: Finding, claim: Claim) -> Fix | None:
    """Say where a finding is mended, if a page of the desk does that."""
    place = finding.pointer
    if place.startswith(("/itemReviewed/datePublished", "/itemReviewed/appearance", "/itemReviewed/firstAppearance")):
        return Fix(reverse("admin:article_facts", args=[claim.article_id]), _("Say where and when it appeared"))
    if place.startswith("/claimReviewed") and claim.status in REWORDED:
        where = reverse("admin:article", args=[claim.article_id])
        return Fix(f"{where}?claim={claim.number}&do=reword#claim-{claim.number}", _("Edit wording"))
    if place.startswith("/evidence"):
        return Fix(reverse("admin:review", args=[claim.pk]), _("See all the evidence"))
    if place.startswith(("/url", "/author")):
        return Fix(reverse("admin:settings"), _("Settings"))
    return None


REWORDED = (Status.SPOTTED, Status.ASSIGNED, Status.RATED)
"""While a claim is here, its wording can be changed."""


class Approve(DeskPage):
    """One verdict, before and after it is public."""

    template_name = "admin/desk/approve.html"
    title = gettext_lazy("Verdict")
    here = "approve"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the proof, or what stands in public."""
        return self.approve(pk)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Approve, publish, correct, send back, reopen or retract."""
        claim = self.found(pk)
        done = perform(claim, by=self.me, typed=request.POST)
        if isinstance(done, Problem):
            return self.approve(pk, problem=done)
        self.say(done)
        return redirect("admin:approve", pk)

    def found(self, pk: int) -> Claim:
        """Find the claim among those that this person may see."""
        claim = as_rows(Claim.objects.visible_to(self.me).filter(pk=pk), me=self.me).first()
        if claim is None:
            raise Http404
        return claim

    def approve(self, pk: int, *, problem: Problem | None = None) -> HttpResponse:
        """Render the page; for a reviewer, who may do it instead."""
        claim = self.found(pk)
        if not self.me.edits:
            return self.show(template="admin/desk/refused.html", status=403, title=_("Approve"), claim=claim)
        seen = Verdict.objects.visible_to(self.me).filter(claim=claim)
        complete = seen.complete().select_related("approval__approver")
        verdict = complete.standing_on(claim) or complete.order_by("-pk").first()
        if verdict is None:
            raise Http404
        earlier = complete.filter(reviewer=verdict.reviewer_id, pk__lt=verdict.pk).order_by("-pk").first()
        review = verdict.blind_review
        answers = review.answers() if review is not None and not review.is_blind else []
        paper = self.paper(claim, verdict)
        sent_back = claim.moves.filter(move=SEND_BACK.name).select_related("by").order_by("-pk").first()
        reopened = claim.moves.filter(move=REOPEN.name).select_related("by").order_by("-pk").first()
        waiting = list(Claim.objects.awaiting_approval().exclude(pk=claim.pk).values_list("pk", flat=True)[:1])
        return self.show(
            status=problem.status if problem else 200,
            title=_("Claim %(number)d") % {"number": claim.number},
            claim=claim,
            verdict=verdict,
            drafts=seen.filter(reviewer=verdict.reviewer_id).count(),
            paper=paper,
            must=[(each, fix(each, claim)) for each in paper.must],
            should=[(each, fix(each, claim)) for each in paper.should],
            same_text=[] if paper.row else cited_together(verdict),
            publications=list(claim.publications.select_related("published_by").order_by("-sequence")),
            answers=[each for each in answers if each.pk != verdict.pk],
            changes=changes(earlier.rationale, verdict.rationale) if earlier else [],
            earlier=earlier,
            asked=max(filter(None, (sent_back, reopened)), key=lambda move: move.pk, default=None),
            moves=self.moves(claim),
            where="admin:approve",
            live=self.live_url(claim),
            here_now=who_else(claim, me=self.me),
            do=self.request.POST.get("act") if problem else "",
            **discussing.shown(claim, me=self.me, verdicts=[verdict]),
            embargo=claim.embargoes.in_force().select_related("ordered_by").first(),
            next_sequence=LedgerHead.objects.values_list("sequence", flat=True).get(pk=1) + 1,
            next_waiting=waiting[0] if waiting else None,
            problem=problem,
            typed=self.request.POST,
            kept=problem is not None and bool(self.request.POST.get("reason")),
            final=problem is not None and not self.moves(claim),
        )

    def paper(self, claim: Claim, verdict: Verdict) -> Paper:
        """Put the proof on the table, or the document that stands in public where no newer verdict waits."""
        row = Publication.objects.shown_of(claim).select_related("document", "published_by").first()
        if row is not None and row.verdict_id == verdict.pk:
            return Paper(row.document.content, [], row)
        kind = PublicationKind.CORRECTED if row else PublicationKind.PUBLISHED
        note = self.request.POST.get("reason", "") or _("The note for readers stands here.") if row else ""
        made = proof(claim, verdict=verdict, kind=kind, note=note)
        return Paper(dict(made.content), made.findings, None)

    def moves(self, claim: Claim) -> dict[str, Answer]:
        """Return, for each move that the claim's status allows, whether this person may make it, or why not."""
        public = claim.publications.exists()
        offered: list[Move] = [APPROVE, SEND_BACK, CORRECT if public else PUBLISH, REOPEN, RETRACT]
        return {move.name: may(self.me, move, claim) for move in offered if move.starts_from(claim.status)}

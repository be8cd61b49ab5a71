"""The claim's own page: what was said, where we looked, the passages, the verdict, and how the claim came here."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.timezone import localtime, now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.admin.pages import apart, discussing, passages, sources, verdict_form
from claims.admin.pages.acts import perform
from claims.admin.pages.assigning import choices, colleagues, own_desk
from claims.admin.pages.both import with_both
from claims.admin.pages.health import provider_name
from claims.admin.pages.here import who_else
from claims.admin.pages.machine_reading import machine_reading
from claims.admin.pages.page import DeskPage, Problem, attempt
from claims.admin.pages.rows import as_rows
from claims.admin.pages.typed import seen
from claims.lifecycle import ASSIGN, RATE, SEND_BACK
from claims.models.claim import Claim
from claims.models.job import Job, JobKind
from claims.models.rating import Rating
from claims.models.verdict import Verdict
from claims.permissions import may, may_act

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest
    from django.template.response import TemplateResponse

    from claims.admin.pages.verdict_form import Draft
    from claims.models.draft import VerdictDraft
    from claims.models.evidence import Passage
    from claims.models.move import ClaimMove

AROUND = 240
SHORT = 60
FIRST_SHOWN = 8
EARLIER = 5


class Review(DeskPage):
    """One claim, with all that a verdict needs."""

    template_name = "admin/desk/review.html"
    title = gettext_lazy("Claim")
    here = "claims"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the claim."""
        return self.review(self.found(pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Send the verdict, or do another act on the claim."""
        claim = self.found(pk)
        typed = request.POST
        if typed.get("act") == "save_draft":
            return self.keep(claim)
        if typed.get("act") == "upload":
            done = attempt(lambda: sources.upload(claim, by=self.me, typed=typed, files=request.FILES))
        elif typed.get("act") != "rate":
            done = perform(claim, by=self.me, typed=typed)
        else:
            draft = verdict_form.typed_draft(typed)
            done = attempt(lambda: verdict_form.send(claim, by=self.me, seen=seen(typed), draft=draft))
            if isinstance(done, Problem):
                done = with_both(done, claim, seen=seen(typed), me=self.me, typed=typed)
        if isinstance(done, Problem):
            return self.review(self.found(pk), problem=done)
        self.say(done)
        return redirect(*self.after(claim, rated=typed.get("act") == "rate"))

    def keep(self, claim: Claim) -> HttpResponse:
        """Save the draft; a page that saves by itself gets its version and time as JSON."""
        by_itself = self.request.headers.get("Accept", "").startswith("application/json")
        written = verdict_form.typed_draft(self.request.POST)
        kept: list[VerdictDraft] = []

        def act() -> str:
            kept.append(verdict_form.save(claim, by=self.me, draft=written))
            return _("Draft saved. Nobody else sees it.")

        done = attempt(act)
        if isinstance(done, Problem):
            told = {"words": " ".join([done.words, *done.fields.values()]), "status": done.status}
            if by_itself:
                return JsonResponse(told, status=done.status)
            both = verdict_form.both_drafts(claim, of=self.me, typed=written) if done.status == 409 else None
            return self.review(claim, problem=replace(done, both=both))
        if by_itself:
            at = date_format(localtime(kept[0].saved_at), "H:i:s")
            return JsonResponse({"version": kept[0].version, "at": at})
        self.say(done)
        return redirect("admin:review", claim.pk)

    def after(self, claim: Claim, *, rated: bool) -> tuple[str, *tuple[int, ...]]:
        """Return where to go on: after a verdict to the next claim of one's queue, or to today when none is left."""
        if not rated:
            return "admin:review", claim.pk
        following = Claim.objects.awaiting(self.me).first()
        return ("admin:review", following.pk) if following else ("admin:index",)

    def found(self, pk: int) -> Claim:
        """Find the claim among those that this person may see; for anybody else there is no such page."""
        rows = as_rows(Claim.objects.visible_to(self.me).filter(pk=pk), me=self.me)
        claim = rows.defer(None).select_related("claimant", "article", "kept", "run").first()
        if claim is None:
            raise Http404
        return claim

    def review(self, claim: Claim, *, problem: Problem | None = None) -> TemplateResponse:
        """Render the page."""
        found = passages.found_passages(claim)
        searches = list(claim.searches.order_by("provider"))
        moves = list(claim.moves.select_related("by", "order").order_by("pk"))
        may_rate = may(self.me, RATE, claim)
        verdicts = list(Verdict.objects.visible_to(self.me).complete().filter(claim=claim).order_by("-pk"))
        told = self.told(moves, wrote=any(verdict.reviewer_id == self.me.pk for verdict in verdicts))
        draft = self.draft(claim, verdicts, found, problem)
        shown = passages.show(claim, found, draft=draft)
        return self.show(
            status=problem.status if problem else 200,
            title=_("Claim %(number)d") % {"number": claim.number},
            claim=claim,
            live=self.live_url(claim),
            before=around(claim)[0],
            after=around(claim)[1],
            neighbours=self.neighbours(claim),
            passages=shown.shown[:FIRST_SHOWN],
            more_passages=shown.shown[FIRST_SHOWN:],
            found=shown,
            searches=[(provider_name(row.provider), row) for row in searches],
            searches_said=sources.said(searches, passages=len(found)),
            **sources.shown(claim, me=self.me),
            job=Job.objects.about(JobKind.FIND_SOURCES, claim.pk).order_by("-pk").first(),
            may_look=may_act(self.me, "look_for_sources_again"),
            may_rate=may_rate,
            rates=RATE.starts_from(claim.status) and bool(may_rate),
            may_assign=may(self.me, ASSIGN, claim),
            apart=apart.told(claim, me=self.me),
            draft=draft,
            verdicts=verdicts,
            returned=returned(told) if RATE.starts_from(claim.status) else None,
            moves=told,
            where="admin:review",
            **discussing.shown(claim, me=self.me, verdicts=verdicts),
            reading=machine_reading(claim),
            earlier=list(claim.earlier.to_show()[:EARLIER]),
            ratings=list(Rating.objects.in_use()),
            attributions=verdict_form.attributions(),
            stances=verdict_form.stances(),
            held=own_desk(claim, self.me),
            do=self.request.POST.get("act") if problem else "",
            typed=self.request.POST,
            problem=problem,
            kept=problem is not None and bool(draft.rationale),
            final=problem is not None
            and self.request.POST.get("act") == "rate"
            and not (RATE.starts_from(claim.status) and may_rate),
            here_now=who_else(claim, me=self.me),
            **self.tools(),
        )

    def tools(self) -> dict[str, Any]:
        """Return what the form for assigning offers an editor."""
        return choices(now(), me=self.me) if self.me.edits else {"reviewers": colleagues(self.me)}

    def draft(
        self, claim: Claim, verdicts: Sequence[Verdict], found: Sequence[Passage], problem: Problem | None
    ) -> Draft:
        """Return what stands in the form."""
        kept = verdict_form.kept_draft(claim, of=self.me)
        if problem is not None:
            typed = verdict_form.typed_draft(self.request.POST)
            if problem.both is not None and kept is not None:  # both were shown: what is sent now is meant
                return replace(typed, version=kept.version)
            return typed
        if kept is not None:
            return kept
        own = next((verdict for verdict in verdicts if verdict.reviewer_id == self.me.pk), None)
        return verdict_form.earlier_draft(own, found) if own else verdict_form.Draft()

    def neighbours(self, claim: Claim) -> tuple[Claim | None, Claim | None]:
        """Return the claims before and after this one in the article, among those that this person may see."""
        rows = Claim.objects.visible_to(self.me).filter(article=claim.article_id).in_reading_order()
        ordered = list(rows.only("pk", "number"))
        place = next(place for place, row in enumerate(ordered) if row.pk == claim.pk)
        return (
            ordered[place - 1] if place else None,
            ordered[place + 1] if place + 1 < len(ordered) else None,
        )

    def told(self, moves: Sequence[ClaimMove], *, wrote: bool) -> list[tuple[ClaimMove, str]]:
        """Return the moves with their reasons; a note on a verdict is for editors and whoever wrote one themselves."""
        hides = not (self.me.edits or wrote)
        return [(move, "" if hides and move.move == SEND_BACK.name else move.reason) for move in moves]


def around(claim: Claim) -> tuple[str, str]:
    """Return the words before and after the claim's own: its paragraph, and the next ones where that is short."""
    text, start, end = claim.article.text, claim.start, claim.end
    first, last = paragraph(text, start, end)
    if last - first < (end - start) + SHORT:
        first, last = paragraph(text, max(0, first - 2), min(len(text), last + 2))
    first, last = max(first, start - AROUND), min(last, end + AROUND)
    before, after = text[first:start], text[end:last]
    if first == start - AROUND:
        before = "… " + before.partition(" ")[2]
    if last == end + AROUND and last < len(text):
        after = after.rpartition(" ")[0] + " …"
    return before.lstrip("\n"), after.rstrip("\n")


def paragraph(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where the lines begin and end that hold a stretch of text."""
    last = text.find("\n", end)
    return text.rfind("\n", 0, start) + 1, last if last >= 0 else len(text)


def returned(told: Sequence[tuple[ClaimMove, str]]) -> tuple[ClaimMove, str] | None:
    """Return the move that sent the claim back, with its note, where it is the last but for assignments."""
    last = next(((move, note) for move, note in reversed(told) if move.move != ASSIGN.name), None)
    return last if last is not None and last[1] else None

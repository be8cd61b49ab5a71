"""The right of reply on one claim: who was asked, what they said, and asking."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import localtime, now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.admin.models.timeline import Entry
from claims.admin.pages.both import Both, Compared
from claims.admin.pages.page import DeskPage, Problem, attempt, number
from claims.desk import reply
from claims.models.claim import Claim
from claims.models.reply import LONGEST_LETTER, ReplyRequest, ReplyState, Way
from claims.permissions import may_act

if TYPE_CHECKING:
    from django.http import HttpRequest


class AskForm(forms.Form):
    """Reads what was typed; what may be asked is the desk's to say."""

    addressee = forms.CharField(max_length=200)
    email = forms.CharField(max_length=254, required=False)
    way = forms.ChoiceField(choices=Way.choices)
    letter = forms.CharField(max_length=LONGEST_LETTER)
    due_at = forms.DateTimeField(
        error_messages={"invalid": gettext_lazy("Write the time as day and hour, such as 2026-11-12 16:00.")}
    )


class RightOfReply(DeskPage):
    """Asking, and recording what came of it."""

    template_name = "admin/desk/reply.html"
    title = gettext_lazy("Right of reply")
    here = "requests"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show who was asked, and the form with the usual letter."""
        return self.form(self.found(pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask, or record an outcome."""
        claim = self.found(pk)
        done = attempt(lambda: self.record(claim) if request.POST.get("act") == "record" else self.ask(claim))
        if isinstance(done, Problem):
            return self.form(claim, self.with_theirs(claim, done))
        self.say(done)
        return redirect("admin:reply", pk)

    def with_theirs(self, claim: Claim, problem: Problem) -> Problem:
        """Set what a colleague recorded meanwhile beside what was typed."""
        typed = self.request.POST
        asked = claim.reply_requests.select_related("recorded_by").filter(pk=number(typed.get("asked")) or 0).first()
        if problem.status != 409 or asked is None:
            return problem
        outcomes = {state.value: str(state.label) for state in ReplyState}
        pairs = [
            Compared(_("What came of it"), outcomes[asked.state], outcomes.get(typed.get("state", ""), "")),
            Compared(_("Reply"), asked.reply, typed.get("reply", "").strip()),
        ]
        done = Entry(at=asked.replied_at or now(), who=str(asked.recorded_by), what=_("Recorded what came of it"))
        return replace(problem, both=Both([pair for pair in pairs if pair.theirs or pair.yours], [done]))

    def ask(self, claim: Claim) -> str:
        """Ask whom the form names."""
        form = AskForm(self.request.POST)
        if not form.is_valid():
            raise ValidationError({name: list(said) for name, said in form.errors.items()})
        given = form.cleaned_data
        asked = reply.ask(
            claim,
            by=self.me,
            addressee=given["addressee"],
            email=given["email"],
            way=Way(given["way"]),
            words=given["letter"],
            due_at=given["due_at"],
        )
        return _("%(who)s is asked for a reply.") % {"who": asked}

    def record(self, claim: Claim) -> str:
        """Record what came of one asking."""
        asked = get_object_or_404(ReplyRequest, claim=claim, pk=number(self.request.POST.get("asked")) or 0)
        given = self.request.POST.get("state", "")
        if given not in ReplyState.values:
            raise ValidationError(_("Choose what came of it."))
        reply.record(asked, ReplyState(given), by=self.me, reply=self.request.POST.get("reply", ""))
        return _("Kept. It is published with the verdict.")

    def found(self, pk: int) -> Claim:
        """Find the claim among those that this person may see."""
        claim = Claim.objects.visible_to(self.me).select_related("article", "claimant").filter(pk=pk).first()
        if claim is None:
            raise Http404
        return claim

    def form(self, claim: Claim, problem: Problem | None = None) -> HttpResponse:
        """Render the page, with what was typed or what is usual."""
        due_at = now() + reply.USUAL
        usual = {
            "addressee": str(claim.claimant or ""),
            "way": Way.BY_HAND,
            "letter": reply.letter(claim, due_at=due_at),
            "due_at": f"{localtime(due_at):%Y-%m-%dT%H:%M}",
        }
        return self.show(
            status=problem.status if problem else 200,
            claim=claim,
            asked=list(claim.reply_requests.select_related("asked_by", "recorded_by").order_by("asked_at", "pk")),
            ways=Way.choices,
            outcomes=[(state.value, state.label) for state in ReplyState if state != ReplyState.ASKED],
            typed=self.request.POST if problem and self.request.POST.get("act") != "record" else usual,
            recorded=self.request.POST if problem else {},
            may=may_act(self.me, "ask_for_reply"),
            public=claim.publications.exists(),
            problem=problem,
            final=problem is not None,
        )

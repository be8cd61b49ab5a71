"""How I want to be told beside the desk: by which way of what, when, and in which chat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.admin.pages.page import DeskPage, Problem, attempt
from claims.desk import wishes
from claims.models.letter import Channel, Letter
from claims.models.newsroom import Newsroom
from claims.models.notification import Route
from claims.models.wishes import LONGEST_HOOK, Concern, masked
from claims.permissions import may_act

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.template.response import TemplateResponse

    from claims.models.user import User
    from claims.models.wishes import Wishes


class WishForm(forms.Form):
    """Reads what was chosen. Whether it can be had is the desk's to say."""

    hour = forms.IntegerField(min_value=0, max_value=23)
    chat_url = forms.CharField(max_length=LONGEST_HOOK, required=False)
    forget = forms.BooleanField(required=False)

    def __init__(self, *given: object, concerns: list[Concern]) -> None:
        """Ask for the concerns of this person's role."""
        super().__init__(*given)  # type: ignore[arg-type]
        for concern in concerns:
            self.fields[concern.value] = forms.ChoiceField(choices=Route.choices)


class MyWishes(DeskPage):
    """One form for oneself; for the chief editor another for the newsroom's chat."""

    template_name = "admin/desk/wishes.html"
    title = gettext_lazy("How you are told")
    here = "notes"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show it."""
        return self.page()

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep what was chosen, send a trial, or name the newsroom's chat."""
        acts = {"save": self.save, "trial": self.trial, "set_channel": self.set_channel}
        act = acts.get(request.POST.get("act", ""))
        if act is None:
            return self.page(Problem(_("This page does not know that act. Nothing was done."), 422))
        done = attempt(act)
        if isinstance(done, Problem):
            return self.page(done)
        self.say(done)
        return redirect("admin:wishes")

    def save(self) -> str:
        """Keep what was chosen."""
        concerns = concerns_of(self.me)
        form = WishForm(self.request.POST, concerns=concerns)
        if not form.is_valid():
            raise ValidationError({name: list(said) for name, said in form.errors.items()})
        given = form.cleaned_data
        wishes.choose(
            by=self.me,
            routes={concern: Route(given[concern.value]) for concern in concerns},
            hour=given["hour"],
            hook=given["chat_url"],
            forget_hook=given["forget"],
        )
        return _("Saved. From now on you are told this way.")

    def trial(self) -> str:
        """Send a trial."""
        wishes.try_hook(by=self.me)
        return _("A trial is on its way to your chat. What came of it stands below.")

    def set_channel(self) -> str:
        """Name the newsroom's chat."""
        hook = "" if self.request.POST.get("forget_channel") else self.request.POST.get("channel_url", "")
        if not hook and not self.request.POST.get("forget_channel"):
            raise ValidationError({"channel_url": _("Write the webhook’s address, or tick that it is forgotten.")})
        wishes.set_channel(hook, by=self.me)
        if not hook:
            return _("The newsroom’s chat is told nothing any more.")
        return _("Saved. A trial is on its way to the newsroom’s chat.")

    def page(self, problem: Problem | None = None) -> TemplateResponse:
        """Show the page, with what was typed. No cache may keep it."""
        mine, typed = wishes.wishes_of(self.me), self.request.POST
        may_set_channel = may_act(self.me, "set_channel")
        newsroom = Newsroom.objects.ours() if may_set_channel else None
        last = Letter.objects.filter(to=self.me, channel=Channel.CHAT, ended_at__isnull=False).order_by("-pk").first()
        page = self.show(
            status=problem.status if problem else 200,
            problem=problem,
            mine=mine,
            rows=[self.row(concern, mine, problem) for concern in concerns_of(self.me)],
            routes=self.routes(mine),
            typed=typed,
            hour=typed.get("hour", str(mine.hour)),
            no_mail=wishes.no_mail(self.me),
            hook=masked(mine.chat_url),
            last=last,
            may_set_channel=may_set_channel,
            channel=masked(newsroom.chat_url) if newsroom else "",
            channel_problem=newsroom.chat_problem if newsroom else "",
        )
        page["Cache-Control"] = "no-store, private"
        return page

    def row(self, concern: Concern, mine: Wishes, problem: Problem | None) -> tuple[str, str, str, str]:
        """Return a concern's column, its label, what is chosen for it, and what is wrong with that."""
        name = concern.value
        chosen = self.request.POST.get(name) or getattr(mine, name)
        return name, str(concern.label), chosen, problem.fields.get(name, "") if problem else ""

    def routes(self, mine: Wishes) -> list[tuple[str, str]]:
        """Return the ways that are open to this person; what they chose before stays in the list."""
        chosen = {getattr(mine, name) for name in Concern.values} | {Route.DESK, Route.CHAT}
        mail = set() if wishes.no_mail(self.me) else set(wishes.MAIL)
        return [(value, str(label)) for value, label in Route.choices if value in chosen | mail]


def concerns_of(person: User) -> list[Concern]:
    """Return what a person of this role is told of."""
    return [concern for concern in Concern if person.edits or concern != Concern.ALARMS]

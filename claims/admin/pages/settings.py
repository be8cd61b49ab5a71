"""Settings: one calm page with what the newsroom has decided, and the way to what stands elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.conf import settings as knobs
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.admin.models.timeline import Entry, Teller, events, plainly
from claims.admin.pages.both import Both, Compared
from claims.admin.pages.mine import to_choose
from claims.admin.pages.page import DeskPage, Problem, attempt, number
from claims.desk import due, house
from claims.models import ApiKey, Feed, RatingScale, StandingOrder, Topic, User
from claims.models.newsroom import LONGEST_METHODOLOGY, Newsroom
from claims.permissions import may_act

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

HOUSE = ("language", "zone", "methodology")


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A part of the settings that has a page of its own: what it is, what stands there now, and where."""

    label: str
    state: str
    address: str
    add: str = ""


class Settings(DeskPage):
    """The newsroom's settings. Everybody reads them; the chief editor changes them."""

    template_name = "admin/desk/settings.html"
    title = gettext_lazy("Settings")
    here = "settings"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show them."""
        return self.settings()

    def post(self, request: HttpRequest) -> HttpResponse:
        """Change a part."""
        acts: dict[str, Callable[[], str]] = {"house": self.change_house, "times": self.change_times}
        act = acts.get(request.POST.get("act", ""))
        if act is None:
            return self.settings(Problem(_("This page does not know that act. Nothing was done."), 422))
        done = attempt(act)
        if isinstance(done, Problem):
            return self.settings(self.with_both(done))
        self.say(done)
        return redirect("admin:settings")

    @property
    def seen(self) -> int:
        """Return the version that the person saw; one that there never was, where the form says none."""
        return number(self.request.POST.get("seen")) or 0

    def change_house(self) -> str:
        """Set language, zone, and how we check."""
        typed = self.request.POST
        language, zone, methodology = (typed.get(name, "") for name in HOUSE)
        house.change_house(by=self.me, seen=self.seen, language=language, zone=zone.strip(), methodology=methodology)
        return _("Saved.")

    def change_times(self) -> str:
        """Set the due times."""
        hours: dict[str, int] = {}
        for name in due.TIMES:
            given = number(self.request.POST.get(name, "").strip())
            if given is None:
                raise ValidationError({name: _("Write a whole number of hours.")})
            hours[name] = given
        due.change_times(by=self.me, seen=self.seen, **hours)
        return _("Saved. What is assigned already keeps its time.")

    def with_both(self, problem: Problem) -> Problem:
        """Set what a colleague saved meanwhile beside what was typed."""
        if problem.status != 409:
            return problem
        ours, typed = Newsroom.objects.ours(), self.request.POST
        names = HOUSE if typed.get("act") == "house" else due.TIMES
        pairs = [
            Compared(words(name), str(getattr(ours, name)), typed.get(name, "").strip())
            for name in names
            if str(getattr(ours, name)) != typed.get(name, "").replace("\r\n", "\n").strip()
        ]
        return replace(problem, both=Both(pairs, self.meanwhile()))

    def meanwhile(self) -> list[Entry]:
        """Tell what was changed since the version that this person saw."""
        found = events(Newsroom, version__gte=self.seen)
        told = zip(Teller(found, reader=self.me).lines(), found, strict=True)
        newer = [line for line, event in told if event.version > self.seen]
        for line in newer:
            line.changes = plainly(Newsroom, line.changes)
        return newer

    def settings(self, problem: Problem | None = None) -> HttpResponse:
        """Render the page, with what was typed where it was refused."""
        ours = Newsroom.objects.ours()
        typed = self.request.POST if problem else {}
        wrong = problem.fields if problem else {}
        may = may_act(self.me, "change_newsroom")
        return self.show(
            status=problem.status if problem else 200,
            ours=ours,
            house={name: typed.get(name, getattr(ours, name)) for name in HOUSE},
            times=[(name, words(name), typed.get(name, getattr(ours, name)), wrong.get(name)) for name in due.TIMES],
            languages=knobs.LANGUAGES,
            zones=to_choose(),
            server_zone=knobs.TIME_ZONE,
            most=LONGEST_METHODOLOGY,
            name=knobs.NEWSROOM_NAME,
            site=knobs.SITE_URL,
            contact=knobs.CONTACT_EMAIL,
            changes=bool(may),
            refused=None if may else may,
            elsewhere=self.elsewhere(),
            problem=problem,
        )

    def elsewhere(self) -> list[Elsewhere]:
        """List the settings with pages of their own, with how many of each hold now."""
        table = "admin:claims_{}_{}".format
        chief = bool(may_act(self.me, "manage_ratings"))
        people = User.objects.get_queryset().at_work().count()
        found = [
            Elsewhere(_("People and roles"), _("%(n)d at work") % {"n": people}, reverse("admin:people")),
            Elsewhere(
                _("Rating scales"),
                _("%(n)d in use") % {"n": RatingScale.objects.filter(retired_at=None).count()},
                reverse(table("ratingscale", "changelist")),
                reverse(table("ratingscale", "add")) if chief else "",
            ),
            Elsewhere(
                _("Topics"),
                _("%(n)d in use") % {"n": Topic.objects.in_use().count()},
                reverse(table("topic", "changelist")),
                reverse(table("topic", "add")) if may_act(self.me, "manage_topics") else "",
            ),
            Elsewhere(_("Skills and absences"), _("each person’s own"), reverse("admin:work")),
            Elsewhere(
                _("My API keys"),
                _("%(n)d in force") % {"n": ApiKey.objects.filter(user=self.me, revoked_at=None).count()},
                reverse(table("apikey", "changelist")),
                reverse(table("apikey", "add")),
            ),
            Elsewhere(_("Providers"), _("where we look for sources"), reverse("admin:providers")),
        ]
        if not self.me.edits:
            return found
        return [
            *found,
            Elsewhere(
                _("Feeds"),
                _("%(n)d followed") % {"n": Feed.objects.filter(suspended_at=None).count()},
                reverse("admin:feeds"),
            ),
            Elsewhere(
                _("Standing orders"),
                _("%(n)d in force") % {"n": StandingOrder.objects.filter(suspended_at=None).count()},
                reverse(table("standingorder", "changelist")),
                reverse(table("standingorder", "add")) if may_act(self.me, "sign_standing_order") else "",
            ),
        ]


def words(name: str) -> str:
    """Return what a setting is called."""
    column = next(column for column in Newsroom._meta.concrete_fields if column.name == name)  # noqa: SLF001 - Django's public name
    return capfirst(str(column.verbose_name))

"""The providers of sources: which are asked, how they answer, how much of their quota is used; switched on and off here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Count, Max, Min, Q, Sum
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.admin.pages.health import provider_name
from claims.admin.pages.page import DeskPage, Problem, attempt
from claims.desk import providers as switches
from claims.jobs.announcing import broker
from claims.models.listing import Listing
from claims.models.provider import ProviderDay, ProviderSwitch
from claims.models.source_search import SearchState, SourceSearch
from claims.permissions import may_act
from claims.pipeline.sourcing.in_use import NAMES, in_use, missing_settings
from claims.pipeline.sourcing.pacing import Manners

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.http import HttpRequest, HttpResponse


@dataclass(frozen=True, slots=True)
class Row:
    """One provider as the page shows it."""

    key: str
    name: str
    is_on: bool
    state: str
    looks: str
    icon: str
    missing: str
    asked: int
    asked_today: int
    quota: int | None
    last_answer_at: datetime | None
    last_error: str
    last_error_at: datetime | None
    waiting: int
    next_try: datetime | None
    switch: ProviderSwitch | None


class Providers(DeskPage):
    """All providers, one row each."""

    template_name = "admin/desk/providers.html"
    title = gettext_lazy("Providers")
    here = "providers"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show how each stands."""
        return self.providers()

    def post(self, request: HttpRequest) -> HttpResponse:
        """Switch one on or off."""
        name = request.POST.get("provider", "")
        done = attempt(lambda: self.switch(name))
        if isinstance(done, Problem):
            return self.providers(done)
        self.say(done)
        return redirect("admin:providers")

    def switch(self, name: str) -> str:
        """Hand the decision over to the desk; say what was done."""
        if self.request.POST.get("act") == "switch_on":
            switches.switch_on(name, by=self.me)
            return _("%(provider)s is asked from now on.") % {"provider": provider_name(name)}
        switches.switch_off(name, by=self.me, reason=self.request.POST.get("reason", ""))
        return _("%(provider)s is asked no more. What it found stays.") % {"provider": provider_name(name)}

    def providers(self, problem: Problem | None = None) -> HttpResponse:
        """Render the page."""
        return self.show(
            status=problem.status if problem else 200,
            problem=problem,
            kept=bool(problem and self.request.POST.get("reason")),
            typed=self.request.POST,
            rows=rows(),
            listings=list(Listing.objects.filter(in_use=True, parent=None).order_by("address")[:50]),
            may_switch=may_act(self.me, "switch_provider"),
        )


def rows() -> list[Row]:
    """Tell how all providers stand: four queries, and one question to Redis, however many there are."""
    on = set(in_use())
    switched = {row.provider: row for row in ProviderSwitch.objects.select_related("switched_by")}
    month = counts(localdate())
    waiting: dict[str, dict[str, Any]] = {
        row["provider"]: dict(row)
        for row in SourceSearch.objects.filter(state__in=(SearchState.UNREACHABLE, SearchState.WAITING))
        .order_by()
        .values("provider")
        .annotate(claims=Count("pk"), next=Min("retry_at"))
    }
    trouble = {row.provider: row for row in ProviderDay.objects.latest_trouble()}
    rests = Manners(broker()).rests(NAMES)
    names = [*NAMES, *sorted(on - set(NAMES))]
    return [
        made(
            name,
            is_on=name in on,
            month=month.get(name, {}),
            waiting=waiting.get(name, {}),
            trouble=trouble.get(name),
            rest=rests.get(name, 0.0),
            switch=switched.get(name),
        )
        for name in names
    ]


def counts(today: date) -> dict[str, dict[str, Any]]:
    """Add up each provider's questions: of this month and of today."""
    asked = (
        ProviderDay.objects.order_by()
        .values("provider")
        .annotate(
            month=Sum("asked", filter=Q(day__gte=today.replace(day=1)), default=0),
            today=Sum("asked", filter=Q(day=today), default=0),
            answered=Max("last_answer_at"),
        )
    )
    return {row["provider"]: dict(row) for row in asked}


def made(
    name: str,
    *,
    is_on: bool,
    month: dict[str, Any],
    waiting: dict[str, Any],
    trouble: ProviderDay | None,
    rest: float,
    switch: ProviderSwitch | None,
) -> Row:
    """Put together what is known of one provider."""
    answered, failed = month.get("answered"), trouble.last_error_at if trouble else None
    missing = missing_settings(name)
    asked, quota = month.get("month", 0), settings.PROVIDER_QUOTAS.get(name)
    in_trouble = failed is not None and (answered is None or failed > answered)
    rests_until = now() + timedelta(seconds=rest) if rest else None
    if not is_on:
        state = (_("Off"), "off", "minus")
    elif name not in NAMES:
        state = (_("Unknown name"), "bad", "x")
    elif missing:
        state = (_("Setting missing"), "warn", "stop")
    elif quota is not None and asked >= quota:
        state = (_("Quota used up"), "warn", "stop")
    elif rests_until is not None:
        state = (_("Left alone for a while"), "warn", "clock")
    elif in_trouble:
        state = (_("No answer"), "bad", "x")
    elif answered is None:
        state = (_("Not asked yet"), "off", "todo")
    else:
        state = (_("Answers"), "ok", "check")
    return Row(
        key=name,
        name=provider_name(name),
        is_on=is_on,
        state=state[0],
        looks=state[1],
        icon=state[2],
        missing=missing,
        asked=asked,
        asked_today=month.get("today", 0),
        quota=quota,
        last_answer_at=answered,
        last_error=trouble.last_error if trouble else "",
        last_error_at=failed,
        waiting=waiting.get("claims", 0),
        next_try=rests_until or waiting.get("next"),
        switch=switch,
    )

"""People: who works here, what they know, when they are away, what lies on their desks; and a page for each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect
from django.utils.text import capfirst
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.admin.pages.page import DeskPage, Problem, attempt, number
from claims.desk import newsroom
from claims.desk.presence import last_seen
from claims.models.absence import Absence
from claims.models.assignment import Assignment
from claims.models.skill import Skill
from claims.models.user import Role, User
from claims.permissions import may_act

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse, QueryDict

A_PAGE = 50
WEEKS = 4
MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One person of the list: when they were seen last, and their absences, week by week."""

    person: User
    seen: datetime | None
    away_now: bool
    weeks: list[list[Absence]]


class People(DeskPage):
    """Everybody who works here. What concerns planning is for editors, and for oneself."""

    template_name = "admin/desk/people.html"
    title = gettext_lazy("People")
    here = "people"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show them, with the next weeks."""
        gone = request.GET.get("gone") == "yes" and self.me.edits
        rows = User.objects.get_queryset().filter(is_active=not gone).with_open_work(seen_by=self.me)
        skills = Skill.objects.visible_to(self.me).select_related("topic").order_by("language", "topic__name")
        people = rows.prefetch_related(Prefetch("skills", skills, to_attr="known")).order_by("username")
        page = Paginator(people, A_PAGE).get_page(request.GET.get("page"))
        mondays = weeks(localdate())
        return self.show(
            page=page,
            lines=lines(list(page), mondays, me=self.me),
            mondays=mondays,
            gone=gone,
            base="gone=yes&" if gone else "",
            may_hire=may_act(self.me, "manage_people"),
            may_invite=may_act(self.me, "invite"),
        )


def weeks(today: date) -> list[date]:
    """Return the Mondays of this week and those after it."""
    first = today - timedelta(days=today.weekday())
    return [first + timedelta(weeks=place) for place in range(WEEKS)]


def lines(people: Sequence[User], mondays: Sequence[date], *, me: User) -> list[Line]:
    """Put absences and last signs to the people: one query, one question to the broker."""
    last_day = mondays[-1] + timedelta(days=6)
    rows = Absence.objects.visible_to(me).planned().filter(person__in=people)
    absences = list(rows.filter(first_day__lte=last_day, last_day__gte=mondays[0]).order_by("first_day"))
    seen = last_seen(people)
    today = localdate()
    found = []
    for person in people:
        own = [each for each in absences if each.person_id == person.pk]
        by_week = [[each for each in own if touches(each, monday)] for monday in mondays]
        away = any(each.first_day <= today <= each.last_day for each in own)
        found.append(Line(person, seen.get(person.pk), away, by_week))
    return found


def touches(absence: Absence, monday: date) -> bool:
    """Say whether an absence falls into the week that begins on this Monday."""
    return absence.first_day <= monday + timedelta(days=6) and absence.last_day >= monday


class Person(DeskPage):
    """One person: what they do here, and what the chief editor may do about it."""

    template_name = "admin/desk/person.html"
    title = gettext_lazy("Person")
    here = "people"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show it."""
        return self.person(self.found(pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give another role, close or reopen the account."""
        person = self.found(pk)
        act = {"change_role": self.change_role, "close": self.close, "reopen": self.reopen}.get(
            request.POST.get("act", "")
        )
        if act is None:
            return self.person(person, Problem(_("This page does not know that act. Nothing was done."), 422))
        done = attempt(lambda: act(person, request.POST))
        if isinstance(done, Problem):
            return self.person(self.found(pk), done)
        self.say(done)
        return redirect("admin:person", pk)

    def found(self, pk: int) -> User:
        """Find the person; editors anybody, others themselves."""
        rows = User.objects.get_queryset().visible_to(self.me).with_open_work(seen_by=self.me)
        return get_object_or_404(rows, pk=pk)

    def change_role(self, person: User, typed: QueryDict) -> str:
        """Give another role, unless somebody else did meanwhile."""
        given, was = typed.get("role", ""), typed.get("was", "")
        if given not in Role.values or was not in Role.values:
            raise ValidationError({"role": _("Choose a role.")})
        newsroom.change_role(person, Role(given), by=self.me, was=Role(was))
        return _("%(role)s from now on.") % {"role": capfirst(str(Role(given).label))}

    def close(self, person: User, typed: QueryDict) -> str:
        """Let the person leave; open claims go to whom the form names, or into the pool."""
        to = None
        if typed.get("to"):
            to = User.objects.who_can_review().filter(pk=number(typed["to"]) or 0).exclude(pk=person.pk).first()
            if to is None:
                raise ValidationError({"to": _("Choose a colleague who reviews, or the pool.")})
        newsroom.close_account(person, by=self.me, to=to)
        return _("The account is closed. The name stays on their work.")

    def reopen(self, person: User, typed: QueryDict) -> str:
        """Let the person in again."""
        newsroom.reopen_account(person, by=self.me)
        return _("The account is open again.")

    def person(self, person: User, problem: Problem | None = None) -> HttpResponse:
        """Render the page, with what was typed where it was refused."""
        desk = Assignment.objects.current().visible_to(self.me).filter(reviewer=person)
        may = may_act(self.me, "manage_people")
        return self.show(
            status=problem.status if problem else 200,
            title=str(person),
            person=person,
            seen=last_seen([person]).get(person.pk),
            skills=list(Skill.objects.visible_to(self.me).filter(person=person).select_related("topic")),
            absences=list(Absence.objects.visible_to(self.me).to_come().filter(person=person)[:MOST_SHOWN]),
            open_work=list(desk.select_related("claim").order_by("due_at", "pk")[:MOST_SHOWN]),
            manages=bool(may) and person.pk != self.me.pk,
            refused=None if may else may,
            roles=Role.choices,
            colleagues=[each for each in User.objects.who_can_review().order_by("username") if each.pk != person.pk],
            problem=problem,
            typed=self.request.POST if problem else {},
        )

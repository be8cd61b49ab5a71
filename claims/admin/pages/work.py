"""Skills and absences: a person's own, and for editors everybody's; and what becomes of the work meanwhile."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from claims.admin.counting import up_to
from claims.admin.pages.assigning import topics
from claims.admin.pages.both import Both, Compared
from claims.admin.pages.page import DeskPage, Problem, attempt, number
from claims.admin.pages.typed import LONGEST_REASON
from claims.desk import availability, handing_over
from claims.models.absence import Absence
from claims.models.assignment import Assignment, Ending
from claims.models.skill import Skill
from claims.models.topic import Topic
from claims.models.user import User

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse, QueryDict
    from django.template.response import TemplateResponse

MOST_SHOWN = 50


class Work(DeskPage):
    """One person's skills, absences and open desk."""

    template_name = "admin/desk/work.html"
    title = gettext_lazy("Skills and absences")
    here = "work"

    def get(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        """Show it."""
        return self.work(self.found(pk))

    def post(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        """Do what a form of the page asks for."""
        person = self.found(pk)
        act = {
            "set_skills": self.set_skills,
            "plan_absence": self.plan_absence,
            "call_off": self.call_off,
            "clear_desk": self.clear_desk,
        }.get(request.POST.get("act", ""))
        if act is None:
            return self.work(person, problem=Problem(_("This page does not know that act. Nothing was done."), 422))
        done = attempt(lambda: act(person, request.POST))
        if isinstance(done, Problem):
            if done.status == 409 and request.POST.get("act") == "set_skills":
                done = replace(done, both=both(person, request.POST))
            return self.work(person, problem=done)
        self.say(done)
        return redirect(request.path)

    def found(self, pk: int | None) -> User:
        """Find oneself, or as an editor anybody who works here."""
        if pk is None:
            return self.me
        return get_object_or_404(User.objects.get_queryset().visible_to(self.me).who_can_review(), pk=pk)

    def set_skills(self, person: User, typed: QueryDict) -> str:
        """Set languages and topics."""
        chosen = [read for given in typed.getlist("topics") if (read := number(given))]
        languages = typed.get("languages", "").replace(",", " ").split()
        availability.set_skills(
            person,
            languages=languages,
            topics=Topic.objects.filter(pk__in=chosen[:1_000]),
            by=self.me,
            seen=typed.get("seen"),
        )
        return _("Saved. New claims are handed out by it.")

    def plan_absence(self, person: User, typed: QueryDict) -> str:
        """Plan days away."""
        first, last = day(typed, "first_day"), day(typed, "last_day")
        absence = availability.plan_absence(
            person, first_day=first, last_day=last, note=typed.get("note", ""), by=self.me
        )
        return _("%(person)s is away from %(first)s to %(last)s. Open claims stay until they are handed over.") % {
            "person": absence.person,
            "first": date_format(first, "j F"),
            "last": date_format(last, "j F"),
        }

    def call_off(self, person: User, typed: QueryDict) -> str:
        """Take an absence back."""
        absence = get_object_or_404(Absence, pk=number(typed.get("absence")) or 0, person=person)
        availability.call_off(absence, by=self.me)
        return _("Called off.")

    def clear_desk(self, person: User, typed: QueryDict) -> str:
        """Hand all open claims over, or put them back into the pool."""
        why = typed.get("reason", "").strip()
        if not why or len(why) > LONGEST_REASON:
            raise ValidationError({"reason": _("Say why, in up to 2,000 characters: colleagues see it.")})
        to = None
        if typed.get("to"):
            to = User.objects.who_can_review().filter(pk=number(typed["to"]) or 0).exclude(pk=person.pk).first()
            if to is None:
                raise ValidationError({"to": _("Choose a colleague who reviews, or the pool.")})
        ending = Ending.HANDED_OVER if to else Ending.RETURNED
        moved = handing_over.clear_desk(person, by=self.me, reason=why, to=to, ending=ending)
        return ngettext("%(n)d claim is off the desk.", "%(n)d claims are off the desk.", moved) % {"n": moved}

    def work(self, person: User, *, problem: Problem | None = None) -> TemplateResponse:
        """Render the page; what was typed in a refused form comes back from the request."""
        skills = list(Skill.objects.filter(person=person).select_related("topic"))
        desk = Assignment.objects.current().visible_to(self.me).filter(reviewer=person)
        people = list(User.objects.who_can_review().order_by("username")) if self.me.edits else []
        return self.show(
            status=problem.status if problem else 200,
            person=person,
            people=people,
            colleagues=[each for each in User.objects.who_can_review().present() if each.pk != person.pk],
            languages=" ".join(skill.language for skill in skills if skill.language),
            known={skill.topic_id for skill in skills if skill.topic_id},
            topics=sorted({*topics(), *(skill.topic for skill in skills if skill.topic)}, key=str),
            absences=list(Absence.objects.to_come().filter(person=person).select_related("planned_by")[:MOST_SHOWN]),
            open_work=list(desk.select_related("claim").order_by("due_at", "pk")[:MOST_SHOWN]),
            open_count=up_to(desk),
            problem=problem,
            typed=self.request.POST if problem else {},
            skills_seen=availability.skills_mark(person),
        )


def both(person: User, typed: QueryDict) -> Both:
    """Set the skills that were chosen beside those that are saved now."""
    chosen = [read for given in typed.getlist("topics") if (read := number(given))]
    saved = list(Skill.objects.filter(person=person).select_related("topic").order_by("language", "topic__name"))
    languages = " ".join(each.language for each in saved if each.language)
    names = ", ".join(Topic.objects.filter(pk__in=chosen[:1_000]).order_by("name").values_list("name", flat=True))
    return Both.where_they_differ(
        Compared(_("Languages"), languages, typed.get("languages", "")),
        Compared(_("Topics"), ", ".join(str(each.topic) for each in saved if each.topic), names),
    )


def day(typed: QueryDict, name: str) -> date:
    """Read a day, or raise ValidationError at its field."""
    try:
        read = parse_date(typed.get(name, ""))
    except ValueError:
        read = None
    if read is None:
        raise ValidationError({name: _("Write the day as 2026-11-12.")})
    return read

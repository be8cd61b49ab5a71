"""Who can take what, and when: a person's languages and topics, and the days on which they are away."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.timezone import localdate, now
from django.utils.translation import gettext_lazy as _

from claims.desk.triage import Stale
from claims.models.absence import Absence
from claims.models.skill import Skill
from claims.models.user import User
from claims.permissions import require_act

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from claims.models.topic import Topic

LANGUAGE = re.compile(r"[a-z]{2,3}")
MOST_LANGUAGES = 20
LONGEST_ABSENCE = timedelta(days=731)


def require_say_over(person: User, by: User) -> None:
    """Raise PermissionDenied unless `by` plans their own work, or is an editor who plans for others."""
    require_act(by, "plan_own_work" if by.pk == person.pk else "plan_work_of_others")


def skills_mark(person: User) -> str:
    """Tell a person's skills from any others, so that a form can say beside which it was filled in."""
    there = Skill.objects.filter(person=person).order_by("language", "topic").values_list("language", "topic")
    return hashlib.sha256(repr(list(there)).encode()).hexdigest()[:16]


@transaction.atomic
def set_skills(
    person: User, *, languages: Iterable[str], topics: Iterable[Topic], by: User, seen: str | None = None
) -> None:
    """Say which languages a person reads and which topics they know; without a language they are taken to read all.

    Languages are ISO 639 codes of two or three letters, as articles have them. `seen` is the mark of the skills that
    `by` changes. Raises Stale (somebody changed them meanwhile), ValidationError, PermissionDenied.
    """
    require_say_over(person, by)
    read = sorted({language.strip().lower() for language in languages if language.strip()})
    if len(read) > MOST_LANGUAGES:
        raise ValidationError({"languages": _("Name at most %(most)d languages.") % {"most": MOST_LANGUAGES}})
    wrong = [language for language in read if not LANGUAGE.fullmatch(language)]
    if wrong:
        words = _("“%(given)s” is no language code. Write two or three letters, such as en or de.")
        raise ValidationError({"languages": words % {"given": wrong[0][:40]}})
    known = {topic.pk for topic in topics}
    User.objects.get_queryset().select_for_update(no_key=True).get(pk=person.pk)
    if seen is not None and seen != skills_mark(person):
        raise Stale(str(_("Somebody changed this after you opened it. What it says now stands beside your words.")))
    Skill.objects.filter(person=person).exclude(language__in=read, topic=None).exclude(topic__in=known).delete()
    there = set(Skill.objects.filter(person=person).values_list("language", "topic"))
    wanted = {(language, None) for language in read} | {("", topic) for topic in known}
    Skill.objects.bulk_create(
        Skill(person=person, language=language, topic_id=topic)
        for language, topic in sorted(wanted - there, key=lambda each: (each[0], each[1] or 0))
    )


@transaction.atomic
def plan_absence(person: User, *, first_day: date, last_day: date, by: User, note: str = "") -> Absence:
    """Let a person be away from the first day to the last: no order hands them new claims.

    Raises ValidationError (the wrong way round, over already, away then anyway), PermissionDenied.
    """
    require_say_over(person, by)
    if last_day < first_day:
        raise ValidationError({"last_day": _("The last day is before the first.")})
    if last_day < localdate():
        raise ValidationError({"last_day": _("These days are over.")})
    if last_day - first_day > LONGEST_ABSENCE:
        raise ValidationError({"last_day": _("An absence lasts two years at most.")})
    absence = Absence(person=person, first_day=first_day, last_day=last_day, note=note.strip(), planned_by=by)
    absence.full_clean(exclude=("person", "planned_by"), validate_unique=False, validate_constraints=False)
    try:
        with transaction.atomic():
            absence.save(force_insert=True)
    except IntegrityError as overlap:
        there = Absence.objects.planned().filter(person=person, first_day__lte=last_day, last_day__gte=first_day)
        raise ValidationError(away_already(there.first())) from overlap
    return absence


def away_already(absence: Absence | None) -> str:
    """Put into words that two absences overlap."""
    if absence is None:
        return str(_("Somebody planned an absence for these days at the same moment. Look again."))
    return str(
        _("%(person)s is away from %(first)s to %(last)s already. Call that off first, or choose other days.")
        % {
            "person": absence.person,
            "first": date_format(absence.first_day, "j F Y"),
            "last": date_format(absence.last_day, "j F Y"),
        }
    )


@transaction.atomic
def call_off(absence: Absence, *, by: User) -> None:
    """Take an absence back. Raises Stale, PermissionDenied."""
    require_say_over(absence.person, by)
    if not Absence.objects.planned().filter(pk=absence.pk).update(called_off_at=now(), called_off_by=by):
        raise Stale(str(_("This absence is called off already.")))

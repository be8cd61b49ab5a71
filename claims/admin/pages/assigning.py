"""What the form for assigning offers: whom an editor may ask, and until when."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from claims.models.user import User

if TYPE_CHECKING:
    from datetime import datetime


def reviewers() -> list[User]:
    """Return whom an editor may ask, those with the least open work first, editors last."""
    return sorted(User.objects.who_can_review().by_workload(), key=lambda person: person.edits)


def due_choices(at: datetime) -> list[tuple[str, str]]:
    """Return values and labels of due times after `at`, in the newsroom's time; the empty one leaves it to the desk."""
    here = localtime(at)
    tomorrow = here + timedelta(days=1)
    choices = [("", _("In a day"))]
    soon = (here + timedelta(hours=2)).replace(second=0, microsecond=0)
    choices.append((soon.isoformat(), _("In two hours, %(time)s") % {"time": date_format(soon, "H:i")}))
    for day, words in ((here, _("Today %(time)s")), (tomorrow, _("Tomorrow %(time)s"))):
        for hour in (10, 14, 18):
            then = day.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(hours=hour)
            if then > soon:
                choices.append((then.isoformat(), words % {"time": date_format(then, "H:i")}))
    week = (here + timedelta(days=7)).replace(hour=18, minute=0, second=0, microsecond=0)
    choices.append((week.isoformat(), _("In a week")))
    return choices

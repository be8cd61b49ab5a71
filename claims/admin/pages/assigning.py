"""What the form for assigning offers: whom an editor may ask, and until when."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from claims.models.absence import Absence
from claims.models.claim import Priority
from claims.models.topic import Topic
from claims.models.user import User

if TYPE_CHECKING:
    from datetime import datetime

    from claims.models.assignment import Assignment
    from claims.models.claim import Claim


def reviewers(me: User) -> list[User]:
    """Return whom an editor may ask, those with the least open work (as far as they may know) first, editors last."""
    return sorted(User.objects.who_can_review().by_workload(seen_by=me), key=lambda person: person.edits)


def colleagues(me: User) -> list[User]:
    """Return to whom a reviewer may hand over, who is away left out; how much they hold is not shown to reviewers."""
    return list(User.objects.who_can_review().present().exclude(pk=me.pk).order_by("username"))


def own_desk(claim: Claim, me: User) -> Assignment | None:
    """Return the claim's assignment that lies on this person's own desk."""
    return claim.assignments.current().filter(reviewer=me).first()


def away_now() -> set[int]:
    """Return the primary keys of those who are away today."""
    return set(Absence.objects.on().values_list("person", flat=True))


def topics() -> list[Topic]:
    """Return the topics that a claim can be given."""
    return list(Topic.objects.in_use())


def choices(at: datetime, *, me: User) -> dict[str, Any]:
    """Return what the forms of an editor offer: people, who of them is away, due times, priorities and topics."""
    return {
        "reviewers": reviewers(me),
        "away": away_now(),
        "due_choices": due_choices(at),
        "priorities": Priority.choices,
        "topics": topics(),
    }


def due_choices(at: datetime) -> list[tuple[str, str]]:
    """Return values and labels of due times after `at`, in the newsroom's time; the empty one leaves it to the desk."""
    here = localtime(at)
    tomorrow = here + timedelta(days=1)
    choices = [("", _("By priority"))]
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

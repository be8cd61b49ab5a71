"""Until when: the newsroom's rule, a time of one's own, and who is told when it comes near or passes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import DurationField, ExpressionWrapper, F, Value
from django.db.models.functions import Least
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from claims.desk import notes
from claims.desk.house import held
from claims.desk.triage import Stale, change
from claims.jobs.announcing import announce
from claims.lifecycle import RATE
from claims.models.assignment import Assignment
from claims.models.newsroom import LONGEST_HOURS, Newsroom
from claims.models.notification import NoteKind
from claims.permissions import require_act

if TYPE_CHECKING:
    from datetime import datetime

    from claims.models.assignment import AssignmentQuerySet
    from claims.models.claim import Claim
    from claims.models.user import User

AT_ONCE = 500
TIMES = ("hours_urgent", "hours_high", "hours_normal", "hours_low", "remind_hours", "escalate_hours")


def due_time(claim: Claim, *, after: timedelta | None = None) -> datetime:
    """Return when a claim that is assigned now is due: after a time that was ordered, else by its priority."""
    return now() + (Newsroom.objects.ours().time_for(claim.priority) if after is None else after)


def refuse_the_past(due_at: datetime | None) -> None:
    """Raise ValidationError for a due time that is over, or further away than any claim is kept waiting."""
    if due_at is not None and due_at <= now():
        raise ValidationError({"due": _("This time is over. Choose a later one.")})
    if due_at is not None and due_at > now() + timedelta(hours=LONGEST_HOURS):
        raise ValidationError({"due": _("This is more than 90 days away. Choose an earlier time.")})


@transaction.atomic
def change_times(*, by: User, seen: int | None = None, **hours: int) -> Newsroom:
    """Set the rule: hours for each priority (1 to 2,160), and hours before and after the due time to tell people.

    The names are those in TIMES. What is assigned already keeps its time. Raises ValidationError, PermissionDenied,
    Stale (the newsroom's settings were changed after version `seen`).
    """
    require_act(by, "change_times")
    newsroom = held(seen=seen)
    for name in TIMES:
        given = hours.get(name, getattr(newsroom, name))
        fewest = 0 if name in {"remind_hours", "escalate_hours"} else 1
        if not fewest <= given <= LONGEST_HOURS:
            words = _("Write a number of hours from %(fewest)d to %(most)d.")
            raise ValidationError({name: words % {"fewest": fewest, "most": LONGEST_HOURS}})
        setattr(newsroom, name, given)
    newsroom.version += 1
    newsroom.save(update_fields=[*TIMES, "version"])
    return newsroom


@transaction.atomic
def change_due(assignment: Assignment, due_at: datetime, *, by: User, seen: int) -> None:
    """Give a reviewer more or less time; they are reminded anew. Raises Stale, ValidationError, PermissionDenied."""
    require_act(by, "change_due_time")
    refuse_the_past(due_at)
    change(assignment.claim, seen=seen)
    asked = Assignment.objects.current().filter(pk=assignment.pk)
    if not asked.update(due_at=due_at, reminded_at=None, escalated_at=None):
        raise Stale(str(_("This claim is no longer on %(person)s’s desk.") % {"person": assignment.reviewer}))


@transaction.atomic
def remind() -> list[Assignment]:
    """Mark the reviewers' work that is due soon as reminded of, at most 500 at a time; return it. Once each.

    The reminder comes `remind_hours` before the due time, but not before half of the reviewer's time is over.
    """
    ahead = timedelta(hours=Newsroom.objects.ours().remind_hours)
    half = ExpressionWrapper((F("due_at") - F("assigned_at")) / 2, output_field=DurationField())
    due = Assignment.objects.filter(reminded_at=None, due_at__lte=now() + ahead).alias(
        notice=ExpressionWrapper(Least(Value(ahead, output_field=DurationField()), half), output_field=DurationField())
    )
    found = mine_to_tell(due.filter(due_at__lte=now() + F("notice")))
    mark(found, "reminded_at")
    for each in found:
        notes.tell(NoteKind.REMINDER, each.claim_id, to=[each.reviewer], subject=each.pk)
    return found


@transaction.atomic
def escalate() -> list[Assignment]:
    """Mark what is late by `escalate_hours` as told to an editor, at most 500 at a time; return it. Once each."""
    late = now() - timedelta(hours=Newsroom.objects.ours().escalate_hours)
    found = mine_to_tell(Assignment.objects.filter(escalated_at=None, due_at__lte=late))
    mark(found, "escalated_at")
    for each in found:
        notes.of_late_work(each)
    return found


def mine_to_tell(due: AssignmentQuerySet) -> list[Assignment]:
    """Lock the earliest of these that a reviewer still owes, leaving out what another process has in hand."""
    owed = due.current().filter(claim__status__in=RATE.origins).select_related("claim", "reviewer", "assigned_by")
    return list(owed.select_for_update(of=("self",), skip_locked=True, no_key=True).order_by("due_at", "pk")[:AT_ONCE])


def mark(found: list[Assignment], field: str) -> None:
    """Write down that people were told, and tell open pages."""
    at = now()
    Assignment.objects.filter(pk__in=[each.pk for each in found]).update(**{field: at})
    for each in found:
        setattr(each, field, at)
        announce(article_id=each.claim.article_id, claim_id=each.claim_id)

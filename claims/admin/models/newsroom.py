"""The newsroom's one row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import admin
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from claims.admin.models.acts import Act, whose
from claims.admin.models.base import DeskModelAdmin
from claims.admin.models.people_acts import Goodbye
from claims.desk.due import change_times
from claims.desk.newsroom import mark_as_rehearsal
from claims.models import Newsroom
from claims.models.newsroom import LONGEST_HOURS

if TYPE_CHECKING:
    from claims.models.user import User


class Times(forms.Form):
    """The rule for due times, in hours. What is left empty stays as it is."""

    hours_urgent = forms.IntegerField(label=_("An urgent claim"), min_value=1, max_value=LONGEST_HOURS, required=False)
    hours_high = forms.IntegerField(label=_("High priority"), min_value=1, max_value=LONGEST_HOURS, required=False)
    hours_normal = forms.IntegerField(label=_("Normal priority"), min_value=1, max_value=LONGEST_HOURS, required=False)
    hours_low = forms.IntegerField(label=_("Low priority"), min_value=1, max_value=LONGEST_HOURS, required=False)
    remind_hours = forms.IntegerField(
        label=_("Remind the reviewer so long before"), min_value=0, max_value=LONGEST_HOURS, required=False
    )
    escalate_hours = forms.IntegerField(
        label=_("Tell the editor so long after"), min_value=0, max_value=LONGEST_HOURS, required=False
    )


def set_times(newsroom: Newsroom, *, by: User, seen: int, **hours: int | None) -> str:
    """Set the rule for due times."""
    change_times(by=by, **{name: given for name, given in hours.items() if given is not None})
    return _now("the rule for due times is set; what is assigned already keeps its time.")


def rehearse(newsroom: Newsroom, *, by: User, seen: int) -> str:
    """Mark the newsroom as a rehearsal."""
    mark_as_rehearsal(by=by)
    return _now("every publication will say that this is a rehearsal.")


@admin.register(Newsroom)
class NewsroomAdmin(DeskModelAdmin):
    """Says whether all this is a rehearsal."""

    browse = "browse_machinery"
    acts = (
        Act(
            "set_times",
            _("Set due times…"),
            whose("change_times"),
            set_times,
            asks=Times,
            explains=_("Hours that a reviewer has by priority. What is left empty stays as it is."),
        ),
        Act(
            "rehearse",
            _("Mark as a rehearsal…"),
            whose("mark_rehearsal"),
            rehearse,
            asks=Goodbye,
            explains=_("This is for good: it cannot be taken back, and every publication will say so."),
        ),
    )
    list_display = ("what_it_is", "hours_urgent", "hours_high", "hours_normal", "hours_low", "opened_at")
    fieldsets = (
        (None, {"fields": ("what_it_is", "opened_at")}),
        (
            _("Due times, in hours"),
            {"fields": ("hours_urgent", "hours_high", "hours_normal", "hours_low", "remind_hours", "escalate_hours")},
        ),
    )

    @admin.display(description=_("this is"))
    def what_it_is(self, newsroom: Newsroom) -> str:
        """Say which of the two it is."""
        return _now("A rehearsal") if newsroom.rehearsal else _now("A newsroom that publishes")

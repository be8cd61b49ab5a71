"""Absences: on which days a person gets no new work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from claims.admin.models.acts import Act, whose
from claims.admin.models.base import DeskModelAdmin
from claims.admin.models.change_list import OccurringOnly
from claims.desk import availability
from claims.models import Absence

if TYPE_CHECKING:
    from claims.models.user import User


def call_off(absence: Absence, *, by: User, seen: int) -> str:
    """Take the absence back."""
    availability.call_off(absence, by=by)
    return _now("called off; new claims are handed out again.")


@admin.register(Absence)
class AbsenceAdmin(DeskModelAdmin):
    """They are planned on the page “Skills and absences”, by oneself or by an editor."""

    acts = (Act("call_off", _("Call off"), whose("plan_own_work"), call_off),)
    list_display = ("person", "first_day", "last_day", "note", "planned_by", "planned", "called_off_by")
    list_filter = (("called_off_at", admin.EmptyFieldListFilter), ("person", OccurringOnly))
    list_select_related = ("person", "planned_by", "called_off_by")
    search_fields = ("person__username", "person__first_name", "person__last_name", "note")
    search_help_text = _("Searches names and notes.")
    date_hierarchy = "first_day"
    fieldsets = (
        (None, {"fields": ("person", "first_day", "last_day", "note", "planned")}),
        (_("Who"), {"fields": ("planned_by", "planned_at", "called_off_by", "called_off_at")}),
    )

    @admin.display(description=_("stands"), boolean=True, ordering="called_off_at")
    def planned(self, absence: Absence) -> bool:
        """Say whether nobody called it off."""
        return absence.called_off_at is None

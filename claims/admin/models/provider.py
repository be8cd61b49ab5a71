"""Providers of sources: whether people want them asked, and how they answered day by day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from claims.admin.models.base import DeskModelAdmin
from claims.admin.models.readable import NOTHING, shortened
from claims.admin.models.timeline import Entry
from claims.models import ProviderDay, ProviderSwitch

if TYPE_CHECKING:
    from claims.models.user import User


@admin.register(ProviderSwitch)
class ProviderSwitchAdmin(DeskModelAdmin):
    """Switched on the desk's page for providers."""

    browse = "switch_provider"
    list_display = ("provider", "is_on", "switched_by", "switched_at", "because")
    list_filter = ("is_on",)
    list_select_related = ("switched_by",)
    search_fields = ("provider", "because")
    search_help_text = _("Searches the provider’s name and the reason.")
    fieldsets = ((None, {"fields": ("provider", "is_on", "switched_by", "switched_at", "because")}),)


@admin.register(ProviderDay)
class ProviderDayAdmin(DeskModelAdmin):
    """Counted by the machines."""

    browse = "browse_machinery"
    list_display = ("provider", "day", "asked", "failures", "last_answer_at", "trouble")
    list_filter = (("provider", admin.AllValuesFieldListFilter),)
    search_fields = ("provider", "last_error")
    search_help_text = _("Searches the provider’s name and the last error.")
    date_hierarchy = "day"
    fieldsets = (
        (None, {"fields": ("provider", "day", "asked", "failures", "last_answer_at")}),
        (_("Trouble"), {"fields": ("last_error", "last_error_at")}),
    )

    def own_log(self, row: ProviderDay, entries: list[Entry], *, user: User) -> list[Entry]:
        """Tell its last answer and its last error: a day keeps no more."""
        told = []
        if row.last_answer_at is not None:
            told.append(Entry(at=row.last_answer_at, who=row.provider, what=_now("Last answer of the day"), why=""))
        if row.last_error_at is not None:
            told.append(
                Entry(at=row.last_error_at, who=row.provider, what=_now("Last error of the day"), why=row.last_error)
            )
        return told

    @admin.display(description=_("last error"))
    def trouble(self, row: ProviderDay) -> str:
        """Show the last error, shortened."""
        return shortened(row.last_error, most=90) or NOTHING

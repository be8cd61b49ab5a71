"""What people were told; everybody sees their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from claims.admin.models.base import DeskModelAdmin
from claims.admin.models.readable import shortened
from claims.admin.models.timeline import Entry
from claims.models import Notification

if TYPE_CHECKING:
    from claims.models.user import User


@admin.register(Notification)
class NotificationAdmin(DeskModelAdmin):
    """Read and marked on the page of one's own notes."""

    heavy = ("claim__provenance",)
    list_display = ("kind", "about", "by", "told_at", "read_at")
    list_filter = ("kind", ("read_at", admin.EmptyFieldListFilter))
    list_select_related = ("claim", "by")
    search_fields = ("claim__text",)
    search_help_text = _("Searches the claim’s wording.")
    date_hierarchy = "told_at"
    ordering = ("-pk",)
    fieldsets = ((None, {"fields": ("kind", "claim", "by", "told_at", "read_at")}),)

    def own_log(self, row: Notification, entries: list[Entry], *, user: User) -> list[Entry]:
        """Tell when it was told, and read."""
        told = [Entry(at=row.told_at, who=str(row.by or _now("The machine")), what=_now("Told"))]
        if row.read_at is not None:
            told.append(Entry(at=row.read_at, who=str(row.to), what=_now("Marked as read")))
        return told

    @admin.display(description=_("claim"), ordering="claim__text")
    def about(self, note: Notification) -> str:
        """Show the claim's wording."""
        return shortened(note.claim.text)

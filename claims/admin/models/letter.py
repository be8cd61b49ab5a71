"""What left the desk by e-mail or chat, and what did not; everybody sees what was for them."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from claims.admin.models.base import DeskModelAdmin
from claims.models import Letter


@admin.register(Letter)
class LetterAdmin(DeskModelAdmin):
    """Written and sent by machines; the words are not kept."""

    list_display = ("kind", "channel", "to", "invitation", "written_at", "sent_at", "problem")
    list_filter = ("kind", "channel", ("sent_at", admin.EmptyFieldListFilter))
    list_select_related = ("to", "invitation")
    date_hierarchy = "written_at"
    ordering = ("-pk",)
    fieldsets = (
        (None, {"fields": ("kind", "channel", "to", "invitation")}),
        (_("Sent"), {"fields": ("written_at", "sent_at", "ended_at", "problem")}),
    )

"""Redactions: what was ordered, by whom, and who confirmed it."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from claims.admin.models.base import DeskModelAdmin
from claims.models import Redaction


@admin.register(Redaction)
class RedactionAdmin(DeskModelAdmin):
    """Orders to look into; they are made, confirmed and withdrawn on the claim's own page."""

    browse = "browse_machinery"
    list_display = ("reference", "claim", "ordered_by", "ordered_at", "confirmed_by", "confirmed_at", "withdrawn_at")
    list_select_related = ("claim", "ordered_by", "confirmed_by")
    search_fields = ("reference", "reason")
    ordering = ("-pk",)
    fieldsets = (
        (None, {"fields": ("claim", "sequences", "reference", "reason")}),
        (
            _("Who and when"),
            {"fields": ("ordered_by", "ordered_at", "confirmed_by", "confirmed_at", "withdrawn_by", "withdrawn_at")},
        ),
    )

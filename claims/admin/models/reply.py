"""Whom the newsroom asked for a reply. Addresses are for editors only, as the whole table is."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from claims.admin.models.base import DeskModelAdmin
from claims.admin.models.change_list import OccurringOnly
from claims.admin.models.readable import shortened
from claims.models import ReplyRequest


@admin.register(ReplyRequest)
class ReplyRequestAdmin(DeskModelAdmin):
    """Asked and recorded on the claim's page, where reviewers see those of their own claims."""

    browse = "answer_reader"
    heavy = ("claim__provenance",)
    list_display = ("addressee", "about", "way", "state", "due_at", "asked_by", "asked_at", "recorded_by")
    list_filter = ("state", "way", ("asked_by", OccurringOnly))
    list_select_related = ("claim", "asked_by", "recorded_by")
    search_fields = ("addressee", "claim__text", "reply")
    search_help_text = _("Searches who was asked, the claim’s wording and the reply.")
    date_hierarchy = "asked_at"
    fieldsets = (
        (None, {"fields": ("claim", "addressee", "email", "way", "letter")}),
        (_("Asked"), {"fields": ("asked_by", "asked_at", "sent_at", "due_at")}),
        (_("Outcome"), {"fields": ("state", "reply", "replied_at", "recorded_by")}),
    )

    @admin.display(description=_("claim"), ordering="claim__text")
    def about(self, asked: ReplyRequest) -> str:
        """Show the claim's wording."""
        return shortened(asked.claim.text, most=90)

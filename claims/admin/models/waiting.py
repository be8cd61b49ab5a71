"""What waits: embargoes that machines keep, and drafts that only their writers see."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from claims.admin.models.base import DeskModelAdmin
from claims.admin.models.readable import shortened
from claims.models import Embargo, VerdictDraft


@admin.register(Embargo)
class EmbargoAdmin(DeskModelAdmin):
    """Ordered, changed and lifted on the approval page."""

    heavy = ("claim__provenance",)
    list_display = ("waits", "until", "ordered_by", "released", "ended_at", "ended_by")
    list_display_links = ("waits",)
    list_filter = (("ended_at", admin.EmptyFieldListFilter), "released")
    list_select_related = ("claim", "ordered_by", "ended_by")
    search_fields = ("claim__text",)
    search_help_text = _("Searches the claim’s wording.")
    date_hierarchy = "until"
    fieldsets = (
        (None, {"fields": ("claim", "until", "note", "ordered_by", "ordered_at")}),
        (_("Ended"), {"fields": ("released", "ended_at", "ended_by")}),
    )

    @admin.display(description=_("claim"), ordering="claim__text")
    def waits(self, embargo: Embargo) -> str:
        """Show the claim's wording."""
        return shortened(embargo.claim.text)


@admin.register(VerdictDraft)
class VerdictDraftAdmin(DeskModelAdmin):
    """One's own drafts, with every version in their history."""

    heavy = ("claim__provenance",)
    list_display = ("written_on", "version", "saved_at")
    list_display_links = ("written_on",)
    list_select_related = ("claim", "reviewer")
    search_fields = ("claim__text", "rationale")
    search_help_text = _("Searches the claim’s wording and the rationale.")
    date_hierarchy = "saved_at"
    fieldsets = ((None, {"fields": ("claim", "rationale", "version", "saved_at")}),)

    @admin.display(description=_("claim"), ordering="claim__text")
    def written_on(self, draft: VerdictDraft) -> str:
        """Show the claim's wording."""
        return shortened(draft.claim.text)

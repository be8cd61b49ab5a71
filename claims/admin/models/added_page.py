"""Pages that people added to claims by hand."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from claims.admin.models.base import DeskModelAdmin
from claims.admin.models.readable import shortened
from claims.models import AddedPage


@admin.register(AddedPage)
class AddedPageAdmin(DeskModelAdmin):
    """Added on the claim's page."""

    heavy = ("claim__provenance",)
    list_display = ("page", "on_claim", "state", "added_by", "added_at", "overrides_robots")
    list_display_links = ("page",)
    list_filter = ("state", "kind", "overrides_robots")
    list_select_related = ("claim", "added_by", "overridden_by")
    search_fields = ("address", "title", "claim__text")
    search_help_text = _("Searches address, title and the claim’s wording.")
    date_hierarchy = "added_at"
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "claim",
                    "address",
                    "title",
                    "kind",
                    "added_by",
                    "added_at",
                    "overrides_robots",
                    "overridden_by",
                )
            },
        ),
        (_("How far it is"), {"fields": ("state", "problem", "retry_at", "warc", "content_type")}),
    )

    @admin.display(description=_("page"), ordering="address")
    def page(self, row: AddedPage) -> str:
        """Name the page."""
        return shortened(str(row))

    @admin.display(description=_("claim"), ordering="claim__text")
    def on_claim(self, row: AddedPage) -> str:
        """Show the claim's wording."""
        return shortened(row.claim.text)

"""What readers asked the newsroom to correct. Names and addresses are for editors only, as the whole table is."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from claims.admin.models.base import DeskModelAdmin
from claims.admin.models.change_list import OccurringOnly
from claims.admin.models.readable import shortened
from claims.models import ReaderRequest


@admin.register(ReaderRequest)
class ReaderRequestAdmin(DeskModelAdmin):
    """Sent from a verdict's public page, answered on the desk's page for readers."""

    browse = "answer_reader"
    heavy = ("claim__provenance",)
    list_display = ("said", "about", "state", "received_at", "answered_by", "answered_at")
    list_display_links = ("said",)
    list_filter = ("state", ("answered_by", OccurringOnly))
    list_select_related = ("claim", "answered_by")
    search_fields = ("claim__text", "words", "answer")
    search_help_text = _("Searches the claim’s wording, the reader’s words and the answer.")
    date_hierarchy = "received_at"
    fieldsets = (
        (None, {"fields": ("claim", "publication", "words", "received_at")}),
        (_("The reader"), {"fields": ("name", "email")}),
        (_("Answer"), {"fields": ("state", "answer", "answered_by", "answered_at")}),
    )

    @admin.display(description=_("what is wrong"), ordering="words")
    def said(self, asked: ReaderRequest) -> str:
        """Show the first words."""
        return shortened(asked.words, most=90)

    @admin.display(description=_("claim"), ordering="claim__text")
    def about(self, asked: ReaderRequest) -> str:
        """Show the claim's wording."""
        return shortened(asked.claim.text, most=90)

"""What people said about claims and verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from claims.admin.models.base import DeskModelAdmin
from claims.admin.models.change_list import OccurringOnly
from claims.admin.models.readable import paragraphs, shortened
from claims.admin.models.timeline import Entry
from claims.models import Comment

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from claims.models.user import User


@admin.register(Comment)
class CommentAdmin(DeskModelAdmin):
    """Written on the claim's page, and never changed."""

    heavy = ("claim__provenance",)
    list_display = ("said", "about", "author", "written_at")
    list_display_links = ("said",)
    list_filter = (("author", OccurringOnly),)
    list_select_related = ("claim", "author")
    search_fields = ("words", "claim__text")
    search_help_text = _("Searches the words and the claim’s wording.")
    date_hierarchy = "written_at"
    ordering = ("-pk",)
    fieldsets = ((None, {"fields": ("claim", "verdict", "citation", "whole", "author", "written_at")}),)

    def own_log(self, row: Comment, entries: list[Entry], *, user: User) -> list[Entry]:
        """Tell when it was written."""
        return [Entry(at=row.written_at, who=str(row.author), what=_now("Commented"))]

    @admin.display(description=_("words"), ordering="words")
    def said(self, comment: Comment) -> str:
        """Show the first words."""
        return shortened(comment.words, most=120)

    @admin.display(description=_("claim"), ordering="claim__text")
    def about(self, comment: Comment) -> str:
        """Show the claim's wording."""
        return shortened(comment.claim.text)

    @admin.display(description=_("words"))
    def whole(self, comment: Comment) -> SafeString | str:
        """Show all words with their line breaks."""
        return paragraphs(comment.words)

"""Verdicts and what they cite."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from claims.admin.models.base import DeskModelAdmin
from claims.admin.models.change_list import OccurringOnly
from claims.admin.models.inline import DeskInline
from claims.admin.models.readable import link_to, paragraphs, shortened
from claims.admin.models.timeline import Entry
from claims.models import Citation, Verdict

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from claims.models.user import User


class Citations(DeskInline):
    """The passages that it rests on."""

    model = Citation
    together_with = ("snapshot__source",)
    heavy = ("snapshot__text", "snapshot__headers")
    fields = ("stance", "text", "snapshot")


@admin.register(Verdict)
class VerdictAdmin(DeskModelAdmin):
    """Marked on the review page, and never changed."""

    heavy = ("claim__provenance",)
    list_display = ("judged", "rating", "attribution", "reviewer", "rated_at")
    list_display_links = ("judged",)
    list_filter = ("rating", "attribution", ("reviewer", OccurringOnly))
    list_select_related = ("claim", "rating", "reviewer")
    search_fields = ("claim__text", "rationale")
    search_help_text = _("Searches the claim’s wording and the rationale.")
    date_hierarchy = "rated_at"
    inlines = (Citations,)
    fieldsets = ((None, {"fields": ("claim", "attribution", "rating", "reasons", "reviewer", "rated_at")}),)

    def own_log(self, row: Verdict, entries: list[Entry], *, user: User) -> list[Entry]:
        """Tell that it was marked, and approved where it was."""
        entries = [Entry(at=row.rated_at, who=str(row.reviewer), what=_now("Marked the verdict"))]
        if hasattr(row, "approval"):
            approval = row.approval
            entries.append(
                Entry(at=approval.approved_at, who=str(approval.approver), what=_now("Approved the verdict"))
            )
        return entries

    @admin.display(description=_("claim"), ordering="claim__text")
    def judged(self, verdict: Verdict) -> str:
        """Show the claim's wording."""
        return shortened(verdict.claim.text)

    @admin.display(description=_("rationale"))
    def reasons(self, verdict: Verdict) -> SafeString | str:
        """Show the rationale with its line breaks."""
        return paragraphs(verdict.rationale)


@admin.register(Citation)
class CitationAdmin(DeskModelAdmin):
    """A verdict's use of archived words; never changed."""

    heavy = ("snapshot__text", "snapshot__headers", "verdict__claim__provenance")
    list_display = ("words", "stance", "source", "judged", "reviewer")
    list_filter = ("stance", "snapshot__source__kind")
    list_select_related = ("snapshot__source", "verdict__claim", "verdict__reviewer", "verdict__rating")
    search_fields = ("text", "verdict__claim__text", "snapshot__source__title", "snapshot__source__publisher")
    search_help_text = _("Searches the words, the claim and the source.")
    date_hierarchy = "verdict__rated_at"
    ordering = ("-pk",)
    fieldsets = ((None, {"fields": ("text", "stance", "copy", "verdict", "judged")}),)

    def own_log(self, row: Citation, entries: list[Entry], *, user: User) -> list[Entry]:
        """Tell when it was cited."""
        return [Entry(at=row.verdict.rated_at, who=str(row.verdict.reviewer), what=_now("Cited, with the verdict"))]

    @admin.display(description=_("words"), ordering="text")
    def words(self, citation: Citation) -> str:
        """Show the passage, shortened."""
        return shortened(citation.text, most=160)

    @admin.display(description=_("source"), ordering="snapshot__source__title")
    def source(self, citation: Citation) -> str:
        """Name the source."""
        return shortened(str(citation.snapshot.source), most=80)

    @admin.display(description=_("claim"))
    def judged(self, citation: Citation) -> SafeString | str:
        """Lead to the claim."""
        return link_to(citation.verdict.claim, shortened(citation.verdict.claim.text, most=80))

    @admin.display(description=_("reviewer"))
    def reviewer(self, citation: Citation) -> str:
        """Name who cited it."""
        return str(citation.verdict.reviewer)

    @admin.display(description=_("archived copy"))
    def copy(self, citation: Citation) -> SafeString | str:
        """Lead to the archived copy."""
        return link_to(citation.snapshot)

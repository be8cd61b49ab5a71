"""What people made of the machine's work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from claims.admin.models.base import DeskModelAdmin
from claims.admin.models.change_list import ValuesByIndex
from claims.admin.models.readable import NOTHING, in_words, shortened
from claims.admin.models.timeline import Entry
from claims.models import Judgement

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from claims.models.user import User


@admin.register(Judgement)
class JudgementAdmin(DeskModelAdmin):
    """Kept by triage as people work; summed up on the page “The machine’s work”."""

    browse = "browse_machinery"
    heavy = ("claim__provenance",)
    list_display = ("about", "stage", "outcome", "extractor", "by", "made_at")
    list_display_links = ("about",)
    list_filter = ("stage", "outcome", ("extractor", ValuesByIndex))
    list_select_related = ("claim", "by")
    search_fields = ("claim__text", "reason", "by__username")
    search_help_text = _("Searches the claim’s wording, reasons and names.")
    date_hierarchy = "made_at"
    fieldsets = (
        (None, {"fields": ("about", "stage", "outcome", "reason", "by", "made_at")}),
        (_("Beside each other"), {"fields": ("extractor", "machines", "persons")}),
    )

    def own_log(self, row: Judgement, entries: list[Entry], *, user: User) -> list[Entry]:
        """Tell who judged: a judgement never changes."""
        return [Entry(at=row.made_at, who=str(row.by), what=_now("Judged the machine’s work"))]

    @admin.display(description=_("claim"), ordering="claim__text")
    def about(self, judgement: Judgement) -> str:
        """Show the claim's wording."""
        return shortened(judgement.claim.text) or NOTHING

    @admin.display(description=_("the machine’s"))
    def machines(self, judgement: Judgement) -> SafeString | str:
        """Show what the machine made."""
        return in_words(judgement.machine)

    @admin.display(description=_("the person’s"))
    def persons(self, judgement: Judgement) -> SafeString | str:
        """Show what a person made of it."""
        return in_words(judgement.person)

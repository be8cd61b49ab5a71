"""Earlier verdicts that claims may be answered by, and the checked claims that they are held against."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from claims.admin.models.base import DeskModelAdmin
from claims.admin.models.readable import in_words, shortened
from claims.admin.models.timeline import Entry
from claims.models import CheckedClaim, EarlierVerdict

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from claims.models.user import User


@admin.register(EarlierVerdict)
class EarlierVerdictAdmin(DeskModelAdmin):
    """Found by the machines; a person says on the claim's page whether it is the same claim."""

    heavy = ("claim__provenance", "checked__vector", "checked__search")
    list_display = ("for_claim", "was_checked", "likeness", "same", "judged_by", "found_at")
    list_display_links = ("for_claim",)
    list_filter = ("same", "matcher")
    list_select_related = ("claim", "checked", "judged_by")
    search_fields = ("claim__text", "checked__wording")
    search_help_text = _("Searches both wordings.")
    date_hierarchy = "found_at"
    fieldsets = (
        (None, {"fields": ("claim", "checked", "likeness", "meaning", "words", "words_of_both")}),
        (_("Found"), {"fields": ("matcher", "found_at")}),
        (_("Judgement"), {"fields": ("same", "judged_by", "judged_at")}),
    )

    @admin.display(description=_("claim"), ordering="claim__text")
    def for_claim(self, row: EarlierVerdict) -> str:
        """Show the claim's wording."""
        return shortened(row.claim.text, most=90)

    @admin.display(description=_("checked claim"), ordering="checked__wording")
    def was_checked(self, row: EarlierVerdict) -> str:
        """Show the wording that has a verdict."""
        return shortened(row.checked.wording, most=90)

    @admin.display(description=_("words of both"))
    def words_of_both(self, row: EarlierVerdict) -> SafeString | str:
        """List the words that both have."""
        return in_words(row.shared)


@admin.register(CheckedClaim)
class CheckedClaimAdmin(DeskModelAdmin):
    """Indexed by the machines, as verdicts are published and others' fact-checks kept."""

    heavy = ("vector", "search", "claim__provenance")
    list_display = ("worded", "ours", "embedded_by", "indexed_at")
    list_display_links = ("worded",)
    list_filter = (("source", admin.EmptyFieldListFilter), "embedded_by")
    search_fields = ("wording",)
    search_help_text = _("Searches the wording.")
    date_hierarchy = "indexed_at"
    fieldsets = ((None, {"fields": ("wording", "claim", "source", "embedded_by", "indexed_at")}),)

    def own_log(self, row: CheckedClaim, entries: list[Entry], *, user: User) -> list[Entry]:
        """Tell since when it is found: the index keeps only its present wording."""
        return [Entry(at=row.indexed_at, who=_now("The machine"), what=_now("Indexed the wording"), why="")]

    @admin.display(description=_("wording"), ordering="wording")
    def worded(self, row: CheckedClaim) -> str:
        """Show the wording."""
        return shortened(row.wording)

    @admin.display(description=_("our verdict"), boolean=True)
    def ours(self, row: CheckedClaim) -> bool:
        """Say whether this desk gave the verdict."""
        return row.claim_id is not None

"""Searches for sources: how each provider answered for each claim."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from claims.admin.models.acts import Act, whose
from claims.admin.models.base import DeskModelAdmin
from claims.admin.models.change_list import ValuesByIndex
from claims.admin.models.readable import NOTHING, in_words, shortened
from claims.admin.models.timeline import Entry
from claims.desk import machines
from claims.models import SourceSearch

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from claims.models.user import User


def look_again(search: SourceSearch, *, by: User, seen: int) -> str:
    """Ask again for the claim of this search."""
    machines.look_again(search.claim, by=by)
    return _now("we are looking again.")


@admin.register(SourceSearch)
class SourceSearchAdmin(DeskModelAdmin):
    """Kept by the machines; a person may ask them to look again."""

    acts = (Act("look_again", _("Look for sources again"), whose("look_for_sources_again"), look_again),)
    heavy = ("claim__provenance",)
    list_display = ("searched_for", "provider", "state", "found", "kept", "tries", "retry_at", "trouble", "updated_at")
    list_display_links = ("searched_for",)
    list_filter = ("state", ("provider", ValuesByIndex))
    list_select_related = ("claim",)
    search_fields = ("claim__text", "problem")
    search_help_text = _("Searches the claim’s wording and the problem.")
    date_hierarchy = "updated_at"
    ordering = ("-updated_at", "-pk")
    fieldsets = (
        (None, {"fields": ("claim", "provider", "state", "found", "kept", "asked")}),
        (_("Trouble"), {"fields": ("problem", "tries", "retry_at", "updated_at")}),
    )

    def own_log(self, row: SourceSearch, entries: list[Entry], *, user: User) -> list[Entry]:
        """Tell how it stands and since when: a search keeps only its latest state."""
        state = _now("%(provider)s: %(state)s") % {"provider": row.provider, "state": row.get_state_display()}
        return [Entry(at=row.updated_at, who=_now("The machine"), what=state, why=row.problem)]

    @admin.display(description=_("claim"), ordering="claim__text")
    def searched_for(self, search: SourceSearch) -> str:
        """Show the claim's wording."""
        return shortened(search.claim.text, most=90)

    @admin.display(description=_("problem"))
    def trouble(self, search: SourceSearch) -> str:
        """Show the problem, shortened."""
        return shortened(search.problem, most=90) or NOTHING

    @admin.display(description=_("queries"))
    def asked(self, search: SourceSearch) -> SafeString | str:
        """List the queries."""
        return in_words(search.queries)

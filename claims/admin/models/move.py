"""Moves: the log of who moved which claim, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from claims.admin.models.base import DeskModelAdmin
from claims.admin.models.change_list import OccurringOnly
from claims.admin.models.claim_history import verb, who
from claims.admin.models.readable import NOTHING, shortened
from claims.admin.models.timeline import Entry
from claims.lifecycle import MOVES
from claims.models import ClaimMove

if TYPE_CHECKING:
    from typing import Any

    from django.contrib.admin import ModelAdmin
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from claims.models.user import User


class WhichMove(admin.SimpleListFilter):
    """Moves by their verbs, from the lifecycle's table."""

    title = _("move")
    parameter_name = "made"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, str]]:
        """List the verbs."""
        return [(name, capfirst(str(move))) for name, move in MOVES.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the moves of a verb."""
        return queryset.filter(move=self.value()) if self.value() in MOVES else queryset


@admin.register(ClaimMove)
class ClaimMoveAdmin(DeskModelAdmin):
    """Rows that are only ever added, by the desk."""

    heavy = ("claim__provenance",)
    list_display = ("moved", "made", "origin", "target", "by", "by_order", "why", "made_at")
    list_display_links = ("moved",)
    list_filter = (WhichMove, "target", ("by", OccurringOnly))
    list_select_related = ("claim", "by", "order__signed_by")
    search_fields = ("claim__text", "reason", "by__username", "by__first_name", "by__last_name")
    search_help_text = _("Searches the claim’s wording, the reason and the person.")
    date_hierarchy = "made_at"
    ordering = ("-pk",)
    fieldsets = ((None, {"fields": ("claim", "made", "origin", "target", "by", "order", "reason", "made_at")}),)

    def own_log(self, row: ClaimMove, entries: list[Entry], *, user: User) -> list[Entry]:
        """Tell the move itself: it never changes."""
        return [Entry(at=row.made_at, who=who(row), what=verb(row), why=row.reason)]

    @admin.display(description=_("claim"), ordering="claim__text")
    def moved(self, move: ClaimMove) -> str:
        """Show the claim's wording."""
        return shortened(move.claim.text, most=90)

    @admin.display(description=_("move"), ordering="move")
    def made(self, move: ClaimMove) -> str:
        """Show the verb."""
        return capfirst(str(MOVES[move.move]))

    @admin.display(description=_("why"))
    def why(self, move: ClaimMove) -> str:
        """Show the reason, shortened."""
        return shortened(move.reason, most=90) or NOTHING

    @admin.display(description=_("by standing order"), boolean=True)
    def by_order(self, move: ClaimMove) -> bool:
        """Say whether a standing order did it."""
        return move.order_id is not None

"""Blind reviews, and how disputes were settled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from claims.admin.models.base import DeskModelAdmin
from claims.admin.models.change_list import OccurringOnly
from claims.admin.models.readable import shortened
from claims.admin.models.timeline import Entry
from claims.models import Adjudication, BlindReview

if TYPE_CHECKING:
    from claims.models.user import User


@admin.register(BlindReview)
class BlindReviewAdmin(DeskModelAdmin):
    """Ordered on the claim's page; what the two answered stands with the verdicts."""

    heavy = ("claim__provenance",)
    list_display = ("reviewed", "opened_by", "opened_at", "both_in_at", "agreed", "disputed")
    list_display_links = ("reviewed",)
    list_filter = ("agreed", "disputed")
    list_select_related = ("claim", "opened_by")
    search_fields = ("claim__text",)
    search_help_text = _("Searches the claim’s wording.")
    date_hierarchy = "opened_at"
    fieldsets = (
        (None, {"fields": ("claim", "opened_by", "opened_at", "order")}),
        (_("Answers"), {"fields": ("both_in_at", "agreed", "disputed", "stands")}),
    )

    @admin.display(description=_("claim"), ordering="claim__text")
    def reviewed(self, review: BlindReview) -> str:
        """Show the claim's wording."""
        return shortened(review.claim.text)


@admin.register(Adjudication)
class AdjudicationAdmin(DeskModelAdmin):
    """Made on the claim's page, and never changed."""

    heavy = ("verdict__claim__provenance",)
    list_display = ("settled", "rating", "adjudicator", "reason", "made_at")
    list_display_links = ("settled",)
    list_filter = (("adjudicator", OccurringOnly),)
    list_select_related = ("verdict__claim", "verdict__rating", "verdict__reviewer", "adjudicator")
    search_fields = ("verdict__claim__text", "reason")
    search_help_text = _("Searches the claim’s wording and the reason.")
    date_hierarchy = "made_at"
    fieldsets = ((None, {"fields": ("settled", "verdict", "adjudicator", "reason", "made_at")}),)

    def own_log(self, row: Adjudication, entries: list[Entry], *, user: User) -> list[Entry]:
        """Tell who settled it: it never changes."""
        return [Entry(at=row.made_at, who=str(row.adjudicator), what=_now("Settled the dispute"), why=row.reason)]

    @admin.display(description=_("claim"), ordering="verdict__claim__text")
    def settled(self, made: Adjudication) -> str:
        """Show the claim's wording."""
        return shortened(made.verdict.claim.text)

    @admin.display(description=_("rating"), ordering="verdict__rating__order")
    def rating(self, made: Adjudication) -> str:
        """Show the answer that stands."""
        return str(made.verdict.rating)

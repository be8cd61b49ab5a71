"""Feeds that the newsroom follows, and what they brought."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from claims.admin.models.base import DeskModelAdmin
from claims.admin.models.change_list import OccurringOnly
from claims.admin.models.readable import shortened
from claims.admin.models.timeline import Entry
from claims.models import Feed, FeedEntry

if TYPE_CHECKING:
    from claims.models.user import User


@admin.register(Feed)
class FeedAdmin(DeskModelAdmin):
    """Followed, suspended and resumed on the desk's page for feeds."""

    browse = "follow_feed"
    list_display = ("name", "outlet", "handling", "minutes", "signed_by", "followed", "looked_at", "problem")
    list_filter = ("handling", ("suspended_at", admin.EmptyFieldListFilter))
    list_select_related = ("signed_by",)
    search_fields = ("name", "outlet", "address")
    search_help_text = _("Searches name, outlet and address.")
    fieldsets = (
        (None, {"fields": ("name", "address", "outlet", "wanted", "unwanted", "handling", "minutes")}),
        (_("Who"), {"fields": ("signed_by", "signed_at", "suspended_by", "suspended_at")}),
        (_("Looks"), {"fields": ("looked_at", "next_look_at", "problem")}),
    )

    @admin.display(description=_("followed"), boolean=True, ordering="suspended_at")
    def followed(self, feed: Feed) -> bool:
        """Say whether nobody suspended it."""
        return feed.suspended_at is None


@admin.register(FeedEntry)
class FeedEntryAdmin(DeskModelAdmin):
    """Decided upon on the desk's page for feeds."""

    browse = "follow_feed"
    heavy = ("article__text",)
    list_display = ("named", "feed", "state", "published_on", "seen_at", "decided_by")
    list_display_links = ("named",)
    list_filter = ("state", ("feed", OccurringOnly))
    list_select_related = ("feed", "decided_by")
    search_fields = ("title", "summary", "address")
    search_help_text = _("Searches title, summary and address.")
    date_hierarchy = "seen_at"
    fieldsets = (
        (None, {"fields": ("feed", "address", "title", "summary", "published_on", "seen_at")}),
        (_("What became of it"), {"fields": ("state", "decided_by", "article", "problem")}),
    )

    def own_log(self, row: FeedEntry, entries: list[Entry], *, user: User) -> list[Entry]:
        """Tell how it came: what people decide stands with its state."""
        return [Entry(at=row.seen_at, who=_now("The machine"), what=_now("Found it in “%s”") % row.feed, why="")]

    @admin.display(description=_("title"), ordering="title")
    def named(self, entry: FeedEntry) -> str:
        """Name the entry."""
        return shortened(str(entry), most=90)

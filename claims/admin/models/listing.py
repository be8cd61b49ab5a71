"""The newsroom's own site as its feeds and sitemaps list it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from claims.admin.models.base import DeskModelAdmin
from claims.admin.models.readable import NOTHING, shortened
from claims.admin.models.timeline import Entry
from claims.models import ListedPage, Listing

if TYPE_CHECKING:
    from claims.models.user import User


@admin.register(Listing)
class ListingAdmin(DeskModelAdmin):
    """Named in the settings, read by the machines."""

    browse = "browse_machinery"
    list_display = ("address", "kind", "in_use", "pages", "read_at", "due_at", "tries", "trouble")
    list_filter = ("kind", "in_use")
    search_fields = ("address", "problem")
    search_help_text = _("Searches the address and the problem.")
    fieldsets = (
        (None, {"fields": ("address", "kind", "parent", "in_use", "pages")}),
        (_("Readings"), {"fields": ("read_at", "due_at", "tries", "problem")}),
    )

    def own_log(self, row: Listing, entries: list[Entry], *, user: User) -> list[Entry]:
        """Tell the last reading: a listing keeps no more."""
        if row.read_at is None:
            return []
        return [Entry(at=row.read_at, who=_now("The machine"), what=_now("Read it"), why=row.problem)]

    @admin.display(description=_("problem"))
    def trouble(self, row: Listing) -> str:
        """Show the problem, shortened."""
        return shortened(row.problem, most=90) or NOTHING


@admin.register(ListedPage)
class ListedPageAdmin(DeskModelAdmin):
    """What a claim may find of what the newsroom published before."""

    browse = "browse_machinery"
    list_display = ("page", "listing", "published_on", "first_listed_at")
    list_display_links = ("page",)
    list_select_related = ("listing",)
    search_fields = ("title", "summary", "address")
    search_help_text = _("Searches title, summary and address.")
    date_hierarchy = "published_on"
    fieldsets = ((None, {"fields": ("listing", "address", "title", "summary", "published_on", "first_listed_at")}),)

    def own_log(self, row: ListedPage, entries: list[Entry], *, user: User) -> list[Entry]:
        """Tell when it was first listed."""
        return [Entry(at=row.first_listed_at, who=_now("The machine"), what=_now("First listed"), why="")]

    @admin.display(description=_("page"), ordering="title")
    def page(self, row: ListedPage) -> str:
        """Name the page."""
        return shortened(str(row), most=90)

"""Second looks at cited pages, the flags that they raised, and what tells two texts alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from claims.admin.models.base import DeskModelAdmin
from claims.admin.models.readable import shortened
from claims.admin.models.timeline import Entry
from claims.models import PageFlag, PageLook, TextSketch

if TYPE_CHECKING:
    from claims.models.user import User


@admin.register(PageLook)
class PageLookAdmin(DeskModelAdmin):
    """Written by the machines, and never changed."""

    heavy = ("snapshot__text", "snapshot__headers")
    list_display = ("page", "found", "looked_at", "because")
    list_display_links = ("page",)
    list_filter = ("found",)
    list_select_related = ("snapshot__source",)
    search_fields = ("snapshot__source__address", "snapshot__source__title")
    search_help_text = _("Searches the source’s address and title.")
    date_hierarchy = "looked_at"
    fieldsets = ((None, {"fields": ("snapshot", "found", "because", "address", "newest", "looked_at")}),)

    def own_log(self, row: PageLook, entries: list[Entry], *, user: User) -> list[Entry]:
        """Tell what was found: a look never changes."""
        return [Entry(at=row.looked_at, who=_now("The machine"), what=str(row.get_found_display()), why=row.because)]

    @admin.display(description=_("page"), ordering="snapshot__source__title")
    def page(self, look: PageLook) -> str:
        """Name the page."""
        return shortened(str(look.snapshot.source))


@admin.register(PageFlag)
class PageFlagAdmin(DeskModelAdmin):
    """Raised by the machines; an editor decides on the flag's own page."""

    heavy = ("snapshot__text", "snapshot__headers", "claim__provenance")
    list_display = ("page", "on_claim", "what", "raised_at", "decision", "decided_by")
    list_display_links = ("page",)
    list_filter = ("decision", "look__found")
    list_select_related = ("snapshot__source", "claim", "look", "decided_by")
    search_fields = ("claim__text", "snapshot__source__address", "because")
    search_help_text = _("Searches the claim’s wording, the source’s address and the reason.")
    date_hierarchy = "raised_at"
    fieldsets = (
        (None, {"fields": ("claim", "snapshot", "look", "cited_words_stand", "raised_at")}),
        (_("Decision"), {"fields": ("decision", "because", "decided_by", "decided_at")}),
    )

    @admin.display(description=_("page"), ordering="snapshot__source__title")
    def page(self, flag: PageFlag) -> str:
        """Name the page."""
        return shortened(str(flag.snapshot.source))

    @admin.display(description=_("claim"), ordering="claim__text")
    def on_claim(self, flag: PageFlag) -> str:
        """Show the claim's wording."""
        return shortened(flag.claim.text)

    @admin.display(description=_("found"), ordering="look__found")
    def what(self, flag: PageFlag) -> str:
        """Say how the page stands."""
        return str(flag.look.get_found_display())


@admin.register(TextSketch)
class TextSketchAdmin(DeskModelAdmin):
    """Made with each copy."""

    heavy = ("hashes", "snapshot__text", "snapshot__headers")
    list_display = ("page", "shingles")
    list_select_related = ("snapshot__source",)
    search_fields = ("snapshot__source__address", "snapshot__source__title")
    search_help_text = _("Searches the source’s address and title.")
    fieldsets = ((None, {"fields": ("snapshot", "shingles")}),)

    @admin.display(description=_("page"), ordering="snapshot__source__title")
    def page(self, row: TextSketch) -> str:
        """Name the page."""
        return shortened(str(row.snapshot.source))

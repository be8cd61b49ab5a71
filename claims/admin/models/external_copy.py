"""Copies in a public archive, beside our own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from claims.admin.models.base import DeskModelAdmin
from claims.admin.models.readable import NOTHING, outward, shortened
from claims.admin.models.timeline import Entry
from claims.models import ExternalCopy

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from claims.models.user import User


@admin.register(ExternalCopy)
class ExternalCopyAdmin(DeskModelAdmin):
    """Asked for by the machines where a verdict cites a page."""

    browse = "browse_machinery"
    heavy = ("snapshot__text", "snapshot__headers")
    list_display = ("page", "state", "wanted_at", "asked_at", "settled_at", "tries", "trouble")
    list_display_links = ("page",)
    list_filter = ("state",)
    list_select_related = ("snapshot__source",)
    search_fields = ("snapshot__source__address", "snapshot__source__title", "problem")
    search_help_text = _("Searches the source’s address and title, and the problem.")
    date_hierarchy = "wanted_at"
    fieldsets = (
        (None, {"fields": ("snapshot", "state", "public_copy")}),
        (_("How far it is"), {"fields": ("wanted_at", "asked_at", "settled_at", "tries", "problem")}),
    )

    def naming(self, row: ExternalCopy) -> str:
        """Name it by its page."""
        return self.page(row)

    def own_log(self, row: ExternalCopy, entries: list[Entry], *, user: User) -> list[Entry]:
        """Tell when it was wanted, asked for and settled."""
        steps = (
            (row.wanted_at, _now("Wanted"), ""),
            (row.asked_at, _now("Asked the archive"), ""),
            (row.settled_at, str(row.get_state_display()), row.problem),
        )
        return [Entry(at=at, who=_now("The machine"), what=what, why=why) for at, what, why in steps if at is not None]

    @admin.display(description=_("page"), ordering="snapshot__source__title")
    def page(self, row: ExternalCopy) -> str:
        """Name the page."""
        return shortened(str(row.snapshot.source), most=90)

    @admin.display(description=_("public link"))
    def public_copy(self, row: ExternalCopy) -> SafeString | str:
        """Link to the public copy."""
        return outward(row.link)

    @admin.display(description=_("problem"))
    def trouble(self, row: ExternalCopy) -> str:
        """Show the problem, shortened."""
        return shortened(row.problem, most=90) or NOTHING

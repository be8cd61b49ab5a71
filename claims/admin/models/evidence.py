"""Evidence: what was found for a claim, passage by passage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.utils.formats import number_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from claims.admin.models.acts import Act, Reason, whose
from claims.admin.models.base import DeskModelAdmin
from claims.admin.models.change_list import ValuesByIndex
from claims.admin.models.inline import DeskInline
from claims.admin.models.readable import link_to, shortened
from claims.admin.models.timeline import Entry
from claims.desk import evidence as desk
from claims.models import Evidence, Passage

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from claims.models.user import User


def exclude(found: Evidence, *, by: User, seen: int, reason: str) -> str:
    """Let the page be cited no more."""
    desk.exclude(found, by=by, reason=reason)
    return _now("excluded; the archived copy stays.")


def include(found: Evidence, *, by: User, seen: int) -> str:
    """Let the page be cited again."""
    desk.include(found, by=by)
    return _now("can be cited again.")


class Passages(DeskInline):
    """The stretches that fit best."""

    model = Passage
    fields = ("text", "score")


@admin.register(Evidence)
class EvidenceAdmin(DeskModelAdmin):
    """Machines add evidence; an editor may exclude it, with a reason."""

    acts = (
        Act("exclude", _("Exclude…"), whose("exclude_evidence"), exclude, asks=Reason),
        Act("include", _("Include again"), whose("exclude_evidence"), include),
    )
    heavy = ("snapshot__text", "snapshot__headers", "claim__provenance")
    list_display = ("page", "publisher", "bears_on", "provider", "fit", "found_at", "usable", "excluded_by")
    list_display_links = ("page",)
    list_filter = (
        ("provider", ValuesByIndex),
        ("excluded_at", admin.EmptyFieldListFilter),
        "snapshot__source__kind",
    )
    list_select_related = ("claim", "snapshot__source", "excluded_by")
    search_fields = ("claim__text", "snapshot__source__title", "snapshot__source__publisher", "query")
    search_help_text = _("Searches the claim’s wording, the source’s title and publisher, and the query.")
    date_hierarchy = "found_at"
    ordering = ("-pk",)
    inlines = (Passages,)
    fieldsets = (
        (None, {"fields": ("claim", "copy", "provider", "query", "fit", "found_at")}),
        (_("Excluded"), {"fields": ("excluded_by", "excluded_at", "excluded_because")}),
    )

    @admin.display(description=_("page"), ordering="snapshot__source__title")
    def page(self, found: Evidence) -> str:
        """Name the source."""
        return shortened(found.snapshot.source.title or found.snapshot.source.address, most=80)

    @admin.display(description=_("publisher"), ordering="snapshot__source__publisher")
    def publisher(self, found: Evidence) -> str:
        """Name who published it."""
        return found.snapshot.source.publisher

    @admin.display(description=_("claim"), ordering="claim__text")
    def bears_on(self, found: Evidence) -> SafeString | str:
        """Lead to the claim."""
        return link_to(found.claim, shortened(found.claim.text, most=80))

    @admin.display(description=_("fit"), ordering="score")
    def fit(self, found: Evidence) -> str:
        """Show how well it fits."""
        return number_format(f"{found.score:.2f}", 2)

    @admin.display(description=_("can be cited"), boolean=True, ordering="excluded_at")
    def usable(self, found: Evidence) -> bool:
        """Say whether no editor excluded it."""
        return found.excluded_at is None

    @admin.display(description=_("archived copy"))
    def copy(self, found: Evidence) -> SafeString | str:
        """Lead to the archived copy."""
        return link_to(found.snapshot)


@admin.register(Passage)
class PassageAdmin(DeskModelAdmin):
    """Stretches of archived copies, with how well they fit."""

    heavy = ("evidence__snapshot__text", "evidence__snapshot__headers", "evidence__claim__provenance")
    list_display = ("words", "source", "bears_on", "fit")
    list_filter = ("evidence__snapshot__source__kind",)
    list_select_related = ("evidence__snapshot__source", "evidence__claim")
    search_fields = ("text", "evidence__claim__text", "evidence__snapshot__source__title")
    search_help_text = _("Searches the words, the claim and the source.")
    ordering = ("-pk",)
    fieldsets = ((None, {"fields": ("text", "evidence", "bears_on", "source", "fit")}),)

    def own_log(self, row: Passage, entries: list[Entry], *, user: User) -> list[Entry]:
        """Tell when the page that it stands in was found."""
        return [Entry(at=row.evidence.found_at, who=row.evidence.provider, what=_now("Found, with its page"))]

    @admin.display(description=_("words"), ordering="text")
    def words(self, passage: Passage) -> str:
        """Show the passage, shortened."""
        return shortened(passage.text, most=160)

    @admin.display(description=_("source"))
    def source(self, passage: Passage) -> str:
        """Name the source."""
        return shortened(str(passage.evidence.snapshot.source), most=80)

    @admin.display(description=_("claim"))
    def bears_on(self, passage: Passage) -> SafeString | str:
        """Lead to the claim."""
        return link_to(passage.evidence.claim, shortened(passage.evidence.claim.text, most=80))

    @admin.display(description=_("fit"), ordering="score")
    def fit(self, passage: Passage) -> str:
        """Show how well it fits."""
        return number_format(f"{passage.score:.2f}", 2)

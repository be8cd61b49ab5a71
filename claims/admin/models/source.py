"""Sources and their archived copies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from claims.admin.models.base import DeskModelAdmin
from claims.admin.models.inline import DeskInline
from claims.admin.models.readable import in_words, link_to_rows, outward, pairs, paragraphs, shortened
from claims.admin.models.timeline import Entry
from claims.models import Snapshot, Source

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.utils.safestring import SafeString

    from claims.models.user import User


class Snapshots(DeskInline):
    """The copies that we keep."""

    model = Snapshot
    together_with = ("source",)
    heavy = ("text", "headers")
    fields = ("fetched_at", "http_status", "content_type", "extractor")


@admin.register(Source)
class SourceAdmin(DeskModelAdmin):
    """Publications that machines found."""

    list_display = ("name", "publisher", "kind", "published_on", "first_found_at", "copies")
    list_display_links = ("name",)
    list_filter = ("kind",)
    search_fields = ("title", "publisher", "author", "address")
    search_help_text = _("Searches title, publisher, author and address.")
    date_hierarchy = "first_found_at"
    inlines = (Snapshots,)
    fieldsets = (
        (None, {"fields": ("title", "publisher", "author", "kind", "published_on", "where")}),
        (_("How we know it"), {"fields": ("first_found_at", "cited_there")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Count the copies of each."""
        rows: QuerySet[Any] = super().get_queryset(request).annotate(copy_count=Snapshot.objects.count_for_source())
        return rows

    @admin.display(description=_("title"), ordering="title")
    def name(self, source: Source) -> str:
        """Show the title, or else the address."""
        return shortened(source.title or source.address, most=90)

    @admin.display(description=_("copies"), ordering="copy_count")
    def copies(self, source: Any) -> SafeString | str:
        """Lead to the archived copies."""
        return link_to_rows(Snapshot, str(source.copy_count), source__id__exact=source.pk)

    @admin.display(description=_("address"))
    def where(self, source: Source) -> SafeString | str:
        """Lead to the publication."""
        return outward(source.address)

    @admin.display(description=_("publications that it cites"))
    def cited_there(self, source: Source) -> SafeString | str:
        """List what it cites."""
        return in_words(source.cites)


@admin.register(Snapshot)
class SnapshotAdmin(DeskModelAdmin):
    """Copies as they were; never changed."""

    heavy = ("text", "headers")
    list_display = ("copied", "publisher", "fetched_at", "http_status", "content_type", "extractor")
    list_display_links = ("copied",)
    list_filter = ("source__kind", "http_status")
    list_select_related = ("source",)
    search_fields = ("source__title", "source__publisher", "final_url")
    search_help_text = _("Searches the source’s title and publisher, and the address.")
    date_hierarchy = "fetched_at"
    fieldsets = (
        (None, {"fields": ("source", "asked", "reached", "hops", "fetched_at", "http_status", "ip")}),
        (_("Extracted text"), {"fields": ("words", "extractor")}),
        (
            _("Proof"),
            {
                "fields": (
                    "raw_sha256",
                    "text_sha256",
                    "warc",
                    "content_type",
                    "etag",
                    "last_modified",
                    "answer_headers",
                ),
                "classes": ("collapse",),
            },
        ),
    )

    def own_log(self, row: Snapshot, entries: list[Entry], *, user: User) -> list[Entry]:
        """Tell the one thing that happened: it was archived."""
        return [Entry(at=row.fetched_at, who=_now("The machine"), what=_now("Fetched and archived"))]

    @admin.display(description=_("copy of"), ordering="source__title")
    def copied(self, snapshot: Snapshot) -> str:
        """Name the source."""
        return shortened(snapshot.source.title or snapshot.source.address, most=90)

    @admin.display(description=_("publisher"), ordering="source__publisher")
    def publisher(self, snapshot: Snapshot) -> str:
        """Name who published it."""
        return snapshot.source.publisher

    @admin.display(description=_("requested address"))
    def asked(self, snapshot: Snapshot) -> SafeString | str:
        """Lead to the address that was asked for."""
        return outward(snapshot.requested_url)

    @admin.display(description=_("final address"))
    def reached(self, snapshot: Snapshot) -> SafeString | str:
        """Lead to the address that answered."""
        return outward(snapshot.final_url)

    @admin.display(description=_("redirects"))
    def hops(self, snapshot: Snapshot) -> SafeString | str:
        """List the addresses on the way."""
        return in_words(snapshot.redirects)

    @admin.display(description=_("headers"))
    def answer_headers(self, snapshot: Snapshot) -> SafeString | str:
        """List the answer's headers."""
        return pairs(snapshot.headers) if isinstance(snapshot.headers, list) else in_words(snapshot.headers)

    @admin.display(description=_("text"))
    def words(self, snapshot: Snapshot) -> SafeString | str:
        """Show the text with its line breaks."""
        return paragraphs(snapshot.text)

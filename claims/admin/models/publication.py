"""The ledger, and what readers see of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Prefetch
from django.utils.text import capfirst
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from claims.admin.models.base import DeskModelAdmin
from claims.admin.models.change_list import ValuesByIndex
from claims.admin.models.field_words import plain
from claims.admin.models.readable import NOTHING, in_words, link_to, paragraphs, shortened
from claims.admin.models.timeline import Entry
from claims.models import CurrentVerdict, LedgerHead, Publication, PublishedDocument
from claims.ratings import Attribution

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.utils.safestring import SafeString

    from claims.models.user import User

MOST_ROWS = 1_000


def ledger_lines(rows: QuerySet[Publication]) -> list[Entry]:
    """Tell ledger rows as history; the newest thousand."""
    newest = rows.select_related("published_by", "claim").defer("claim__provenance").order_by("-sequence")[:MOST_ROWS]
    return [
        Entry(
            at=row.published_at,
            who=str(row.published_by),
            what=_now("No. %(sequence)d, %(kind)s: %(claim)s")
            % {"sequence": row.sequence, "kind": row.get_kind_display(), "claim": shortened(row.claim.text, most=90)},
            why=row.note,
            order=(0, row.sequence),
        )
        for row in newest
    ]


@admin.register(Publication)
class PublicationAdmin(DeskModelAdmin):
    """Rows that nobody can change, in the order in which they became public."""

    everybody = True
    heavy = ("claim__provenance", "document__body")
    list_display = ("number", "kind", "wording", "reviewer", "approver", "published_by", "published_at", "rehearsal")
    list_display_links = ("number", "wording")
    list_filter = ("kind", "rehearsal")
    list_select_related = ("claim", "reviewer", "approver", "published_by")
    search_fields = ("claim__text", "note")
    search_help_text = _("Searches the claim’s wording and the public note.")
    date_hierarchy = "published_at"
    ordering = ("-sequence",)
    fieldsets = (
        (None, {"fields": ("number", "kind", "claim", "verdict", "note", "published_at", "rehearsal")}),
        (_("People"), {"fields": ("reviewer", "adjudicator", "approver", "published_by")}),
        (_("Chain"), {"fields": ("as_published", "previous_hash", "hash"), "classes": ("collapse",)}),
    )

    def own_log(self, row: Publication, entries: list[Entry], *, user: User) -> list[Entry]:
        """Tell the whole story of the claim in the ledger."""
        return ledger_lines(Publication.objects.filter(claim=row.claim_id))

    @admin.display(description=_("no."), ordering="sequence")
    def number(self, row: Publication) -> str:
        """Show the place in the ledger."""
        return str(row.sequence)

    @admin.display(description=_("claim"), ordering="claim__text")
    def wording(self, row: Publication) -> str:
        """Show the claim's wording."""
        return shortened(row.claim.text, most=90)

    @admin.display(description=_("document"))
    def as_published(self, row: Publication) -> SafeString | str:
        """Lead to what the public saw."""
        return link_to(row.document, _now("as the public saw it"))


@admin.register(PublishedDocument)
class PublishedDocumentAdmin(DeskModelAdmin):
    """Documents exactly as the public saw them."""

    everybody = True
    heavy = ("body",)
    list_display = ("wording", "what", "when")
    list_display_links = ("wording",)
    search_fields = ("publications__claim__text",)
    search_help_text = _("Searches the claim’s wording.")
    ordering = ("-publications__sequence",)
    fieldsets = ((None, {"fields": ("wording", "what", "when", "content_in_words", "fingerprint")}),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Fetch the ledger rows that name each document."""
        named_by = Publication.objects.select_related("claim").defer("claim__provenance").order_by("sequence")
        rows = super().get_queryset(request).filter(publications__isnull=False)  # the ledger leads: it has the order
        return rows.prefetch_related(Prefetch("publications", named_by, to_attr="named_by"))

    def naming(self, row: Any) -> str:
        """Name a document by its claim and what happened."""
        return f"{self.wording(row)}: {self.what(row)}"

    def own_log(self, row: PublishedDocument, entries: list[Entry], *, user: User) -> list[Entry]:
        """Tell the ledger rows that name it."""
        return ledger_lines(Publication.objects.filter(document=row))

    @admin.display(description=_("claim"))
    def wording(self, document: Any) -> str:
        """Show the wording of the claim that it is about."""
        return shortened(document.named_by[0].claim.text) if document.named_by else NOTHING

    @admin.display(description=_("what happened"))
    def what(self, document: Any) -> str:
        """Say what the ledger did with it."""
        return ", ".join(f"{row.get_kind_display()} (no. {row.sequence})" for row in document.named_by) or NOTHING

    @admin.display(description=_("when"))
    def when(self, document: Any) -> str:
        """Say when it became public."""
        return plain(document.named_by[0].published_at) if document.named_by else NOTHING

    @admin.display(description=_("content"))
    def content_in_words(self, document: PublishedDocument) -> SafeString | str:
        """Show the document as lists of words."""
        return in_words(document.content)

    @admin.display(description=_("fingerprint (SHA-256)"))
    def fingerprint(self, document: PublishedDocument) -> str:
        """Show the SHA-256."""
        return document.sha256


@admin.register(LedgerHead)
class LedgerHeadAdmin(DeskModelAdmin):
    """Where the ledger ends now."""

    browse = "browse_machinery"
    list_display = ("rows", "hash")
    fieldsets = ((None, {"fields": ("rows", "hash")}),)

    def naming(self, row: LedgerHead) -> str:
        """Name the head by how many rows stand below it."""
        return _now("%(rows)d rows") % {"rows": row.sequence}

    def own_log(self, row: LedgerHead, entries: list[Entry], *, user: User) -> list[Entry]:
        """Tell the ledger."""
        return ledger_lines(Publication.objects.all())

    @admin.display(description=_("rows in the ledger"), ordering="sequence")
    def rows(self, head: LedgerHead) -> str:
        """Count the rows: the sequence has no gap."""
        return str(head.sequence)


@admin.register(CurrentVerdict)
class CurrentVerdictAdmin(DeskModelAdmin):
    """What readers see now, a row for each claim."""

    everybody = True
    list_display = ("says", "claimant", "answer", "said", "outlet", "first_published_at", "retracted")
    list_display_links = ("says",)
    list_filter = ("retracted", ("rating", ValuesByIndex), ("attribution", ValuesByIndex))
    search_fields = ("wording", "claimant", "outlet")
    search_help_text = _("Searches wording, claimant and outlet.")
    date_hierarchy = "first_published_at"
    ordering = ("-publication",)
    fieldsets = (
        (None, {"fields": ("in_full", "claimant", "answer", "said", "retracted")}),
        (_("Where it stands"), {"fields": ("claim", "article", "outlet", "publication", "first_published_at")}),
    )

    def own_log(self, row: CurrentVerdict, entries: list[Entry], *, user: User) -> list[Entry]:
        """Tell the story of the claim in the ledger."""
        return ledger_lines(Publication.objects.filter(claim=row.claim_id))

    @admin.display(description=_("claim"), ordering="wording")
    def says(self, row: CurrentVerdict) -> str:
        """Show the wording, shortened."""
        return shortened(row.wording)

    @admin.display(description=_("claim"))
    def in_full(self, row: CurrentVerdict) -> SafeString | str:
        """Show the wording."""
        return paragraphs(row.wording)

    @admin.display(description=_("is it true?"), ordering="rating")
    def answer(self, row: CurrentVerdict) -> str:
        """Show the rating in words."""
        return capfirst(row.rating.replace("-", " "))

    @admin.display(description=_("was it said?"), ordering="attribution")
    def said(self, row: CurrentVerdict) -> str:
        """Show the attribution in words."""
        return str(Attribution(row.attribution).label) if row.attribution in Attribution.values else row.attribution

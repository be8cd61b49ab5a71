"""Claims: the desk's plain table of them, with the moves that can be made on many at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.contrib import admin
from django.db.models import Prefetch
from django.utils.formats import number_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from claims.admin.models.base import DeskModelAdmin, person
from claims.admin.models.change_list import OccurringOnly
from claims.admin.models.claim_acts import CLAIM_ACTS
from claims.admin.models.claim_filters import OnWhoseDesk
from claims.admin.models.claim_history import tell_moves
from claims.admin.models.inline import DeskInline
from claims.admin.models.readable import NOTHING, in_words, link_to, link_to_rows, paragraphs, shortened, status_chip
from claims.admin.models.timeline import Entry
from claims.models import Assignment, Claim, ClaimMove, Comment, Evidence, Publication, SourceSearch, Verdict

if TYPE_CHECKING:
    from typing import Any

    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.utils.safestring import SafeString

    from claims.models.user import User


class Assignments(DeskInline):
    """Who was asked."""

    model = Assignment
    fk_name = "claim"
    together_with = ("reviewer", "assigned_by", "ended_by", "claim")
    fields = ("reviewer", "assigned_by", "due_at", "ended_at", "ended_by")


class Moves(DeskInline):
    """Who moved it, and why."""

    model = ClaimMove
    together_with = ("by",)
    fields = ("move", "origin", "target", "by", "reason", "made_at")


class Searches(DeskInline):
    """Where we looked."""

    model = SourceSearch
    fields = ("provider", "state", "found", "kept", "problem", "retry_at")


class Found(DeskInline):
    """What we found."""

    model = Evidence
    together_with = ("snapshot__source", "excluded_by")
    heavy = ("snapshot__text", "snapshot__headers")
    fields = ("provider", "score", "found_at", "excluded_by", "excluded_because")


class Verdicts(DeskInline):
    """What reviewers answered."""

    model = Verdict
    together_with = ("rating", "reviewer")
    fields = ("rating", "attribution", "reviewer", "rated_at")


class Publications(DeskInline):
    """What the public read."""

    model = Publication
    together_with = ("approver",)
    fields = ("kind", "approver", "note", "published_at")


MOST_WORDS = 8


@admin.register(Claim)
class ClaimAdmin(DeskModelAdmin):
    """A status changes only by a move; these are the moves that make sense for many claims at once."""

    acts = CLAIM_ACTS
    also_tells = ((Assignment, "claim"), (Evidence, "claim"))
    heavy = ("provenance", "article__text")
    list_display = ("wording", "in_article", "voice", "kind", "chip", "worth", "on_desk", "sources", "updated_at")
    list_display_links = ("wording",)
    list_filter: ClassVar = (
        "status",
        OnWhoseDesk,
        "priority",
        ("topic", OccurringOnly),
        "kind",
        "checkable",
        "unresolved",
    )
    list_select_related = ("article", "claimant")
    search_fields = ("text", "quote", "claimant__name", "article__outlet")
    search_help_text = _("Searches wording, quote, claimant and outlet.")
    date_hierarchy = "created_at"
    ordering = ("-updated_at", "-pk")
    inlines = (Assignments, Moves, Searches, Found, Verdicts, Publications)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "text",
                    "machine_text",
                    "chip",
                    "merged_into",
                    "priority",
                    "topic",
                    "quoted",
                    "article",
                    "number",
                )
            },
        ),
        (_("Who said it"), {"fields": ("claimant", "claimant_role", "reported_by")}),
        (_("What it is"), {"fields": ("kind", "checkable", "worth", "reason", "unresolved")}),
        (
            _("Where it comes from"),
            {"fields": ("run", "made_by", "created_at", "updated_at"), "classes": ("collapse",)},
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Fetch what a row of the list shows; whose desk it is on, as far as this person may see it."""
        desks = Assignment.objects.current().visible_to(person(request)).select_related("reviewer")
        with_desks = Prefetch("assignments", desks, to_attr="current_assignments")
        sources = Evidence.objects.kept().count_for_claim()
        rows: QuerySet[Any] = (
            super().get_queryset(request).prefetch_related(with_desks).annotate(evidence_count=sources)
        )
        return rows

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> tuple[Any, bool]:
        """Search as the desk's own list does, each column by its index."""
        rows: Any = queryset
        for word in search_term.split()[:MOST_WORDS]:
            rows = rows.mentioning(word)
        return rows, False

    def own_log(self, row: Claim, entries: list[Entry], *, user: User) -> list[Entry]:
        """Say at each change of status which move it was, whose, and why."""
        moves = list(ClaimMove.objects.visible_to(user).filter(claim=row).select_related("by", "order__signed_by"))
        said = Comment.objects.visible_to(user).on(row)
        return tell_moves(entries, moves) + [
            Entry(at=each.written_at, who=str(each.author), what=_now("Commented"), why=each.words[:2_000])
            for each in said
        ]

    @admin.display(description=_("claim"), ordering="text")
    def wording(self, claim: Claim) -> str:
        """Show the wording, shortened."""
        return shortened(claim.text)

    @admin.display(description=_("article"), ordering="article__title")
    def in_article(self, claim: Claim) -> SafeString:
        """Lead to the article's other claims."""
        title = shortened(claim.article.title or str(_("untitled")), most=50)
        return link_to_rows(Claim, title, article__id__exact=claim.article_id)

    @admin.display(description=_("who says it"), ordering="claimant__name")
    def voice(self, claim: Claim) -> str:
        """Name the claimant, or the article."""
        return claim.voice

    @admin.display(description=_("status"), ordering="status")
    def chip(self, claim: Claim) -> SafeString:
        """Show the status as the desk does."""
        return status_chip(claim.status, claim.get_status_display())

    @admin.display(description=_("check-worthiness"), ordering="check_worthiness")
    def worth(self, claim: Claim) -> str:
        """Show the check-worthiness as the desk does, 0 to 1."""
        return number_format(f"{claim.check_worthiness:.2f}", 2)

    @admin.display(description=_("on the desk of"))
    def on_desk(self, claim: Claim) -> str:
        """Name the reviewers who have it now."""
        return ", ".join(str(each.reviewer) for each in claim.current_assignments) or NOTHING

    @admin.display(description=_("sources"), ordering="evidence_count")
    def sources(self, claim: Claim) -> SafeString | str:
        """Lead to what was found."""
        if not claim.evidence_count:
            return "0"
        return link_to_rows(Evidence, str(claim.evidence_count), claim__id__exact=claim.pk)

    @admin.display(description=_("words of the article"))
    def quoted(self, claim: Claim) -> SafeString | str:
        """Show the words as they stand in the article."""
        return paragraphs(claim.quote)

    @admin.display(description=_("merged into"))
    def merged_into(self, claim: Claim) -> SafeString | str:
        """Lead to the claim that is kept."""
        return link_to(claim.kept)

    @admin.display(description=_("which rule made what"))
    def made_by(self, claim: Claim) -> SafeString | str:
        """Show the extractor's own account in words."""
        return in_words(claim.provenance)

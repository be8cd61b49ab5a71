"""Extraction runs, and what a later one proposes to change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from claims.admin.models.acts import Act, whose
from claims.admin.models.base import DeskModelAdmin
from claims.admin.models.readable import NOTHING, in_words, link_to_rows, shortened
from claims.admin.models.timeline import Entry
from claims.desk import proposals
from claims.models import ExtractionRun, Proposal

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from claims.models.user import User


def accept(proposal: Proposal, *, by: User, seen: int) -> str:
    """Do what the extractor proposed."""
    proposals.accept(proposal, by=by)
    return _now("accepted and done.")


def decline(proposal: Proposal, *, by: User, seen: int) -> str:
    """Leave the claims as they are."""
    proposals.decline(proposal, by=by)
    return _now("declined; the claims stay as they are.")


@admin.register(ExtractionRun)
class ExtractionRunAdmin(DeskModelAdmin):
    """One row for each reading of a text by a version of the extractor."""

    browse = "browse_machinery"
    heavy = ("article__text",)
    list_display = ("read", "extractor", "claims_found", "changes", "rejections", "finished_at")
    list_display_links = ("read",)
    list_filter = (("extractor", admin.AllValuesFieldListFilter),)
    list_select_related = ("article",)
    search_fields = ("article__title", "article__outlet", "extractor")
    date_hierarchy = "finished_at"
    fieldsets = (
        (None, {"fields": ("read", "extractor", "claims_found", "changes", "finished_at")}),
        (_("Language model"), {"fields": ("fallback", "reasons", "tokens")}),
    )

    def own_log(self, row: ExtractionRun, entries: list[Entry], *, user: User) -> list[Entry]:
        """Tell the one thing that happened: the reading."""
        return [
            Entry(at=row.finished_at, who=_now("The machine"), what=_now("Read the article"), machine=row.extractor)
        ]

    @admin.display(description=_("article"), ordering="article__title")
    def read(self, run: ExtractionRun) -> str:
        """Name the article."""
        return shortened(run.article.title, most=90) or _now("untitled")

    @admin.display(description=_("turned down"))
    def rejections(self, run: ExtractionRun) -> int:
        """Count the claims of a language model that the article does not bear out."""
        return run.turned_down

    @admin.display(description=_("turned down, by reason"))
    def reasons(self, run: ExtractionRun) -> SafeString | str:
        """Say why they were turned down."""
        return in_words(run.rejected)

    @admin.display(description=_("changes proposed"), ordering="proposed")
    def changes(self, run: ExtractionRun) -> SafeString | str:
        """Lead to the proposals."""
        return link_to_rows(Proposal, str(run.proposed), run__id__exact=run.pk) if run.proposed else "0"


@admin.register(Proposal)
class ProposalAdmin(DeskModelAdmin):
    """A person accepts or declines each, once."""

    browse = "browse_machinery"
    acts = (
        Act("accept", _("Accept"), whose("decide_on_proposal"), accept),
        Act("decline", _("Decline"), whose("decide_on_proposal"), decline),
    )
    heavy = ("run__article__text", "claim__provenance")
    list_display = ("kind", "proposed", "present", "article", "decision", "decided_by", "decided_at")
    list_filter = ("kind", ("accepted", admin.BooleanFieldListFilter))
    list_select_related = ("run__article", "claim", "decided_by")
    search_fields = ("claim__text", "run__article__title")
    search_help_text = _("Searches the claim’s wording and the article’s title.")
    date_hierarchy = "run__finished_at"
    fieldsets = (
        (None, {"fields": ("kind", "article", "claim", "present", "in_full")}),
        (_("Decision"), {"fields": ("decision", "decided_by", "decided_at")}),
    )

    @admin.display(description=_("proposed wording"))
    def proposed(self, proposal: Proposal) -> str:
        """Show the wording that is proposed."""
        return shortened(str(proposal.found.get("text", ""))) or NOTHING

    @admin.display(description=_("wording now"))
    def present(self, proposal: Proposal) -> str:
        """Show what the claim says now."""
        return shortened(proposal.claim.text) if proposal.claim else NOTHING

    @admin.display(description=_("article"), ordering="run__article__title")
    def article(self, proposal: Proposal) -> str:
        """Name the article."""
        return shortened(proposal.run.article.title, most=60) or _now("untitled")

    @admin.display(description=_("decision"), ordering="accepted")
    def decision(self, proposal: Proposal) -> str:
        """Say what was decided."""
        words: dict[Any, str] = {True: _now("accepted"), False: _now("declined"), None: _now("open")}
        return words[proposal.accepted]

    @admin.display(description=_("what was found"))
    def in_full(self, proposal: Proposal) -> SafeString | str:
        """Show all that the extractor found, in words."""
        return in_words(proposal.found)

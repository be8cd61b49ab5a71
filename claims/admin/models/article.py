"""Articles under check."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from claims.admin.models.base import DeskModelAdmin
from claims.admin.models.change_list import OccurringOnly, ValuesByIndex
from claims.admin.models.inline import DeskInline
from claims.admin.models.readable import NOTHING, link_to, link_to_rows, outward, paragraphs, shortened
from claims.models import Article, Claim, ExtractionRun

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.utils.safestring import SafeString

LANGUAGES = {"en": _("English")}


class Runs(DeskInline):
    """How often it was split, by which extractor."""

    model = ExtractionRun
    together_with = ("article",)
    heavy = ("article__text",)
    fields = ("extractor", "claims_found", "proposed", "finished_at")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Show the machinery to editors."""
        return bool(getattr(request.user, "edits", False))


@admin.register(Article)
class ArticleAdmin(DeskModelAdmin):
    """Texts are taken in on the desk's own page, and never change."""

    heavy = ("text",)
    list_display = (
        "name",
        "outlet",
        "author",
        "spoken",
        "published_at",
        "taken_in_by",
        "taken_in_at",
        "found",
        "waiting",
    )
    list_display_links = ("name",)
    list_filter = (("language", ValuesByIndex), ("taken_in_by", OccurringOnly))
    list_select_related = ("taken_in_by",)
    search_fields = ("title", "outlet", "author", "url")
    search_help_text = _("Searches title, outlet, author and address.")
    date_hierarchy = "taken_in_at"
    inlines = (Runs,)
    fieldsets = (
        (None, {"fields": ("title", "outlet", "author", "where", "published_at", "spoken", "all_claims")}),
        (_("Intake"), {"fields": ("taken_in_by", "taken_in_at", "earlier")}),
        (_("Text"), {"fields": ("words_of_it", "fingerprint"), "classes": ("collapse",)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Count the claims of each row."""
        return super().get_queryset(request).with_counts()  # type: ignore[attr-defined,no-any-return]

    @admin.display(description=_("title"), ordering="title")
    def name(self, article: Article) -> str:
        """Show the title, or that there is none."""
        return shortened(article.title) or str(_("untitled"))

    @admin.display(description=_("language"), ordering="language")
    def spoken(self, article: Article) -> str:
        """Show the language by its name, where we know it."""
        return str(LANGUAGES.get(article.language, article.language or NOTHING))

    @admin.display(description=_("claims"), ordering="claim_count")
    def found(self, article: Any) -> SafeString | str:
        """Lead to the article's claims."""
        return link_to_rows(Claim, str(article.claim_count), article__id__exact=article.pk)

    @admin.display(description=_("in triage"), ordering="waiting_count")
    def waiting(self, article: Any) -> SafeString | str:
        """Lead to those that wait in triage."""
        return link_to_rows(Claim, str(article.waiting_count), article__id__exact=article.pk, status__exact="spotted")

    @admin.display(description=_("claims"))
    def all_claims(self, article: Any) -> SafeString | str:
        """Lead to the article's claims, in words."""
        return link_to_rows(Claim, str(_("%d claims") % article.claim_count), article__id__exact=article.pk)

    @admin.display(description=_("address"))
    def where(self, article: Article) -> SafeString | str:
        """Lead to the article as it was published."""
        return outward(article.url)

    @admin.display(description=_("earlier version"))
    def earlier(self, article: Article) -> SafeString | str:
        """Lead to the text as it was before."""
        return link_to(article.before)

    @admin.display(description=_("text"))
    def words_of_it(self, article: Article) -> SafeString | str:
        """Show the text with its line breaks."""
        return paragraphs(article.text)

    @admin.display(description=_("fingerprint of the text"))
    def fingerprint(self, article: Article) -> str:
        """Show the SHA-256."""
        return article.text_sha256

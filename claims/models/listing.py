"""The newsroom's own site as its feeds and sitemaps list it: where to look for what was published before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Self

WORDS = SearchVector("title", "summary", config="english")
"""What a listed page is found by; the index has the very same expression."""


class ListingKind(models.TextChoices):
    """What lists the pages."""

    FEED = "feed", _("feed")
    SITEMAP = "sitemap", _("sitemap")


class ListingQuerySet(models.QuerySet["Listing"]):
    """Listings, found as the machines ask for them."""

    def due(self) -> Self:
        """Keep what is to be read now."""
        return self.filter(in_use=True, due_at__lte=now())


class Listing(models.Model):
    """A feed or sitemap, and what its last reading showed. ETag, Last-Modified and sha256 spare the next one."""

    address = models.CharField(_("address"), max_length=2000, unique=True)
    kind = models.CharField(_("kind"), max_length=8, choices=ListingKind.choices)
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="parts", verbose_name=_("part of")
    )
    in_use = models.BooleanField(_("in use"), default=True)
    etag = models.CharField(_("version mark of the server (ETag)"), max_length=300, blank=True)
    last_modified = models.CharField(_("last changed, by the server’s word"), max_length=100, blank=True)
    sha256 = models.CharField(_("fingerprint"), max_length=64, blank=True)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    due_at = models.DateTimeField(_("next reading"), default=now)
    pages = models.PositiveIntegerField(_("pages"), default=0)
    tries = models.PositiveIntegerField(_("tries"), default=0)
    problem = models.TextField(_("problem"), blank=True)

    objects = ListingQuerySet.as_manager()

    class Meta:
        """Listings read in the order of their addresses."""

        verbose_name = _("listing of our site")
        verbose_name_plural = _("listings of our site")
        ordering = ("address",)

    def __str__(self) -> str:
        """Return the address."""
        return self.address


class ListedPageQuerySet(models.QuerySet["ListedPage"]):
    """Listed pages, found as a search asks for them."""

    def naming(self, terms: Sequence[str]) -> Self:
        """Find pages whose title or summary has any of the words, those with the most first."""
        if not terms:
            return self.none()
        query = SearchQuery(terms[0], config="english", search_type="plain")
        for term in terms[1:]:
            query |= SearchQuery(term, config="english", search_type="plain")
        found = self.annotate(words=WORDS, fit=SearchRank(WORDS, query)).filter(words=query)
        return found.order_by("-fit", "-published_on", "pk")


class ListedPage(models.Model):
    """A page of the newsroom's site, as a listing names it; its text is fetched when a claim asks for it."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="listed", verbose_name=_("listed in"))
    address = models.CharField(_("address"), max_length=2000, unique=True)
    title = models.CharField(_("title"), max_length=500, blank=True)
    summary = models.TextField(_("summary"), blank=True)
    published_on = models.DateField(_("published"), null=True, blank=True)
    first_listed_at = models.DateTimeField(_("first listed"), auto_now_add=True)

    objects = ListedPageQuerySet.as_manager()

    class Meta:
        """The newest first."""

        verbose_name = _("page of our site")
        verbose_name_plural = _("pages of our site")
        ordering = ("-published_on", "-pk")
        indexes = (GinIndex(WORDS, name="listed_page_by_words"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(address__startswith="http://") | Q(address__startswith="https://"),
                name="listed_page_is_on_the_web",
            ),
        )

    def __str__(self) -> str:
        """Return the title, or the address."""
        return self.title or self.address

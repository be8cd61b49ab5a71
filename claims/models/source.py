"""Sources and their archived copies."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import httpx2
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim
from claims.models.history import append_only, tracked

if TYPE_CHECKING:
    from typing import Self

    from claims.models.user import User


LONGEST_ADDRESS = 8192
"""Characters of an address that is fetched, every redirect included; none is cut."""


class SourceKind(models.TextChoices):
    """What sort of publication it is."""

    PRIMARY = "primary", _("primary record")
    NEWS = "news", _("news")
    FACT_CHECK = "fact_check", _("fact-check")
    ENCYCLOPAEDIA = "encyclopaedia", _("encyclopaedia")
    RESEARCH = "research", _("research")
    NOTE = "note", _("background note")
    OTHER = "other", _("other")


class SourceQuerySet(models.QuerySet["Source"]):
    """Sources, found as the desk asks for them."""

    def visible_to(self, user: User) -> Self:
        """Keep those whose copies were found for claims that this person may see."""
        return self if user.edits else self.filter(pk__in=Snapshot.objects.visible_to(user).values("source"))


@tracked()
class Source(models.Model):
    """A publication. `address` is its URL, or `archive:…` for what lies in the newsroom's own archive."""

    address = models.CharField(_("address"), max_length=2000, unique=True)
    publisher = models.CharField(_("publisher"), max_length=300, blank=True)
    title = models.CharField(_("title"), max_length=500, blank=True)
    author = models.CharField(_("author"), max_length=300, blank=True)
    published_on = models.DateField(_("published"), null=True, blank=True)
    kind = models.CharField(_("kind"), max_length=15, choices=SourceKind.choices, default=SourceKind.OTHER)
    cites = models.JSONField(_("publications that it cites"), default=list, blank=True)
    first_found_at = models.DateTimeField(_("first found"), auto_now_add=True)

    objects = SourceQuerySet.as_manager()

    class Meta:
        """Sources read in the order of their titles."""

        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ("title", "pk")
        indexes = (models.Index(fields=("title", "id"), name="source_by_title"),)

    def __str__(self) -> str:
        """Return title and publisher."""
        return f"{self.title or self.address} ({self.publisher})" if self.publisher else self.title or self.address

    @property
    def is_web(self) -> bool:
        """Say whether a reader can follow the address."""
        return self.address.startswith(("http://", "https://"))


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    """Snapshots, found as the desk asks for them."""

    def visible_to(self, user: User) -> Self:
        """Keep what was found for claims that this person may see."""
        if user.edits:
            return self
        found = Snapshot.objects.filter(evidence__claim__in=Claim.objects.visible_to(user))
        return self.filter(pk__in=found.values("pk"))

    def count_for_source(self) -> Coalesce:
        """Count them for each source of an outer query; unlike a join, only for the sources that are shown."""
        numbers = self.filter(source=OuterRef("pk")).order_by().values("source").annotate(number=Count("pk"))
        return Coalesce(Subquery(numbers.values("number"), output_field=models.IntegerField()), 0)


class Snapshot(models.Model):
    """A source as it was: raw bytes (a WARC record in the file store), extracted text, hashes, headers. Never changed."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="snapshots", verbose_name=_("source"))
    requested_url = models.CharField(_("requested address"), max_length=LONGEST_ADDRESS)
    final_url = models.CharField(_("final address"), max_length=LONGEST_ADDRESS)
    redirects = models.JSONField(_("redirects"), default=list, blank=True)
    ip = models.GenericIPAddressField(_("server's address"), null=True, blank=True)
    fetched_at = models.DateTimeField(_("fetched"))
    http_status = models.PositiveSmallIntegerField(_("HTTP status"), null=True, blank=True)
    headers = models.JSONField(_("headers"), default=list, blank=True)
    etag = models.CharField(_("version mark of the server (ETag)"), max_length=300, blank=True)
    last_modified = models.CharField(_("last changed, by the server’s word"), max_length=100, blank=True)
    content_type = models.CharField(_("content type"), max_length=200, blank=True)
    warc = models.CharField(_("WARC file"), max_length=300)
    raw_sha256 = models.CharField(_("fingerprint of the bytes"), max_length=64)
    text = models.TextField(_("extracted text"), blank=True)
    text_sha256 = models.CharField(_("fingerprint of the text"), max_length=64)
    extractor = models.CharField(_("extractor"), max_length=60)

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        """The same bytes of a source, read in the same way, are one snapshot."""

        verbose_name = _("snapshot")
        verbose_name_plural = _("snapshots")
        ordering = ("-fetched_at", "-pk")
        indexes = (models.Index(fields=("-fetched_at", "-id"), name="snapshot_newest"),)
        constraints = (
            models.UniqueConstraint(
                fields=("source", "raw_sha256", "text_sha256"), name="one_snapshot_for_the_same_bytes_and_text"
            ),
            models.CheckConstraint(
                condition=Q(http_status=None) | Q(http_status__range=(100, 599)), name="http_status_is_one"
            ),
            models.CheckConstraint(condition=~Q(raw_sha256="") & ~Q(text_sha256=""), name="snapshot_is_hashed"),
        )
        triggers = append_only()

    def __str__(self) -> str:
        """Say what was copied, and when."""
        return f"{self.source}, {self.fetched_at:%Y-%m-%d %H:%M} UTC"

    @property
    def is_handed_over(self) -> bool:
        """Say whether a provider gave the text in a form of its own; the page itself was not fetched."""
        return as_asked(self.requested_url) != as_asked(self.source.address)

    @property
    def public_address(self) -> str:
        """Return where a reader finds the original: not the interface of a provider that handed it over."""
        return self.source.address if self.is_handed_over else self.final_url


def as_asked(address: str) -> str:
    """Return an address as it is asked for: host in small letters and in ASCII, no usual port, other letters as escapes."""
    try:
        return str(httpx2.URL(address))
    except (httpx2.InvalidURL, ValueError):
        return address


class SpanOfSnapshot(models.Model):
    """Words of a snapshot: `snapshot.text[start:end] == text`."""

    start = models.PositiveIntegerField(_("start"))
    end = models.PositiveIntegerField(_("end"))
    text = models.TextField(_("words"))

    class Meta:
        """A span is not empty."""

        abstract = True
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="%(class)s_span_is_not_empty"),
        )

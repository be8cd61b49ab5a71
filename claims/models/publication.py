"""The ledger: what the newsroom published, corrected and retracted, in an order that cannot be rewritten in silence."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import DurationField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from claims.models.history import append_only
from claims.models.percentiles import Hours, MedianAndNinetieth
from claims.models.question import Question

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime
    from typing import Self

    from claims.models.claim import Claim

GENESIS = "0" * 64
"""What the first row of a ledger names as the hash before it."""

REDACTED_NOTE = "Redacted by order."
"""What stands in place of the note of a ledger row whose document was redacted."""

COVERED = """EXISTS (
    SELECT 1 FROM public.claims_redaction ordered
    JOIN public.claims_publication said ON said.redaction_id = ordered.id AND said.kind = 'redacted'
    JOIN public.claims_publication gone ON gone.sequence = ANY (ordered.sequences) AND gone.claim_id = ordered.claim_id
    WHERE ordered.confirmed_by_id IS NOT NULL AND gone.kind <> 'redacted' AND {condition}
)"""
"""Two people ordered it, and a ledger row says so: the condition on which bytes may go.

The tables are named with their schema: else a session's own temporary tables of these names would be asked instead.
"""

DOCUMENT_MAY_GO = """NEW.sha256 = OLD.sha256
AND NEW.body = '{"format":"claimdesk/1","id":"' || (OLD.body::jsonb ->> 'id') || '","redacted":true}'
AND """ + COVERED.format(condition="gone.document_id = OLD.sha256")
NOTE_MAY_GO = f"NEW.note = '{REDACTED_NOTE}' AND to_jsonb(NEW) - 'note' = to_jsonb(OLD) - 'note' AND " + COVERED.format(
    condition="gone.sequence = OLD.sequence"
)


class PublicationKind(models.TextChoices):
    """What a ledger row does."""

    PUBLISHED = "published", _("published")
    CORRECTED = "corrected", _("corrected")
    RETRACTED = "retracted", _("retracted")
    REDACTED = "redacted", _("redacted")


def row_hash(*, previous: str, sequence: int, kind: str, document_sha256: str) -> str:
    """Return SHA-256(previous ‖ sequence ‖ kind ‖ document_sha256), in hexadecimal.

    The four are joined by a line feed, as ASCII: hashes in hexadecimal, the sequence in decimal.
    """
    return hashlib.sha256(f"{previous}\n{sequence}\n{kind}\n{document_sha256}".encode()).hexdigest()


class PublishedDocument(models.Model):
    """A document exactly as the public saw it: canonical JSON (RFC 8785), named by its SHA-256."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    body = models.TextField(_("canonical JSON"))

    class Meta:
        """Documents are only ever added; only an order of two people takes the bytes of one, and leaves its hash."""

        verbose_name = _("published document")
        verbose_name_plural = _("published documents")
        triggers = append_only(unless=DOCUMENT_MAY_GO)

    def __str__(self) -> str:
        """Return the hash."""
        return self.sha256

    @property
    def content(self) -> dict[str, Any]:
        """Return the document as it parses."""
        parsed: dict[str, Any] = json.loads(self.body)
        return parsed

    @property
    def is_redacted(self) -> bool:
        """Say whether its bytes were taken by order: what is left is the claim's public id."""
        return self.body.endswith(',"redacted":true}')

    def redacted_body(self) -> str:
        """Return what is left of it after a redaction."""
        return f'{{"format":"claimdesk/1","id":"{self.content["id"]}","redacted":true}}'


class PublicationQuerySet(models.QuerySet["Publication"]):
    """Rows of the ledger, found as readers ask for them."""

    def with_documents(self) -> Self:
        """Fetch the documents too."""
        return self.select_related("document")

    def with_names(self) -> Self:
        """Add the public ids under which the document must name the claim and the people of its row."""
        return self.annotate(
            claim_name=F("claim__public_id"),
            reviewer_name=F("reviewer__public_id"),
            approver_name=F("approver__public_id"),
            orderer_name=F("redaction__ordered_by__public_id"),
            confirmer_name=F("redaction__confirmed_by__public_id"),
        )

    def since(self, sequence: int) -> Self:
        """Keep what came after a sequence number, in order."""
        return self.filter(sequence__gt=sequence).order_by("sequence")

    def newest_mark(self) -> tuple[str, datetime] | None:
        """Return hash and time of the newest row, or None for an empty ledger: what tells whether anything changed."""
        found = NEWEST_MARK.ask({})
        return (found[0][0], found[0][1]) if found else None

    def sequence_at(self, at: datetime) -> int:
        """Return the last sequence that was public at a time; 0 before the first."""
        return (
            self.filter(published_at__lte=at)
            .order_by("-published_at", "-sequence")
            .values_list("pk", flat=True)
            .first()
            or 0
        )

    def as_of(self, sequence: int) -> Self:
        """Keep, of each claim, the version that readers saw when the ledger ended at this sequence, the newest first.

        Each row asks the index for a later one on its claim, so that a page costs the same however long the ledger is.
        """
        later = Publication.objects.exclude(kind=PublicationKind.REDACTED).filter(
            claim=OuterRef("claim"), sequence__gt=OuterRef("sequence"), sequence__lte=sequence
        )
        versions = self.filter(sequence__lte=sequence).exclude(kind=PublicationKind.REDACTED)
        return versions.filter(~Exists(later)).order_by("-sequence")

    def changing_the_record(self) -> Self:
        """Keep corrections, retractions and redactions, the newest first."""
        kinds = (PublicationKind.CORRECTED, PublicationKind.RETRACTED, PublicationKind.REDACTED)
        return self.filter(kind__in=kinds).order_by("-sequence")

    def first_since(self, at: datetime, *, most: int) -> Self:
        """Keep first publications since a time, and of more than `most` rows of the ledger since then the newest."""
        newest = Publication.objects.filter(published_at__gte=at).order_by("-published_at", "-sequence").values("pk")
        return self.filter(pk__in=newest[:most], kind=PublicationKind.PUBLISHED).order_by()

    def with_hours(self) -> Self:
        """Add `hours`: from taking in the article to publishing the verdict."""
        took = ExpressionWrapper(F("published_at") - F("claim__article__taken_in_at"), output_field=DurationField())
        return self.annotate(hours=Hours(took))

    def hours_by_day(self) -> list[tuple[date | None, int, list[float] | None]]:
        """Return day, number of rows, and median and 90th percentile of their `hours`; those of all together without a day."""
        told = {"number": models.Count("pk"), "shares": MedianAndNinetieth("hours")}
        timed = self.with_hours().order_by()
        by_day = timed.annotate(day=TruncDate("published_at")).values_list("day").annotate(**told)
        nothing = models.Value(None, output_field=models.DateField())
        return list(by_day.union(timed.annotate(day=nothing).values_list("day").annotate(**told), all=True))

    def shown_of(self, claim: Claim) -> Self:
        """Keep the row that readers are shown of a claim, if it was ever published."""
        return self.filter(current_for__claim=claim)

    def count_by_kind(self) -> dict[str, int]:
        """Count the rows of each kind that there is."""
        return dict(self.order_by("kind").values_list("kind").annotate(models.Count("pk")))

    def before_each(self, rows: Iterable[Publication]) -> dict[int, Publication]:
        """Return, by the sequence of each of these rows, the row on the same claim before it, with its document.

        A redaction is no version of a verdict: it is passed over.
        """
        rows = list(rows)
        versions = self.with_documents().exclude(kind=PublicationKind.REDACTED)
        found = versions.filter(claim__in={row.claim_id for row in rows}).order_by("sequence")
        pairs = ((row, each) for each in found for row in rows if each.claim_id == row.claim_id)
        return {row.sequence: each for row, each in pairs if each.sequence < row.sequence}


class Publication(models.Model):
    """A ledger row. Appended by the desk, never changed; who reviewed and who approved stand in one row, and differ."""

    sequence = models.BigIntegerField(_("sequence"), primary_key=True)
    kind = models.CharField(_("kind"), max_length=10, choices=PublicationKind.choices)
    claim = models.ForeignKey(
        "claims.Claim", on_delete=models.PROTECT, related_name="publications", verbose_name=_("claim")
    )
    verdict = models.ForeignKey(
        "claims.Verdict", on_delete=models.PROTECT, related_name="publications", verbose_name=_("verdict")
    )
    document = models.ForeignKey(
        PublishedDocument, on_delete=models.PROTECT, related_name="publications", verbose_name=_("document")
    )
    previous_hash = models.CharField(_("hash before"), max_length=64, unique=True)
    hash = models.CharField(_("hash"), max_length=64, unique=True)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("reviewer")
    )
    adjudicator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("adjudicator"),
    )
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("approver")
    )
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("published by")
    )
    note = models.TextField(_("public note"), blank=True)
    rehearsal = models.BooleanField(_("rehearsal"), default=False)
    published_at = models.DateTimeField(_("published"))
    redaction = models.OneToOneField(
        "claims.Redaction",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="publication",
        verbose_name=_("by order"),
    )

    objects = PublicationQuerySet.as_manager()

    class Meta:
        """Rows differ in reviewer, adjudicator and approver; a claim is published for the first time once."""

        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        ordering = ("-sequence",)
        constraints = (
            models.CheckConstraint(condition=Q(sequence__gte=1), name="ledger_starts_at_one"),
            models.CheckConstraint(condition=Q(kind__in=PublicationKind.values), name="publication_kind_is_known"),
            models.CheckConstraint(
                condition=~Q(reviewer=F("approver"))
                & (Q(adjudicator=None) | ~Q(adjudicator=F("approver")) & ~Q(adjudicator=F("reviewer"))),
                name="reviewer_adjudicator_and_approver_differ",
            ),
            models.CheckConstraint(
                condition=Q(kind=PublicationKind.PUBLISHED) | ~Q(note=""), name="a_change_of_the_record_says_why"
            ),
            models.CheckConstraint(
                condition=Q(kind=PublicationKind.REDACTED, redaction__isnull=False)
                | ~Q(kind=PublicationKind.REDACTED) & Q(redaction=None),
                name="a_redaction_names_its_order",
            ),
            models.UniqueConstraint(
                fields=("claim",),
                condition=Q(kind=PublicationKind.PUBLISHED),
                name="a_claim_is_first_published_once",
            ),
        )
        indexes = (
            models.Index(fields=("claim", "sequence"), name="publication_by_claim"),
            models.Index(fields=("published_at", "sequence"), name="publication_by_time"),
            models.Index(fields=("kind", "-sequence"), name="publication_by_kind"),
            models.Index(
                fields=("-sequence",),
                condition=Q(kind__in=(PublicationKind.CORRECTED, PublicationKind.RETRACTED, PublicationKind.REDACTED)),
                name="publication_changing",
            ),
        )
        triggers = append_only(unless=NOTE_MAY_GO)

    def __str__(self) -> str:
        """Return its place in the ledger and what it does."""
        return f"{self.sequence}: {self.get_kind_display()}"


class LedgerHead(models.Model):
    """One row: the last sequence and its hash. Locked last, so that the order of commits is the order of the ledger."""

    sequence = models.BigIntegerField(_("sequence"), default=0)
    hash = models.CharField(_("hash"), max_length=64, default=GENESIS)

    class Meta:
        """There is one head, by constraint."""

        verbose_name = _("head of the ledger")
        verbose_name_plural = _("head of the ledger")
        constraints = (models.CheckConstraint(condition=Q(pk=1), name="there_is_one_ledger_head"),)

    def __str__(self) -> str:
        """Return sequence and hash."""
        return f"{self.sequence} {self.hash}"


NEWEST_MARK = Question(lambda: Publication.objects.order_by("-sequence").values_list("hash", "published_at")[:1])

REDACTABLE: tuple[tuple[type[models.Model], str], ...] = ((PublishedDocument, "body"), (Publication, "note"))
"""The columns of the ledger that a redaction writes; nothing else writes them, and the triggers see to it."""

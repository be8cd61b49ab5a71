"""A claim: one checkable proposition of an article, and where it stands."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pghistory
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Max, Q
from django.db.models.functions import Upper
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from claims.lifecycle import IllegalMove, Move, Status
from claims.models.claim_queries import ClaimQuerySet
from claims.models.claim_words import explained
from claims.models.displayed import Displayed
from claims.models.history import tracked

if TYPE_CHECKING:
    from datetime import datetime

    from claims.models.assignment import Assignment
    from claims.models.standing_order import StandingOrder
    from claims.models.user import User


class Kind(models.TextChoices):
    """What sort of words carry the claim."""

    FACT = "fact", _("fact")
    QUOTE = "quote", _("quote")
    REPORTED = "reported", _("reported")
    PREDICTION = "prediction", _("prediction")
    OPINION = "opinion", _("opinion")


class Priority(models.IntegerChoices):
    """How soon the newsroom wants an answer. The rule for due times is the newsroom's (see models/newsroom.py)."""

    URGENT = 3, _("urgent")
    HIGH = 2, _("high")
    NORMAL = 1, _("normal")
    LOW = 0, _("low")


@tracked()
class Claim(Displayed):
    """One proposition of an article. `article.text[start:end] == quote`, exactly; `text` is the stand-alone wording."""

    article = models.ForeignKey(
        "claims.Article", on_delete=models.PROTECT, related_name="claims", verbose_name=_("article")
    )
    run = models.ForeignKey(
        "claims.ExtractionRun",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="claims",
        verbose_name=_("found by"),
    )
    public_id = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    number = models.PositiveIntegerField(_("number in the article"))
    start = models.PositiveIntegerField(_("start"))
    end = models.PositiveIntegerField(_("end"))
    quote = models.TextField(_("words of the article"))
    text = models.TextField(_("wording"))
    machine_text = models.TextField(_("the machine's wording"), blank=True, editable=False)
    claimant = models.ForeignKey(
        "claims.Claimant",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="claims",
        verbose_name=_("claimant"),
    )
    claimant_role = models.CharField(_("claimant's role"), max_length=300, blank=True)
    reported_by = models.CharField(_("reported by"), max_length=300, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    checkable = models.BooleanField(_("checkable"), default=True)
    reason = models.TextField(_("why this kind"), blank=True)
    check_worthiness = models.FloatField(_("check-worthiness"), default=0.0)
    unresolved = models.BooleanField(_("names someone who could not be resolved"), default=False)
    provenance = models.JSONField(_("which rule made what"), default=dict, blank=True)
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority.choices, default=Priority.NORMAL)
    topic = models.ForeignKey(
        "claims.Topic", on_delete=models.PROTECT, null=True, blank=True, related_name="claims", verbose_name=_("topic")
    )
    wanted_by = models.DateTimeField(_("was due"), null=True, blank=True, editable=False)
    split_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("split from")
    )
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.SPOTTED)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    kept = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="doubles", verbose_name=_("merged into")
    )
    created_at = models.DateTimeField(_("spotted"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last moved"), default=now, editable=False)

    objects = ClaimQuerySet.as_manager()

    if TYPE_CHECKING:
        current_assignments: list[Assignment]  # with_people() fills it
        rules_claimant: str | None  # with_second_reading() adds it
        evidence_count: int  # with_evidence_count() adds it
        due_at: datetime  # awaiting() adds it

    class Meta:
        """A claim keeps its place, its number and a known status, by the database."""

        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ("-article", "start", "end", "pk")
        constraints = (
            models.UniqueConstraint(fields=("article", "number"), name="claim_number_is_unique_in_its_article"),
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="claim_span_is_not_empty"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="claim_status_is_known"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="claim_kind_is_known"),
            models.CheckConstraint(condition=Q(priority__in=Priority.values), name="claim_priority_is_known"),
            models.CheckConstraint(condition=Q(check_worthiness__range=(0, 1)), name="check_worthiness_is_a_share"),
            models.CheckConstraint(
                condition=Q(status=Status.MERGED, kept__isnull=False) | ~Q(status=Status.MERGED) & Q(kept=None),
                name="a_merged_claim_points_to_the_kept_one",
            ),
        )
        indexes = (
            models.Index(fields=("status", "-check_worthiness", "id"), name="claim_by_status"),
            models.Index(fields=("status", "updated_at", "id"), name="claim_by_last_move"),
            models.Index(
                F("priority").desc(),
                F("check_worthiness").desc(),
                F("wanted_by").asc(nulls_last=True),
                F("id").asc(),
                condition=Q(status=Status.SPOTTED, checkable=True),
                name="claim_pool",
            ),
            GinIndex(fields=("text",), name="claim_text_trigrams", opclasses=("gin_trgm_ops",)),
            GinIndex(OpClass(Upper("text"), name="gin_trgm_ops"), name="claim_text_words"),
            GinIndex(OpClass(Upper("quote"), name="gin_trgm_ops"), name="claim_quote_words"),
            models.Index(fields=("article", "start", "end", "id"), name="claim_in_reading_order"),
            models.Index(fields=("-check_worthiness", "id"), name="claim_by_worth"),
            models.Index(fields=("-updated_at", "-id"), name="claim_by_newest_move"),
            models.Index(
                fields=("-updated_at", "-id"),
                condition=Q(status__in=(Status.PUBLISHED, Status.CORRECTED)),
                name="claim_newest_published",
            ),
            models.Index(fields=("kind", "status"), name="claim_by_kind"),
            models.Index(fields=("created_at",), name="claim_by_birth"),
        )

    def __str__(self) -> str:
        """Return the wording, shortened."""
        return self.text if len(self.text) <= 90 else f"{self.text[:89]}…"

    @property
    def voice(self) -> str:
        """Name who asserts it: the claimant, or the article itself."""
        return self.claimant.name if self.claimant else str(_("The article"))

    @property
    def is_public(self) -> bool:
        """Say whether readers see a standing verdict on it."""
        return self.status in {Status.PUBLISHED, Status.CORRECTED}

    @property
    def worthiness_percent(self) -> int:
        """Return the check-worthiness in hundredths, for bars."""
        return round(self.check_worthiness * 100)

    def make(
        self, move: Move, *, by: User, seen: int, reason: str = "", order: StandingOrder | None = None, **fields: object
    ) -> None:
        """Make the move and log it, unless someone changed the claim after `by` saw version `seen`.

        `fields` change in the same UPDATE (for example `kept`, on a merge). `order` is the standing order under which
        a machine makes the move for the person who signed it. Raises IllegalMove, saying what the claim is now and who
        made it so. Needs a transaction.
        """
        if move.needs_reason and not reason.strip():
            raise IllegalMove(move, str(_("Say why: %(move)s needs a reason.") % {"move": move}))
        moved_at = now()
        made = Claim.objects.filter(pk=self.pk, version=seen, status__in=move.origins)
        with pghistory.context(user=by.pk, move=move.name, reason=reason):
            if not made.update(status=move.target, version=F("version") + 1, updated_at=moved_at, **fields):
                raise explained(move, Claim.objects.with_last_move().get(pk=self.pk), seen=seen)
            self.moves.create(move=move.name, origin=self.status, target=move.target, by=by, reason=reason, order=order)
        self.status, self.version, self.updated_at = move.target, seen + 1, moved_at
        for name, value in fields.items():
            setattr(self, name, value)

    def change(self, *, seen: int, **fields: object) -> bool:
        """Change what the claim says, unless someone changed it after version `seen`; say whether it was done."""
        done = Claim.objects.filter(pk=self.pk, version=seen).update(version=F("version") + 1, **fields)
        if done:
            self.version = seen + 1
            for name, value in fields.items():
                setattr(self, name, value)
        return bool(done)


def next_number(article_id: int) -> int:
    """Return the number that the next claim of an article gets."""
    highest = Claim.objects.filter(article_id=article_id).aggregate(highest=Max("number"))["highest"]
    return (highest or 0) + 1

"""What people made of the machine's work, kept as data: to measure it by, and to train the next version on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection, models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim
from claims.models.history import append_only

if TYPE_CHECKING:
    from typing import Self

    from claims.models.user import User


class Stage(models.TextChoices):
    """Which part of the machine's work was judged."""

    FINDING = "finding", _("finding claims in the text")
    WORDING = "wording", _("wording them to stand alone")
    CHECKABILITY = "checkable", _("telling what can be checked")


class Outcome(models.TextChoices):
    """What a person made of it."""

    ACCEPTED = "accepted", _("accepted as it was")
    REWORDED = "reworded", _("reworded")
    SPAN_CHANGED = "span_changed", _("other words of the article")
    SPLIT = "split", _("split in two")
    DOUBLE = "double", _("the same claim twice")
    MISSED = "missed", _("missed by the machine")
    REJECTED = "rejected", _("rejected")
    WITHDRAWN = "withdrawn", _("judgement taken back")


MOST_SUMMED_UP = 10_000
"""How many judgements a summary looks back over."""


class JudgementQuerySet(models.QuerySet["Judgement"]):
    """Judgements, found as the desk asks for them."""

    def visible_to(self, user: User) -> Self:
        """Keep those on claims that this person may see."""
        return self if user.edits else self.filter(claim__in=Claim.objects.visible_to(user))

    def standing(self) -> Self:
        """Keep the last judgement on each claim and stage, unless it was taken back; only these count."""
        later = Judgement.objects.filter(claim=OuterRef("claim"), stage=OuterRef("stage"), pk__gt=OuterRef("pk"))
        return self.exclude(outcome=Outcome.WITHDRAWN).filter(~Exists(later.order_by()))

    def summed_up(self) -> list[tuple[str, str, str, int]]:
        """Count what stands of the newest: rows of (extractor, empty where no machine found the claim; stage; outcome; number)."""
        newest = self.order_by("-pk").values_list("pk", "claim", "extractor", "stage", "outcome")[:MOST_SUMMED_UP]
        statement, parameters = newest.query.sql_with_params()
        counting = f"""
            SELECT extractor, stage, outcome, count(*) FROM (
                SELECT DISTINCT ON (claim, stage) extractor, stage, outcome
                FROM ({statement}) AS newest (id, claim, extractor, stage, outcome) ORDER BY claim, stage, id DESC
            ) AS standing WHERE outcome <> %s GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"""  # noqa: S608 - parameters stay apart
        with connection.cursor() as cursor:
            cursor.execute(counting, [*parameters, Outcome.WITHDRAWN])
            return list(cursor.fetchall())


class Judgement(models.Model):
    """One judgement by one person on one stage of the machine's work on a claim. Never changed; the last one counts.

    `machine` and `person` hold {"text", "quote", "start", "end"}: what the machine made, and what a person made of it.
    """

    claim = models.ForeignKey(
        "claims.Claim", on_delete=models.PROTECT, related_name="judgements", verbose_name=_("claim")
    )
    extractor = models.CharField(_("extractor"), max_length=60, blank=True)
    stage = models.CharField(_("stage"), max_length=10, choices=Stage.choices)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices)
    machine = models.JSONField(_("the machine's"), default=dict, blank=True)
    person = models.JSONField(_("the person's"), default=dict, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="judgements", verbose_name=_("by")
    )
    made_at = models.DateTimeField(_("made"), auto_now_add=True)

    objects = JudgementQuerySet.as_manager()

    class Meta:
        """Stages and outcomes are known, by the database."""

        verbose_name = _("judgement on the machine")
        verbose_name_plural = _("judgements on the machine")
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="judgement_stage_is_known"),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="judgement_outcome_is_known"),
        )
        indexes = (
            models.Index(fields=("claim", "stage", "-id"), name="judgement_last_of_a_claim"),
            models.Index(fields=("extractor", "id"), name="judgement_by_extractor"),
        )
        triggers = append_only()

    def __str__(self) -> str:
        """Say what was judged, and how."""
        return f"{self.get_stage_display()}: {self.get_outcome_display()}"

"""One reading of an article by one version of the extractor, and what a later reading would change."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q, Sum
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from claims.models.history import append_only, tracked


class ExtractionRunQuerySet(models.QuerySet["ExtractionRun"]):
    """Runs, found as the pipeline and the desk ask for them."""

    def tokens_today(self) -> int:
        """Add up what language models were asked for since midnight, in the newsroom's own time."""
        midnight = localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        asked = self.filter(finished_at__gte=midnight).aggregate(tokens=Sum("tokens"))
        return asked["tokens"] or 0


class ExtractionRun(models.Model):
    """One for each text and extractor version. The first adds claims; a later one only proposes a difference."""

    article = models.ForeignKey(
        "claims.Article", on_delete=models.PROTECT, related_name="runs", verbose_name=_("article")
    )
    extractor = models.CharField(_("extractor"), max_length=200)
    finished_at = models.DateTimeField(_("finished"), auto_now_add=True)
    claims_found = models.PositiveIntegerField(_("claims found"), default=0)
    proposed = models.PositiveIntegerField(_("changes proposed"), default=0)
    rejected = models.JSONField(_("turned down, by reason"), default=dict, blank=True)
    fallback = models.TextField(_("why the rules stepped in"), blank=True)
    tokens = models.PositiveIntegerField(_("tokens of a language model"), default=0)

    objects = ExtractionRunQuerySet.as_manager()

    class Meta:
        """A run happens once."""

        verbose_name = _("extraction run")
        verbose_name_plural = _("extraction runs")
        ordering = ("-finished_at",)
        constraints = (
            models.UniqueConstraint(fields=("article", "extractor"), name="one_run_a_text_and_extractor_version"),
        )
        triggers = append_only()

    def __str__(self) -> str:
        """Name the extractor and the article."""
        return f"{self.extractor}: {self.article}"

    @property
    def turned_down(self) -> int:
        """Count the claims of a language model that the article did not bear out."""
        return sum(self.rejected.values())


@tracked()
class Proposal(models.Model):
    """A change that a later run would make; a person accepts or declines it."""

    class Kind(models.TextChoices):
        """What the later run saw otherwise."""

        ADD = "add", _("a claim that was missed")
        REWORD = "reword", _("another wording")
        DROP = "drop", _("no longer seen as a claim")

    run = models.ForeignKey(ExtractionRun, on_delete=models.PROTECT, related_name="proposals", verbose_name=_("run"))
    claim = models.ForeignKey(
        "claims.Claim",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name=_("claim"),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    found = models.JSONField(_("what was found"), default=dict)
    accepted = models.BooleanField(_("accepted"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        """A proposal is decided by a named person, or open."""

        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ("run", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(accepted=None, decided_by=None, decided_at=None)
                | Q(accepted__isnull=False, decided_by__isnull=False, decided_at__isnull=False),
                name="proposal_is_decided_by_someone_or_open",
            ),
            models.CheckConstraint(
                condition=Q(kind="add") | Q(claim__isnull=False), name="proposal_names_the_claim_it_changes"
            ),
        )

    def __str__(self) -> str:
        """Say what is proposed."""
        return f"{self.get_kind_display()}: {self.found.get('text', '')}"

"""Earlier verdicts that a claim may be answered by. Machines add them; a person says whether it is the same claim."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, IntegerField, Q, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim
from claims.models.history import tracked
from claims.models.publication import PublicationKind

if TYPE_CHECKING:
    from datetime import date
    from typing import Self

    from claims.models.rating import Rating
    from claims.models.user import User


class EarlierVerdictQuerySet(models.QuerySet["EarlierVerdict"]):
    """Earlier verdicts, found as the desk asks for them."""

    def visible_to(self, user: User) -> Self:
        """Keep those of claims that this person may see."""
        return self if user.edits else self.filter(claim__in=Claim.objects.visible_to(user))

    def to_show(self) -> Self:
        """Fetch what a line about them says: those that a person called the same first, then by likeness; no others' wording."""
        same = Case(When(same=True, then=Value(0)), default=Value(1), output_field=IntegerField())
        return (
            self.exclude(same=False)
            .exclude(checked__claim__current_verdict__status=PublicationKind.REDACTED)
            .select_related(
                "checked__claim__current_verdict__publication__verdict__rating", "checked__source", "judged_by"
            )
            .defer("checked__vector", "checked__search", "checked__claim__provenance", "checked__claim__machine_text")
            .order_by(same, "-likeness", "pk")
        )


@tracked()
class EarlierVerdict(models.Model):
    """One checked claim that reads like this one: how like, in meaning and in words, and which words both have."""

    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="earlier", verbose_name=_("claim"))
    checked = models.ForeignKey(
        "claims.CheckedClaim", on_delete=models.PROTECT, related_name="matches", verbose_name=_("checked claim")
    )
    likeness = models.FloatField(_("likeness"))
    meaning = models.FloatField(_("likeness in meaning"))
    words = models.FloatField(_("share of its words"))
    shared = ArrayField(models.TextField(), verbose_name=_("words of both"), default=list, blank=True)
    matcher = models.CharField(_("found by"), max_length=60)
    found_at = models.DateTimeField(_("found"), auto_now_add=True)
    same = models.BooleanField(_("the same claim"), null=True, blank=True)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("judged by"),
    )
    judged_at = models.DateTimeField(_("judged"), null=True, blank=True)

    objects = EarlierVerdictQuerySet.as_manager()

    class Meta:
        """A checked claim is held against a claim once; a judgement bears a name."""

        verbose_name = _("earlier verdict")
        verbose_name_plural = _("earlier verdicts")
        ordering = ("-likeness", "pk")
        constraints = (
            models.UniqueConstraint(fields=("claim", "checked"), name="an_earlier_verdict_stands_once"),
            models.CheckConstraint(
                condition=Q(likeness__range=(0, 1)) & Q(meaning__range=(-1, 1)) & Q(words__range=(0, 1)),
                name="likeness_is_a_share",
            ),
            models.CheckConstraint(
                condition=Q(same=None, judged_by=None, judged_at=None)
                | Q(same__isnull=False, judged_by__isnull=False, judged_at__isnull=False),
                name="a_likeness_is_judged_by_someone_or_open",
            ),
        )

    def __str__(self) -> str:
        """Return the wording that was checked, and how like it is."""
        return f"{self.checked} ({self.likeness:.2f})"

    @property
    def is_ours(self) -> bool:
        """Say whether this desk gave the verdict."""
        return self.checked.claim_id is not None

    @property
    def wording(self) -> str:
        """Return what was checked, in the words that stand now."""
        ours = self.checked.claim
        return ours.current_verdict.wording if ours is not None else self.checked.wording

    @property
    def rating(self) -> Rating | None:
        """Return our own answer; others' answers stand in their titles."""
        ours = self.checked.claim
        return ours.current_verdict.publication.verdict.rating if ours is not None else None

    @property
    def is_retracted(self) -> bool:
        """Say whether we withdrew the verdict."""
        ours = self.checked.claim
        return ours is not None and ours.current_verdict.retracted

    @property
    def publisher(self) -> str:
        """Name whose verdict it is, where it is others'."""
        theirs = self.checked.source
        return (theirs.publisher or theirs.address) if theirs is not None else ""

    @property
    def decided_on(self) -> date | None:
        """Return the day of the verdict, where it is known."""
        if self.checked.claim is not None:
            return self.checked.claim.current_verdict.first_published_at.date()
        return self.checked.source.published_on if self.checked.source is not None else None

    @property
    def link(self) -> str:
        """Return where to read it: our public page, or others' address if it is one of the web; else nothing."""
        if self.checked.claim is not None:
            return reverse("site:verdict", args=[self.checked.claim.public_id])
        theirs = self.checked.source
        return theirs.address if theirs is not None and theirs.is_web else ""

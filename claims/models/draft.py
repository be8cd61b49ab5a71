"""What a reviewer has written so far, kept before it is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from claims.models.history import tracked

if TYPE_CHECKING:
    from typing import Self

    from claims.models.user import User


class VerdictDraftQuerySet(models.QuerySet["VerdictDraft"]):
    """Drafts; nobody sees anybody else's."""

    def visible_to(self, user: User) -> Self:
        """Keep one's own, whatever one's role."""
        return self.filter(reviewer=user)

    def hidden_from(self, user: User) -> Self:
        """Keep everybody else's."""
        return self.exclude(reviewer=user)


@tracked()
class VerdictDraft(models.Model):
    """A verdict that is not sent yet. Each saving is a version; its history keeps them all, also after it was sent.

    `stances` maps a passage's primary key to the stance chosen; `cited` lists the passages that are ticked.
    """

    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="drafts", verbose_name=_("claim"))
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="drafts", verbose_name=_("reviewer")
    )
    version = models.PositiveIntegerField(_("version"), default=1)
    rating = models.CharField(_("is it true?"), max_length=20, blank=True)
    attribution = models.CharField(_("was it said?"), max_length=15, blank=True)
    rationale = models.TextField(_("rationale"), blank=True)
    cited = models.JSONField(_("passages cited"), default=list, blank=True)
    stances = models.JSONField(_("stances"), default=dict, blank=True)
    saved_at = models.DateTimeField(_("saved"), default=now)

    objects = VerdictDraftQuerySet.as_manager()

    class Meta:
        """One of a reviewer on a claim."""

        verbose_name = _("draft of a verdict")
        verbose_name_plural = _("drafts of verdicts")
        ordering = ("-saved_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("claim", "reviewer"), name="one_draft_of_a_reviewer_on_a_claim"),
            models.CheckConstraint(condition=Q(version__gte=1), name="a_draft_starts_at_version_one"),
        )

    def __str__(self) -> str:
        """Say whose, on what."""
        return f"{self.reviewer}: {self.claim}"

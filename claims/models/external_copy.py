"""Copies in a public archive, beside our own: the links that readers can follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from typing import Self


class CopyState(models.TextChoices):
    """Where the public archive's work stands."""

    WANTED = "wanted", _("wanted")
    PENDING = "pending", _("being saved")
    SAVED = "saved", _("saved")
    REFUSED = "refused", _("refused")


class ExternalCopyQuerySet(models.QuerySet["ExternalCopy"]):
    """Copies, found as readers ask for them."""

    def cited_by(self, verdict: object) -> Self:
        """Keep those that are there to be read, of the pages that a verdict (or an expression that names one) cites."""
        return self.filter(state=CopyState.SAVED, snapshot__citations__verdict=verdict).distinct()

    def links_of(self, verdict_id: int) -> dict[str, str]:
        """Return the public links by the SHA-256 of our own copies, as published documents name them."""
        return dict(self.cited_by(verdict_id).values_list("snapshot__raw_sha256", "link"))


class ExternalCopy(models.Model):
    """A snapshot's page in a public archive: asked for, being saved (the archive's `job`), saved (`link`), or refused."""

    snapshot = models.OneToOneField(
        "claims.Snapshot", on_delete=models.PROTECT, related_name="external_copy", verbose_name=_("snapshot")
    )
    state = models.CharField(_("state"), max_length=8, choices=CopyState.choices, default=CopyState.WANTED)
    job = models.CharField(_("the archive’s job"), max_length=200, blank=True)
    link = models.CharField(_("public link"), max_length=2200, blank=True)
    problem = models.TextField(_("problem"), blank=True)
    tries = models.PositiveIntegerField(_("tries"), default=0)
    wanted_at = models.DateTimeField(_("wanted"), auto_now_add=True)
    asked_at = models.DateTimeField(_("asked"), null=True, blank=True)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)

    objects = ExternalCopyQuerySet.as_manager()

    class Meta:
        """What is saved has a link, what is being saved has a job."""

        verbose_name = _("copy in a public archive")
        verbose_name_plural = _("copies in a public archive")
        ordering = ("-wanted_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=~Q(state=CopyState.SAVED) | Q(link__startswith="http"), name="a_saved_copy_has_a_link"
            ),
            models.CheckConstraint(
                condition=~Q(state=CopyState.PENDING) | ~Q(job=""), name="a_copy_being_saved_has_a_job"
            ),
        )

    def __str__(self) -> str:
        """Say where it stands."""
        return f"{self.snapshot_id}: {self.get_state_display()}"

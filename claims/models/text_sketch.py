"""What tells whether two archived pages carry the same text."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from claims.models.source import Snapshot


class TextSketch(models.Model):
    """The smallest hashes of a copy's five-word shingles; made with the copy, which itself is never changed."""

    snapshot = models.OneToOneField(
        Snapshot, on_delete=models.CASCADE, primary_key=True, related_name="sketch", verbose_name=_("snapshot")
    )
    hashes = ArrayField(models.BigIntegerField(), verbose_name=_("hashes"))
    shingles = models.PositiveIntegerField(_("different shingles"))

    class Meta:
        """No more hashes than shingles."""

        verbose_name = _("sketch of a text")
        verbose_name_plural = _("sketches of texts")
        constraints = (
            models.CheckConstraint(condition=Q(hashes__len__lte=models.F("shingles")), name="hashes_are_of_shingles"),
        )

    def __str__(self) -> str:
        """Say how much it stands for."""
        return f"{self.shingles} shingles"

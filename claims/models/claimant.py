"""Who said it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from claims.models.history import tracked


@tracked()
class Claimant(models.Model):
    """A person, body or document that makes claims; `itemReviewed.author` in ClaimReview."""

    name = models.CharField(_("name"), max_length=300, unique=True)

    class Meta:
        """Claimants read in the order of their names."""

        verbose_name = _("claimant")
        verbose_name_plural = _("claimants")
        ordering = ("name",)

    def __str__(self) -> str:
        """Return the name."""
        return self.name

"""What tells whether two archived pages carry the same text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from claims.models.source import Snapshot

if TYPE_CHECKING:
    from typing import Self

    from claims.models.claim import Claim
    from claims.models.user import User


class TextSketchQuerySet(models.QuerySet["TextSketch"]):
    """Sketches, found as the desk asks for them."""

    def visible_to(self, user: User) -> Self:
        """Keep those of copies that this person may see."""
        return self if user.edits else self.filter(snapshot__in=Snapshot.objects.visible_to(user).values("pk"))

    def of_evidence_for(self, claim: Claim) -> Self:
        """Keep those of the copies that are evidence for a claim."""
        return self.filter(snapshot__evidence__claim=claim)


class TextSketch(models.Model):
    """The smallest hashes of a copy's five-word shingles; made with the copy, which itself is never changed."""

    snapshot = models.OneToOneField(
        Snapshot, on_delete=models.CASCADE, primary_key=True, related_name="sketch", verbose_name=_("snapshot")
    )
    hashes = ArrayField(models.BigIntegerField(), verbose_name=_("hashes"))
    shingles = models.PositiveIntegerField(_("different shingles"))

    objects = TextSketchQuerySet.as_manager()

    class Meta:
        """No more hashes than shingles."""

        verbose_name = _("sketch of a text")
        verbose_name_plural = _("sketches of texts")
        constraints = (
            models.CheckConstraint(condition=Q(hashes__len__lte=models.F("shingles")), name="hashes_are_of_shingles"),
        )

    def __str__(self) -> str:
        """Say how much it stands for."""
        return _now("%(number)d shingles") % {"number": self.shingles}

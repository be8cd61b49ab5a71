"""Who said it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim
from claims.models.history import tracked

if TYPE_CHECKING:
    from typing import Self

    from claims.models.user import User


class ClaimantKind(models.TextChoices):
    """What a claimant is."""

    PERSON = "person", _("person")
    ORGANISATION = "organisation", _("organisation")
    UNKNOWN = "unknown", _("not known yet")


KNOWN_KINDS = (ClaimantKind.PERSON.value, ClaimantKind.ORGANISATION.value)


class ClaimantQuerySet(models.QuerySet["Claimant"]):
    """Claimants, found as the desk asks for them."""

    def of_open_kind(self) -> Self:
        """Keep those of which neither a person nor an earlier reading has said what they are."""
        return self.filter(kind=ClaimantKind.UNKNOWN, kind_said_by=None)

    def visible_to(self, user: User) -> Self:
        """Keep those of claims that this person may see."""
        return self if user.edits else self.filter(pk__in=Claim.objects.visible_to(user).values("claimant"))


@tracked()
class Claimant(models.Model):
    """A person, body or document that makes claims; `itemReviewed.author` in ClaimReview."""

    name = models.CharField(_("name"), max_length=300, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=ClaimantKind.choices, default=ClaimantKind.UNKNOWN)
    kind_said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("kind set by"),
    )

    objects = ClaimantQuerySet.as_manager()

    class Meta:
        """Claimants read in the order of their names."""

        verbose_name = _("claimant")
        verbose_name_plural = _("claimants")
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(condition=models.Q(kind__in=ClaimantKind.values), name="claimant_kind_is_known"),
        )
        indexes = (GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), name="claimant_name_words"),)

    def __str__(self) -> str:
        """Return the name."""
        return self.name

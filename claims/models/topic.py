"""What claims are about, as the newsroom divides its work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from claims.models.history import tracked

if TYPE_CHECKING:
    from typing import Self


class TopicQuerySet(models.QuerySet["Topic"]):
    """Topics, found as the desk asks for them."""

    def in_use(self) -> Self:
        """Keep those that claims can be given."""
        return self.filter(retired_at=None)


@tracked()
class Topic(models.Model):
    """A field that reviewers know and claims belong to. A retired one stays on the claims that have it."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)

    reviewed_blind_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reviewed twice, blind, by order of"),
    )

    objects = TopicQuerySet.as_manager()

    class Meta:
        """Topics read in the order of their names."""

        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ("name",)
        constraints = (models.CheckConstraint(condition=~Q(name=""), name="topic_has_a_name"),)

    def __str__(self) -> str:
        """Return the name."""
        return self.name

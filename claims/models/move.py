"""The log of moves: who moved which claim, from where to where, when and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Value
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from claims.lifecycle import MOVES, Status
from claims.models.claim import Claim
from claims.models.displayed import Displayed
from claims.models.history import append_only

if TYPE_CHECKING:
    from datetime import date, datetime
    from typing import Self

    from claims.models.claim_queries import ClaimQuerySet
    from claims.models.user import User


class ClaimMoveQuerySet(models.QuerySet["ClaimMove"]):
    """Moves, found as the desk asks for them."""

    def visible_to(self, user: User) -> Self:
        """Keep the moves of claims that this person may see."""
        return self if user.edits else self.filter(claim__in=Claim.objects.visible_to(user))

    def newest_since(self, at: datetime, *, most: int) -> Self:
        """Keep what was moved since a time, and of more than `most` the newest."""
        newest = self.filter(made_at__gte=at).order_by("-made_at").values("pk")
        return self.filter(pk__in=newest[:most]).order_by()

    def count_by_day(self, *, spotted: ClaimQuerySet) -> list[tuple[date, str, str, int]]:
        """Return day, origin, target, and how many were moved so; `spotted` claims come from an origin without a name."""
        number = models.Count("pk")
        moved = self.order_by().annotate(day=TruncDate("made_at")).values_list("day", "origin", "target")
        came = spotted.annotate(day=TruncDate("created_at"), began=Value(""), ended=Value(str(Status.SPOTTED)))
        born = came.values_list("day", "began", "ended").annotate(number=number)
        return list(moved.annotate(number=number).union(born, all=True))


class ClaimMove(Displayed):
    """One move that a person made, or a standing order that a person signed. Never changed."""

    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="moves", verbose_name=_("claim"))
    move = models.CharField(_("move"), max_length=20)
    origin = models.CharField(_("from"), max_length=12, choices=Status.choices)
    target = models.CharField(_("to"), max_length=12, choices=Status.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="moves", verbose_name=_("by")
    )
    order = models.ForeignKey(
        "claims.StandingOrder",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="moves",
        verbose_name=_("under standing order"),
    )
    reason = models.TextField(_("reason"), blank=True)
    made_at = models.DateTimeField(_("made"), auto_now_add=True)

    objects = ClaimMoveQuerySet.as_manager()

    class Meta:
        """Moves read in the order in which they were made."""

        verbose_name = _("move")
        verbose_name_plural = _("moves")
        ordering = ("pk",)
        indexes = (models.Index(fields=("made_at",), name="move_by_time"),)
        triggers = append_only()

    def __str__(self) -> str:
        """Say who did what."""
        return f"{self.by}: {MOVES[self.move]}"

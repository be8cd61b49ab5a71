"""Redaction by order: the only way on which a published document's bytes go. Two people, a reason, a reference."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from claims.models.history import tracked

if TYPE_CHECKING:
    from typing import Self

    from claims.models.user import User


class RedactionQuerySet(models.QuerySet["Redaction"]):
    """Redactions, found as the desk asks for them."""

    def visible_to(self, user: User) -> Self:
        """Keep what this person may see: editors all."""
        return self if user.edits else self.none()

    def waiting(self) -> Self:
        """Keep what a second editor has still to confirm, the oldest first."""
        return self.filter(confirmed_at=None, withdrawn_at=None).order_by("pk")


@tracked()
class Redaction(models.Model):
    """An editor's order to take documents out of the public record; nothing goes before another editor confirms it.

    `sequences` are the ledger rows, all on `claim`, whose documents go. Once confirmed, the order never changes.
    """

    claim = models.ForeignKey(
        "claims.Claim", on_delete=models.PROTECT, related_name="redactions", verbose_name=_("claim")
    )
    sequences = ArrayField(models.BigIntegerField(), verbose_name=_("ledger rows"))
    reason = models.TextField(_("reason, for readers"))
    reference = models.CharField(_("reference of the order"), max_length=300)
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("ordered by")
    )
    ordered_at = models.DateTimeField(_("ordered"), auto_now_add=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("confirmed by"),
    )
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("withdrawn by"),
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = RedactionQuerySet.as_manager()

    class Meta:
        """Who orders does not confirm; an order names rows, a reason and a reference; one of a claim waits at a time."""

        verbose_name = _("redaction")
        verbose_name_plural = _("redactions")
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("ordered_by")),
                name="who_orders_a_redaction_does_not_confirm_it",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="a_confirmed_redaction_says_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_by=None, withdrawn_at=None)
                | Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False, confirmed_at=None),
                name="a_withdrawn_redaction_was_never_confirmed",
            ),
            models.CheckConstraint(condition=~Q(reason="") & ~Q(reference=""), name="a_redaction_says_why_and_by_whom"),
            models.CheckConstraint(condition=Q(sequences__len__gte=1), name="a_redaction_names_ledger_rows"),
            models.UniqueConstraint(
                fields=("claim",),
                condition=Q(confirmed_at=None, withdrawn_at=None),
                name="one_redaction_of_a_claim_waits_at_a_time",
            ),
        )
        triggers = (
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="never_changes_once_confirmed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__confirmed_at__isnull=False) | pgtrigger.Q(old__withdrawn_at__isnull=False),
            ),
            pgtrigger.Protect(
                name="only_its_end_is_written",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("claim", "sequences", "reason", "reference", "ordered_by", "ordered_at"),
            ),
        )

    def __str__(self) -> str:
        """Return the reference."""
        return self.reference

    @property
    def is_waiting(self) -> bool:
        """Say whether it waits for a second editor."""
        return self.confirmed_at is None and self.withdrawn_at is None

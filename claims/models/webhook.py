"""Programs of others that are told of each ledger row, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from claims.models.history import tracked

if TYPE_CHECKING:
    from typing import Self

    from claims.models.user import User

LONGEST_NAME, LONGEST_HOOK = 100, 1_000


class WebhookQuerySet(models.QuerySet["Webhook"]):
    """Webhooks, found as desk and jobs ask for them."""

    def visible_to(self, user: User) -> Self:
        """Keep what this person may see: editors all, others none."""
        return self if user.edits else self.none()

    def standing(self) -> Self:
        """Keep those that were not removed."""
        return self.filter(removed_at=None)

    def called(self) -> Self:
        """Keep those that are told of new rows: neither paused nor removed."""
        return self.standing().filter(paused_at=None)


@tracked(leave_out=["hook_url", "reached", "failures", "problem", "tried_at", "arrived_at"])
class Webhook(models.Model):
    """One address that is told of each ledger row after `reached`, in order; each row at least once, under the same id.

    `hook_url` is the secret of whoever gave it. `failures` counts tries without an answer since the last one that arrived;
    after too many the machine pauses it, and `paused_by` is nobody.
    """

    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    hook_url = models.TextField(_("address"), validators=[MaxLengthValidator(LONGEST_HOOK)])
    reached = models.BigIntegerField(_("told up to row"))
    failures = models.PositiveSmallIntegerField(_("tries without an answer"), default=0)
    problem = models.TextField(_("problem"), blank=True)
    tried_at = models.DateTimeField(_("last tried"), null=True, blank=True)
    arrived_at = models.DateTimeField(_("last arrived"), null=True, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("added by")
    )
    added_at = models.DateTimeField(_("added"), auto_now_add=True)
    paused_at = models.DateTimeField(_("paused"), null=True, blank=True)
    paused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("paused by"),
    )
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("removed by"),
    )

    objects = WebhookQuerySet.as_manager()

    class Meta:
        """An address stands once; whoever removed one is named; the address of a removed one is forgotten."""

        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(condition=Q(reached__gte=0), name="a_webhook_reached_a_row_or_none"),
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None) & ~Q(hook_url="")
                | Q(removed_at__isnull=False, removed_by__isnull=False, hook_url=""),
                name="a_removed_webhook_is_forgotten_by_name",
            ),
            models.CheckConstraint(
                condition=Q(paused_by=None) | Q(paused_at__isnull=False), name="whoever_paused_a_webhook_did_so"
            ),
            models.UniqueConstraint(
                fields=("hook_url",), condition=Q(removed_at=None), name="an_address_is_told_of_a_row_once"
            ),
        )

    def __str__(self) -> str:
        """Return its name."""
        return self.name

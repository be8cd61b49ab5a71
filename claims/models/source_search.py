"""How the search for sources stands, provider by provider."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim

if TYPE_CHECKING:
    from typing import Self

    from claims.models.user import User


class SearchState(models.TextChoices):
    """Where a provider's search stands."""

    WAITING = "waiting", _("waiting")
    SEARCHING = "searching", _("searching")
    DONE = "done", _("done")
    UNREACHABLE = "unreachable", _("no answer")
    REFUSED = "refused", _("refused")
    OFF = "off", _("off")


class SourceSearchQuerySet(models.QuerySet["SourceSearch"]):
    """Searches, found as the desk asks for them."""

    def visible_to(self, user: User) -> Self:
        """Keep those for claims that this person may see."""
        return self if user.edits else self.filter(claim__in=Claim.objects.visible_to(user))


class SourceSearch(models.Model):
    """One provider's search for one claim, as the reviewer sees it."""

    claim = models.ForeignKey(
        "claims.Claim", on_delete=models.CASCADE, related_name="searches", verbose_name=_("claim")
    )
    provider = models.CharField(_("provider"), max_length=40)
    state = models.CharField(_("state"), max_length=12, choices=SearchState.choices, default=SearchState.WAITING)
    queries = models.JSONField(_("queries"), default=list, blank=True)
    found = models.PositiveIntegerField(_("found"), default=0)
    kept = models.PositiveIntegerField(_("kept"), default=0)
    pages_done = models.PositiveIntegerField(_("pages done with"), default=0)
    problem = models.TextField(_("problem"), blank=True)
    tries = models.PositiveIntegerField(_("tries"), default=0)
    retry_at = models.DateTimeField(_("next try"), null=True, blank=True)
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    objects = SourceSearchQuerySet.as_manager()

    class Meta:
        """A provider searches for a claim once, and again in the same row."""

        verbose_name = _("search for sources")
        verbose_name_plural = _("searches for sources")
        ordering = ("claim", "provider")
        indexes = (
            models.Index(fields=("-updated_at", "-id"), name="search_newest"),
            models.Index(fields=("provider", "id"), name="search_by_provider"),
            models.Index(
                fields=("provider", "retry_at"),
                condition=Q(state__in=(SearchState.WAITING, SearchState.UNREACHABLE)),
                name="search_to_come",
            ),
        )
        constraints = (models.UniqueConstraint(fields=("claim", "provider"), name="one_search_a_claim_and_provider"),)

    def __str__(self) -> str:
        """Say how it stands."""
        return f"{self.provider}: {self.get_state_display()}"

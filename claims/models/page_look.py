"""Second looks at cited pages, and the flags that they raise for editors to decide on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim
from claims.models.history import append_only, tracked
from claims.models.source import LONGEST_ADDRESS, Snapshot

if TYPE_CHECKING:
    from typing import Self

    from claims.models.user import User


class LookFound(models.TextChoices):
    """How a page stands beside our copy of it."""

    SAME = "same", _("unchanged")
    CHANGED = "changed", _("changed")
    MOVED = "moved", _("moved")
    GONE = "gone", _("gone")
    SILENT = "silent", _("no answer")
    CLOSED = "closed", _("cannot be looked at")


class PageLookQuerySet(models.QuerySet["PageLook"]):
    """Looks, found as the desk asks for them."""

    def visible_to(self, user: User) -> Self:
        """Keep those at copies that this person may see."""
        return self if user.edits else self.filter(snapshot__in=Snapshot.objects.visible_to(user).values("pk"))


class PageLook(models.Model):
    """One look at a page that a standing publication cites. `newest` is a new copy, where the page says something else."""

    snapshot = models.ForeignKey(
        "claims.Snapshot", on_delete=models.PROTECT, related_name="looks", verbose_name=_("copy")
    )
    looked_at = models.DateTimeField(_("looked"))
    found = models.CharField(_("found"), max_length=10, choices=LookFound.choices)
    address = models.CharField(_("where it is now"), max_length=LONGEST_ADDRESS, blank=True)
    because = models.TextField(_("in words"), blank=True)
    newest = models.ForeignKey(
        "claims.Snapshot",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("newest copy"),
    )

    objects = PageLookQuerySet.as_manager()

    class Meta:
        """The newest look first; what was seen is never changed."""

        verbose_name = _("look at a cited page")
        verbose_name_plural = _("looks at cited pages")
        ordering = ("-looked_at", "-pk")
        constraints = (models.CheckConstraint(condition=Q(found__in=LookFound.values), name="look_found_is_known"),)
        indexes = (
            models.Index(fields=("snapshot", "-looked_at"), name="look_by_snapshot"),
            models.Index(fields=("-looked_at", "-id"), name="look_newest"),
        )
        triggers = append_only()

    def __str__(self) -> str:
        """Say what was found, and when."""
        return f"{self.get_found_display()}, {self.looked_at:%Y-%m-%d}"


class FlagDecision(models.TextChoices):
    """What an editor decides about a flag."""

    KEPT = "kept", _("the verdict stands")
    REOPENED = "reopened", _("reopened")


class PageFlagQuerySet(models.QuerySet["PageFlag"]):
    """Flags, found as the desk asks for them."""

    def visible_to(self, user: User) -> Self:
        """Keep those on claims that this person may see."""
        return self if user.edits else self.filter(claim__in=Claim.objects.visible_to(user))

    def open(self) -> Self:
        """Keep what nobody has decided yet."""
        return self.filter(decided_at=None)

    def oldest_first(self) -> Self:
        """Order by when they were raised, with what a list shows of them; the texts of the copies stay in the database."""
        return self.select_related("claim", "look__snapshot__source").defer(
            "look__snapshot__text", "look__snapshot__headers"
        ).order_by("raised_at", "pk")  # fmt: skip


@tracked()
class PageFlag(models.Model):
    """A machine's notice that a page which a published claim cites is no more as it was. A person decides what follows."""

    claim = models.ForeignKey(
        "claims.Claim", on_delete=models.PROTECT, related_name="page_flags", verbose_name=_("claim")
    )
    look = models.ForeignKey(PageLook, on_delete=models.PROTECT, related_name="flags", verbose_name=_("look"))
    snapshot = models.ForeignKey(
        "claims.Snapshot", on_delete=models.PROTECT, related_name="flags", verbose_name=_("cited copy")
    )
    cited_words_stand = models.BooleanField(_("the cited words still stand there"), null=True, blank=True)
    raised_at = models.DateTimeField(_("raised"), auto_now_add=True)
    decision = models.CharField(_("decision"), max_length=10, choices=FlagDecision.choices, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    because = models.TextField(_("why"), blank=True)

    objects = PageFlagQuerySet.as_manager()

    class Meta:
        """One open flag a claim and copy; a decision says who made it, and why."""

        verbose_name = _("flag on a cited page")
        verbose_name_plural = _("flags on cited pages")
        ordering = ("-raised_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("claim", "snapshot"), condition=Q(decided_at=None), name="one_open_flag_a_claim_and_copy"
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_at=None, decided_by=None, because="")
                | Q(decision__in=FlagDecision.values, decided_at__isnull=False, decided_by__isnull=False)
                & ~Q(because=""),
                name="a_decided_flag_says_who_and_why",
            ),
        )
        indexes = (models.Index(fields=("raised_at", "id"), condition=Q(decided_at=None), name="open_flag_by_time"),)

    def __str__(self) -> str:
        """Say what happened to which page."""
        return f"{self.look.get_found_display()}: {self.snapshot.source}"

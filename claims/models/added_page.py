"""Pages that people add to a claim by hand: an address, or a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim
from claims.models.history import tracked
from claims.models.source import SourceKind

if TYPE_CHECKING:
    from typing import Self

    from claims.models.source import Snapshot
    from claims.models.user import User

BY_HAND = "by_hand"
"""What stands as `provider` at evidence that a person added."""


class AddedState(models.TextChoices):
    """How far an added page is."""

    WAITING = "waiting", _("waiting")
    DONE = "done", _("done")
    UNREACHABLE = "unreachable", _("no answer")
    REFUSED = "refused", _("refused")


class AddedPageQuerySet(models.QuerySet["AddedPage"]):
    """Added pages, found as the desk asks for them."""

    def visible_to(self, user: User) -> Self:
        """Keep those of claims that this person may see."""
        return self if user.edits else self.filter(claim__in=Claim.objects.visible_to(user))

    def overriding(self, snapshot: Snapshot) -> Self:
        """Keep those that say of a copy's page that it is fetched although its site asks machines not to."""
        found_for = snapshot.source.snapshots.values("evidence__claim")
        return self.filter(claim__in=found_for, address=snapshot.source.address, overrides_robots=True)


@tracked()
class AddedPage(models.Model):
    """A page that a person added. For a file, `warc` names the bytes as they were uploaded; an address is fetched."""

    claim = models.ForeignKey(
        "claims.Claim", on_delete=models.PROTECT, related_name="added_pages", verbose_name=_("claim")
    )
    address = models.CharField(_("address"), max_length=2000)
    title = models.CharField(_("title"), max_length=500, blank=True)
    kind = models.CharField(_("kind"), max_length=15, choices=SourceKind.choices, default=SourceKind.OTHER)
    warc = models.CharField(_("WARC file"), max_length=300, blank=True)
    content_type = models.CharField(_("content type"), max_length=200, blank=True)
    overrides_robots = models.BooleanField(_("fetched although the site asks machines not to"), default=False)
    overridden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("site’s wish overridden by"),
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("added by")
    )
    added_at = models.DateTimeField(_("added"), auto_now_add=True)
    state = models.CharField(_("state"), max_length=12, choices=AddedState.choices, default=AddedState.WAITING)
    problem = models.TextField(_("problem"), blank=True)
    retry_at = models.DateTimeField(_("next try"), null=True, blank=True)

    objects = AddedPageQuerySet.as_manager()

    class Meta:
        """An address stands once at a claim; adding it again tries it again."""

        verbose_name = _("page added by hand")
        verbose_name_plural = _("pages added by hand")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("claim", "address"), name="a_page_is_added_to_a_claim_once"),
            models.CheckConstraint(condition=Q(state__in=AddedState.values), name="added_state_is_known"),
            models.CheckConstraint(
                condition=Q(overrides_robots=False) | Q(overridden_by__isnull=False),
                name="an_override_bears_a_name",
            ),
            models.CheckConstraint(
                condition=Q(warc="") | Q(address__startswith="upload:"), name="a_file_has_no_address_of_the_web"
            ),
        )

    def __str__(self) -> str:
        """Return title or address."""
        return self.title or self.address

    @property
    def is_file(self) -> bool:
        """Say whether it was uploaded."""
        return bool(self.warc)

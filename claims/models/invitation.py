"""Who is asked to come to the desk, and has no account yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from claims.models.history import tracked
from claims.models.user import Role

if TYPE_CHECKING:
    from typing import Self

    from claims.models.user import User


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations, found as the desk asks for them."""

    def visible_to(self, user: User) -> Self:
        """Keep what this person may see: editors all, others none."""
        return self if user.edits else self.none()

    def open(self) -> Self:
        """Keep those that were neither accepted nor withdrawn; some may be too old to be accepted."""
        return self.filter(accepted_at=None, withdrawn_at=None)

    def acceptable(self) -> Self:
        """Keep those that can be accepted now."""
        return self.open().filter(expires_at__gt=now(), invited_by__is_active=True)


@tracked(leave_out=["email", "first_name", "last_name"])
class Invitation(models.Model):
    """One person asked to come, in a role. Only the newest link counts: `round` is which one that is."""

    email = models.EmailField(_("e-mail"))
    first_name = models.CharField(_("first name"), max_length=150, blank=True)
    last_name = models.CharField(_("last name"), max_length=150, blank=True)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("invited by")
    )
    invited_at = models.DateTimeField(_("invited"), auto_now_add=True)
    round = models.PositiveSmallIntegerField(_("number of the link"), default=1)
    expires_at = models.DateTimeField(_("can be accepted until"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="invitation",
        verbose_name=_("account"),
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("withdrawn by"),
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        """An address has one open invitation; an accepted one has its account; nothing is accepted and withdrawn."""

        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(condition=Q(role__in=Role.values), name="invitation_role_is_known"),
            models.CheckConstraint(condition=~Q(email=""), name="an_invitation_has_an_address"),
            models.CheckConstraint(
                condition=Q(accepted_at=None, person=None) | Q(accepted_at__isnull=False, person__isnull=False),
                name="an_accepted_invitation_has_its_account",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False, accepted_at=None),
                name="a_withdrawn_invitation_names_who_did_so",
            ),
            models.UniqueConstraint(
                Lower("email"),
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="nobody_is_invited_twice_at_once",
            ),
        )

    def __str__(self) -> str:
        """Name who is asked."""
        return f"{self.first_name} {self.last_name}".strip() or self.email

    @property
    def role_label(self) -> str:
        """Return the role in words."""
        return str(Role(self.role).label)

    @property
    def is_open(self) -> bool:
        """Say whether it was neither accepted nor withdrawn."""
        return self.accepted_at is None and self.withdrawn_at is None

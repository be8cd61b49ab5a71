"""What leaves the desk by e-mail or chat: each row is handed over once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from typing import Self

    from claims.models.user import User


class LetterKind(models.TextChoices):
    """What it says."""

    NOTES = "notes", _("notes")
    TRIAL = "trial", _("trial")
    INVITATION = "invitation", _("invitation")
    PASSWORD = "password", _("link to set a password")


class Channel(models.TextChoices):
    """By which way it leaves."""

    MAIL = "mail", _("e-mail")
    CHAT = "chat", _("chat")


class LetterQuerySet(models.QuerySet["Letter"]):
    """Letters, found as the desk asks for them."""

    def visible_to(self, user: User) -> Self:
        """Keep those to this person, and for editors invitations; nobody reads another's."""
        shared = Q(kind=LetterKind.INVITATION) if user.edits else Q(pk=None)
        return self.filter(Q(to=user) | shared)


class Letter(models.Model):
    """One e-mail or chat message, whose words are made when it is handed over; no secret is kept in it.

    `handed_in` is the job's attempt that began to hand it over, `ended_at` when that was settled: sent at `sent_at`, or
    not, because of `problem`. What was begun and never settled may have left or not: it is not sent again by itself.
    """

    kind = models.CharField(_("what"), max_length=10, choices=LetterKind.choices)
    channel = models.CharField(_("way"), max_length=4, choices=Channel.choices)
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("recipient", "to"),
    )
    invitation = models.ForeignKey(
        "claims.Invitation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="letters",
        verbose_name=_("invitation"),
    )
    address = models.EmailField(_("address that was typed"), blank=True)
    written_at = models.DateTimeField(_("written"), auto_now_add=True)
    handed_in = models.PositiveIntegerField(_("attempt that handed it over"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    ended_at = models.DateTimeField(_("settled"), null=True, blank=True)
    problem = models.CharField(_("problem"), max_length=500, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        """Known kinds and ways; what was sent was handed over; each kind has its receiver, the newsroom's chat has none."""

        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="letter_channel_is_known"),
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(handed_in__isnull=False, ended_at__isnull=False),
                name="a_sent_letter_was_handed_over",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=("notes", "trial"), channel="mail", to__isnull=False, invitation=None, address="")
                | Q(kind__in=("notes", "trial"), channel="chat", invitation=None, address="")
                | Q(kind="invitation", channel="mail", to=None, invitation__isnull=False, address="")
                | Q(kind="password", channel="mail", to=None, invitation=None),
                name="a_letter_has_its_receiver",
            ),
        )

    def __str__(self) -> str:
        """Say what it is, and by which way."""
        return f"{self.get_kind_display()} ({self.get_channel_display()})"

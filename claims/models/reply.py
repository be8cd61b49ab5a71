"""The claimant's right of reply: asked, by when, and what was said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim
from claims.models.history import tracked

if TYPE_CHECKING:
    from typing import Self

LONGEST_LETTER = 10_000


class Way(models.TextChoices):
    """How the claimant was asked."""

    MAIL = "mail", _("e-mail from the desk")
    BY_HAND = "by_hand", _("by telephone, letter or in person")


class ReplyState(models.TextChoices):
    """What came of it."""

    ASKED = "asked", _("asked")
    REPLIED = "replied", _("replied")
    DECLINED = "declined", _("declined to comment")
    SILENT = "silent", _("did not reply")


class ReplyRequestQuerySet(models.QuerySet["ReplyRequest"]):
    """Requests for a reply, found as the desk asks for them."""

    def open(self) -> Self:
        """Keep those that wait for an answer, by their deadline."""
        return self.filter(state=ReplyState.ASKED).order_by("due_at", "pk")

    def told(self) -> Self:
        """Keep those whose outcome readers are told, in the order in which the claimants were asked."""
        return self.exclude(state=ReplyState.ASKED).order_by("asked_at", "pk")


@tracked(leave_out=["email"])
class ReplyRequest(models.Model):
    """One asking of one person or body. `letter` is what they were told; `reply` is kept word for word."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="reply_requests", verbose_name=_("claim"))
    addressee = models.CharField(_("asked"), max_length=200)
    email = models.EmailField(_("e-mail"), blank=True)
    way = models.CharField(_("how"), max_length=7, choices=Way.choices)
    letter = models.TextField(_("what they were told"), validators=[MaxLengthValidator(LONGEST_LETTER)])
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked on"), default=now)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    handed_in = models.PositiveIntegerField(_("attempt that handed the letter over"), null=True, blank=True)
    due_at = models.DateTimeField(_("reply by"))
    state = models.CharField(_("outcome"), max_length=8, choices=ReplyState.choices, default=ReplyState.ASKED)
    reply = models.TextField(_("reply"), validators=[MaxLengthValidator(LONGEST_LETTER)], blank=True)
    replied_at = models.DateTimeField(_("replied on"), null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )

    objects = ReplyRequestQuerySet.as_manager()

    class Meta:
        """A reply has words and a time; whoever was asked and has not answered is not asked twice at once."""

        verbose_name = _("request for a reply")
        verbose_name_plural = _("requests for a reply")
        ordering = ("-asked_at", "-pk")
        constraints = (
            models.CheckConstraint(condition=Q(state__in=ReplyState.values), name="reply_state_is_known"),
            models.CheckConstraint(condition=Q(way__in=Way.values), name="reply_way_is_known"),
            models.CheckConstraint(
                condition=(Q(state=ReplyState.REPLIED) & ~Q(reply="")) | (~Q(state=ReplyState.REPLIED) & Q(reply="")),
                name="a_reply_has_words",
            ),
            models.CheckConstraint(
                condition=Q(state=ReplyState.ASKED, recorded_by=None, replied_at=None)
                | (~Q(state=ReplyState.ASKED) & Q(recorded_by__isnull=False, replied_at__isnull=False)),
                name="an_outcome_names_who_recorded_it",
            ),
            models.CheckConstraint(condition=~Q(way=Way.MAIL) | ~Q(email=""), name="mail_needs_an_address"),
            models.UniqueConstraint(
                fields=("claim", "addressee"), condition=Q(state=ReplyState.ASKED), name="nobody_is_asked_twice_at_once"
            ),
        )
        indexes = (
            models.Index(fields=("due_at",), condition=Q(state=ReplyState.ASKED), name="open_reply_by_due_time"),
        )

    def __str__(self) -> str:
        """Say who was asked."""
        return self.addressee

"""What readers ask the newsroom to correct."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim
from claims.models.history import tracked
from claims.models.publication import Publication

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Self

LONGEST_WORDS = 4_000


class RequestState(models.TextChoices):
    """Where a request stands."""

    OPEN = "open", _("open")
    ANSWERED = "answered", _("answered")
    SET_ASIDE = "set_aside", _("set aside")


class ReaderRequestQuerySet(models.QuerySet["ReaderRequest"]):
    """Requests, found as the desk asks for them."""

    def open(self) -> Self:
        """Keep what nobody has answered yet, the oldest first."""
        return self.filter(state=RequestState.OPEN).order_by("received_at", "pk")

    def settled(self) -> Self:
        """Keep what was answered or set aside, the newest first."""
        return self.exclude(state=RequestState.OPEN).order_by("-answered_at", "-pk")

    def to_forget(self, *, before: datetime) -> Self:
        """Keep what was settled before a time and still says how to reach the reader, the oldest first."""
        reachable = ~Q(state=RequestState.OPEN) & ~Q(name="", email="")
        return self.filter(reachable, answered_at__lt=before).order_by("answered_at")


@tracked(leave_out=["name", "email", "words"])
class ReaderRequest(models.Model):
    """A reader says that a published verdict is wrong. `public_id` is the secret address at which they read the answer."""

    public_id = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="reader_requests", verbose_name=_("claim"))
    publication = models.ForeignKey(
        Publication, on_delete=models.PROTECT, related_name="+", verbose_name=_("what the reader saw")
    )
    words = models.TextField(_("what is wrong"), validators=[MaxLengthValidator(LONGEST_WORDS)])
    name = models.CharField(_("name"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    received_at = models.DateTimeField(_("received"), auto_now_add=True)
    state = models.CharField(_("state"), max_length=9, choices=RequestState.choices, default=RequestState.OPEN)
    answer = models.TextField(_("answer"), validators=[MaxLengthValidator(LONGEST_WORDS)], blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    objects = ReaderRequestQuerySet.as_manager()

    class Meta:
        """A settled request names who settled it; an answered one has words."""

        verbose_name = _("reader’s request")
        verbose_name_plural = _("readers’ requests")
        ordering = ("-received_at", "-pk")
        constraints = (
            models.CheckConstraint(condition=Q(state__in=RequestState.values), name="request_state_is_known"),
            models.CheckConstraint(
                condition=Q(state=RequestState.OPEN, answered_by=None, answered_at=None)
                | (~Q(state=RequestState.OPEN) & Q(answered_by__isnull=False, answered_at__isnull=False)),
                name="a_settled_request_names_its_editor",
            ),
            models.CheckConstraint(
                condition=~Q(state=RequestState.ANSWERED) | ~Q(answer=""), name="an_answered_request_has_words"
            ),
        )
        indexes = (
            models.Index(fields=("received_at",), condition=Q(state=RequestState.OPEN), name="open_request_by_time"),
            models.Index(fields=("-answered_at", "-id"), condition=~Q(state=RequestState.OPEN), name="request_settled"),
            models.Index(fields=("-received_at", "-id"), name="request_newest"),
            models.Index(
                fields=("answered_at",),
                condition=~Q(state=RequestState.OPEN) & ~Q(name="", email=""),
                name="request_to_forget",
            ),
        )

    def __str__(self) -> str:
        """Return its first words."""
        return self.words[:80]

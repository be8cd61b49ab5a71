"""What a person is told: of their work, of what came of it, and of being mentioned; each with the place to act."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from claims.models.among import is_among

if TYPE_CHECKING:
    from typing import Self

    from claims.models.user import User


class NoteKind(models.TextChoices):
    """Of what a person is told."""

    ASSIGNED = "assigned", _("A claim is on your desk")
    REMINDER = "reminder", _("A claim is due soon")
    LATE = "late", _("A claim is late")
    SENT_BACK = "sent_back", _("A verdict was sent back to you")
    APPROVED = "approved", _("Your verdict was approved")
    REOPENED = "reopened", _("Your published verdict is looked at again")
    MENTIONED = "mentioned", _("You were mentioned")
    PAGE_CHANGED = "page_changed", _("A cited page changed or vanished")
    READER_WROTE = "reader_wrote", _("A reader asks for a correction")
    REPLIED = "replied", _("A claimant’s answer is recorded")
    REPLY_DUE = "reply_due", _("A claimant’s time to reply is over")
    UNDELIVERED = "undelivered", _("A message to you did not get out")


class Route(models.TextChoices):
    """By which way a note leaves the desk. It stands at the desk in any case."""

    DESK = "desk", _("at the desk only")
    AT_ONCE = "at_once", _("e-mail, at once")
    HOURLY = "hourly", _("e-mail, once an hour at most")
    DAILY = "daily", _("e-mail, once a day")
    CHAT = "chat", _("chat, at once")


class NotificationQuerySet(models.QuerySet["Notification"]):
    """Notifications, found as the desk and the post ask for them."""

    def visible_to(self, user: User) -> Self:
        """Keep this person's own, of what they may see now: what a blind review hides is told when it does no more."""
        from claims.models.assignment import Assignment
        from claims.models.claim import Claim
        from claims.models.comment import Comment
        from claims.models.verdict import Verdict

        comment = is_among(Comment.objects.visible_to(user), "comment")
        verdict = is_among(Verdict.objects.visible_to(user), "verdict")
        desk = Q(kind=NoteKind.LATE, subject__in=Assignment.objects.hidden_from(user).order_by().values("pk"))
        mine = self.filter(Q(comment=None) | comment, Q(verdict=None) | verdict, ~desk, to=user)
        return mine if user.edits else mine.filter(is_among(Claim.objects.visible_to(user), "claim"))

    def unread(self) -> Self:
        """Keep what the person has not marked as read."""
        return self.filter(read_at=None)

    def waiting(self, route: Route) -> Self:
        """Keep what is to leave by this route and is in no letter yet; what was read meanwhile stays at the desk."""
        return self.unread().filter(route=route, letter=None).order_by("pk")

    def for_the_channel(self) -> Self:
        """Keep what the newsroom's chat is told, where everybody reads: nothing of a claim that is reviewed apart now."""
        from claims.models.blind_review import BlindReview

        blind = BlindReview.objects.blind().order_by().values("claim")
        return self.filter(to=None).exclude(claim__in=blind)

    def complete(self) -> Self:
        """Fetch what a line shows: the claim and who did it; the newest first."""
        return self.select_related("claim", "by").defer("claim__provenance", "claim__machine_text").order_by("-pk")


class Notification(models.Model):
    """One thing that one person is told, once; without a person, the newsroom's chat.

    `route` is how it leaves the desk, `letter` the message with which it did.
    """

    to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="notifications",
        verbose_name=pgettext_lazy("recipient", "to"),
    )
    kind = models.CharField(_("of what"), max_length=12, choices=NoteKind.choices)
    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="+", verbose_name=_("claim"))
    verdict = models.ForeignKey(
        "claims.Verdict", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("verdict")
    )
    comment = models.ForeignKey(
        "claims.Comment", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("comment")
    )
    subject = models.BigIntegerField(_("row"), null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("whose act"),
    )
    told_at = models.DateTimeField(_("told"), auto_now_add=True)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    route = models.CharField(_("way"), max_length=7, choices=Route.choices, default=Route.DESK)
    letter = models.ForeignKey(
        "claims.Letter",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="notifications",
        verbose_name=_("left in"),
    )

    objects = NotificationQuerySet.as_manager()

    class Meta:
        """Known kinds and ways; a mention belongs to its comment, and nobody is told twice of the same comment."""

        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=NoteKind.values), name="notification_kind_is_known"),
            models.CheckConstraint(
                condition=~Q(kind="mentioned") | Q(comment__isnull=False), name="a_mention_has_its_comment"
            ),
            models.CheckConstraint(condition=Q(route__in=Route.values), name="notification_route_is_known"),
            models.CheckConstraint(
                condition=Q(to__isnull=False) | Q(route="chat", comment=None, verdict=None),
                name="a_note_to_nobody_is_for_the_chat",
            ),
            models.UniqueConstraint(fields=("to", "comment"), name="nobody_is_told_twice_of_a_comment"),
        )
        indexes = (
            models.Index(fields=("to", "-id"), condition=Q(read_at=None), name="notification_unread"),
            models.Index(fields=("to", "-id"), name="notification_newest"),
            models.Index(
                fields=("route", "to"), condition=~Q(route="desk") & Q(letter=None), name="notification_waiting"
            ),
        )

    def __str__(self) -> str:
        """Say of what."""
        return str(self.get_kind_display())

    @property
    def link(self) -> str:
        """Return the path of the page on which to act."""
        if self.kind == NoteKind.UNDELIVERED:
            return reverse("admin:wishes")
        if self.kind == NoteKind.READER_WROTE and self.subject:
            return reverse("admin:request", args=[self.subject])
        if self.kind == NoteKind.PAGE_CHANGED and self.subject:
            return reverse("admin:flag", args=[self.subject])
        if self.kind in {NoteKind.REPLIED, NoteKind.REPLY_DUE}:
            return reverse("admin:reply", args=[self.claim_id])
        place = f"#comment-{self.comment_id}" if self.comment_id else ""
        return reverse("admin:review", args=[self.claim_id]) + place

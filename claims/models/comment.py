"""What people of the desk say to each other about a claim, a verdict, or a passage that a verdict cites."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from claims.models.among import is_among
from claims.models.claim import Claim
from claims.models.history import append_only

if TYPE_CHECKING:
    from typing import Self

    from claims.models.user import User

LONGEST_COMMENT = 5_000


class CommentQuerySet(models.QuerySet["Comment"]):
    """Comments, found as the desk asks for them."""

    def visible_to(self, user: User) -> Self:
        """Keep what this person may see, wherever comments are shown, counted or told of.

        That is: on claims and verdicts that they may see. While a blind review is open in which they sit, what another
        who sits in it has said since it began is hidden from them, on the claim too.
        """
        from claims.models.assignment import Assignment
        from claims.models.blind_review import BlindReview
        from claims.models.verdict import Verdict

        verdict = is_among(Verdict.objects.visible_to(user), "verdict")
        mine = BlindReview.objects.blind().sat_in_by(user).filter(claim=OuterRef("claim"))
        began = mine.filter(opened_at__lte=OuterRef("written_at"))
        peer = Assignment.objects.filter(claim=OuterRef("claim"), reviewer=OuterRef("author"))
        apart = Q(Exists(began)) & Q(Exists(peer)) & ~Q(author=user)
        shown = self.filter(Q(verdict=None) | verdict, ~apart)
        return shown if user.edits else shown.filter(is_among(Claim.objects.visible_to(user), "claim"))

    def on(self, claim: Claim) -> Self:
        """Keep those on one claim and its verdicts, as they were said, with whom and what they name."""
        return self.filter(claim=claim).select_related("author", "verdict__rating", "citation").order_by("pk")


class Comment(models.Model):
    """Said about a claim; with `verdict` about one verdict of it, with `citation` about a passage which that one cites.

    The words are in the restricted Markdown of rationales. Never changed, never taken back.
    """

    claim = models.ForeignKey(
        "claims.Claim", on_delete=models.PROTECT, related_name="comments", verbose_name=_("claim")
    )
    verdict = models.ForeignKey(
        "claims.Verdict",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="comments",
        verbose_name=_("verdict"),
    )
    citation = models.ForeignKey(
        "claims.Citation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="comments",
        verbose_name=_("cited passage"),
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="comments", verbose_name=_("author")
    )
    words = models.TextField(_("words"), validators=[MaxLengthValidator(LONGEST_COMMENT)])
    written_at = models.DateTimeField(_("written"), auto_now_add=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        """Words within bounds, about a verdict of that claim and a passage of that verdict; only ever added."""

        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(condition=~Q(words=""), name="a_comment_has_words"),
            models.CheckConstraint(
                condition=models.lookups.LessThanOrEqual(Length("words"), LONGEST_COMMENT), name="a_comment_is_bounded"
            ),
            models.CheckConstraint(
                condition=Q(citation=None) | Q(verdict__isnull=False), name="a_cited_passage_comes_with_its_verdict"
            ),
        )
        triggers = (
            *append_only(),
            pgtrigger.Trigger(
                name="about_what_belongs_together",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func="""
                    IF NEW.verdict_id IS NOT NULL AND NOT EXISTS (
                            SELECT FROM claims_verdict v WHERE v.id = NEW.verdict_id AND v.claim_id = NEW.claim_id) THEN
                        RAISE EXCEPTION 'this verdict is on another claim' USING ERRCODE = 'check_violation';
                    END IF;
                    IF NEW.citation_id IS NOT NULL AND NOT EXISTS (
                            SELECT FROM claims_citation c
                            WHERE c.id = NEW.citation_id AND c.verdict_id = NEW.verdict_id) THEN
                        RAISE EXCEPTION 'this passage is cited by another verdict' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        )

    def __str__(self) -> str:
        """Say whose words, and how they begin."""
        return f"{self.author}: {self.words[:60]}"

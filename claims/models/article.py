"""The text under check."""

from __future__ import annotations

import hashlib
import uuid
from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Upper
from django.utils.translation import gettext_lazy as _

from claims.lifecycle import Status
from claims.models.among import IsAnyOf
from claims.models.history import tracked

if TYPE_CHECKING:
    from typing import Self

    from claims.models.user import User

models.TextField.register_lookup(Length)

LONGEST_TEXT = 200_000
"""The longest article that the desk takes, in characters."""


def fingerprint(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, in hexadecimal: the same text is the same article."""
    return hashlib.sha256(text.encode()).hexdigest()


class ArticleQuerySet(models.QuerySet["Article"]):
    """Articles, found as the desk asks for them."""

    def visible_to(self, user: User) -> Self:
        """Keep what this person may see: editors all; reviewers what they took in, and the articles of claims that are or were theirs."""
        if user.edits:
            return self
        own = Article.objects.order_by().filter(taken_in_by=user).values("pk")
        theirs = user.assignments.order_by().values("claim__article")
        # Both are found by their own index, and the articles by their keys, where “or” and IN would read every article.
        return self.filter(IsAnyOf(F("pk"), ArraySubquery(own.union(theirs))))

    def mentioning(self, words: str) -> Self:
        """Keep those with these words in title, outlet or author."""
        return self.filter(Q(title__icontains=words) | Q(outlet__icontains=words) | Q(author__icontains=words))

    def with_counts(self) -> Self:
        """Add `claim_count`, `waiting_count` (spotted) and `published_count`, each counted once."""
        from claims.models.claim import Claim

        public = (Status.PUBLISHED, Status.CORRECTED)
        return self.annotate(
            claim_count=Claim.objects.count_for("article"),
            waiting_count=Claim.objects.filter(status=Status.SPOTTED).count_for("article"),
            published_count=Claim.objects.filter(status__in=public).count_for("article"),
        )


@tracked(leave_out=["text"])
class Article(models.Model):
    """A text under check. Its text never changes; a changed text is a new article that names the one `before`."""

    public_id = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=500, blank=True)
    outlet = models.CharField(_("outlet"), max_length=200, blank=True)
    url = models.URLField(_("address"), max_length=2000, blank=True)
    author = models.CharField(_("author"), max_length=300, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=12, blank=True)
    text = models.TextField(_("text"))
    text_sha256 = models.CharField(_("fingerprint of the text"), max_length=64, unique=True, editable=False)
    before = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="later", verbose_name=_("earlier version")
    )
    taken_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="articles", verbose_name=_("taken in by")
    )
    taken_in_at = models.DateTimeField(_("taken in"), auto_now_add=True)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        """The text is immutable, bounded and its own fingerprint, by the database."""

        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ("-taken_in_at", "-pk")
        constraints = (
            models.CheckConstraint(condition=Q(text__length__range=(1, LONGEST_TEXT)), name="article_text_is_bounded"),
        )
        indexes = (
            models.Index(fields=("-taken_in_at", "-id"), name="article_newest"),
            models.Index(fields=("outlet", "-id"), name="article_by_outlet"),
            models.Index(fields=("language",), name="article_by_language"),
            GinIndex(OpClass(Upper("title"), name="gin_trgm_ops"), name="article_title_words"),
            GinIndex(OpClass(Upper("outlet"), name="gin_trgm_ops"), name="article_outlet_words"),
            GinIndex(OpClass(Upper("author"), name="gin_trgm_ops"), name="article_author_words"),
        )
        triggers = (
            pgtrigger.Protect(
                name="text_never_changes",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__text__df=pgtrigger.F("new__text"))
                | pgtrigger.Q(old__text_sha256__df=pgtrigger.F("new__text_sha256")),
            ),
        )

    def __str__(self) -> str:
        """Return the title, or else the first words."""
        return self.title or self.text[:60].split("\n")[0]

    @property
    def words(self) -> int:
        """Count the words of the text."""
        return len(self.text.split())

"""Taking an article in."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from claims.jobs.outbox import enqueue
from claims.models.article import LONGEST_TEXT, Article, fingerprint
from claims.models.job import JobKind
from claims.permissions import require_act
from claims.pipeline.extraction import detect_language
from claims.pipeline.importing.article_page import FoundArticle, read_article
from claims.pipeline.sourcing.problems import Limited, Refused, Unreachable

if TYPE_CHECKING:
    from datetime import datetime

    from claims.models.user import User

SPLITS = "en"
"""The language that can be split so far."""


class AlreadyHere(Exception):
    """The same text is on the desk already; `article` is the one that it is."""

    def __init__(self, article: Article) -> None:
        """Keep the article that has this text."""
        super().__init__(str(_("This text is on the desk already: “%(article)s”.") % {"article": article}))
        self.article = article


class BadText(ValidationError):
    """A text that cannot be an article. Its message says why, and what to do."""


class TooLong(BadText):
    """A text that is longer than the desk takes."""


def take_in(
    text: str,
    *,
    by: User,
    title: str = "",
    outlet: str = "",
    url: str = "",
    author: str = "",
    published_at: datetime | None = None,
    before: Article | None = None,
) -> Article:
    """Put an article on the desk and ask for its claims. A language that cannot be split is stored without.

    Raises BadText (empty, over-long, binary), ValidationError (a field that is too long or no address), AlreadyHere,
    PermissionDenied.
    """
    require_act(by, "take_in_article")
    text = clean(text)
    there = Article.objects.filter(text_sha256=fingerprint(text)).first()
    if there is not None:
        raise AlreadyHere(there)
    article = Article(
        title=title.strip(),
        outlet=outlet.strip(),
        url=url.strip(),
        author=author.strip(),
        published_at=published_at,
        language=detect_language(text),
        text=text,
        text_sha256=fingerprint(text),
        before=before,
        taken_in_by=by,
    )
    article.full_clean(exclude=("taken_in_by", "before", "text_sha256"), validate_constraints=False)
    try:
        with transaction.atomic():
            article.save(force_insert=True)
            if can_be_split(article):
                enqueue(JobKind.SPLIT_ARTICLE, article.pk, by=by)
    except IntegrityError as lost_the_race:
        there = Article.objects.filter(text_sha256=article.text_sha256).first()
        if there is None:
            raise
        raise AlreadyHere(there) from lost_the_race
    return article


def fetch(url: str, *, by: User) -> FoundArticle:
    """Read the article on a page, for this person to look at; nothing is kept. Raises ValidationError, PermissionDenied."""
    require_act(by, "take_in_article")
    try:
        return read_article(url.strip())
    except (Refused, Unreachable, Limited) as problem:
        words = _("%(problem)s Open the page yourself and paste its text.") % {"problem": problem}
        raise ValidationError({"url": words}) from problem


def can_be_split(article: Article) -> bool:
    """Say whether the article's language is one that the extractor reads."""
    return article.language == SPLITS


def clean(text: str) -> str:
    """Return the text as it is kept, or raise BadText with what is wrong. Only line ends and a byte-order mark change."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise BadText(_("There is no text. Paste the article, or choose a file with text in it."))
    if len(text) > LONGEST_TEXT:
        raise TooLong(
            _("This text has %(length)s characters; the desk takes up to %(most)s. Split it into parts.")
            % {
                "length": number_format(len(text), force_grouping=True),
                "most": number_format(LONGEST_TEXT, force_grouping=True),
            }
        )
    if any(unicodedata.category(sign) in {"Cc", "Cs"} and sign not in "\n\t\f\v\x85" for sign in text):
        raise BadText(_("This is not plain text: it holds control characters. Save it as a text file in UTF-8."))
    return text


def read_file(content: bytes) -> str:
    """Read an uploaded file as UTF-8 text, or raise BadText with what is wrong."""
    if len(content) > 4 * LONGEST_TEXT:
        raise TooLong(
            _("This file is too large: the desk takes texts of up to %(most)s characters.")
            % {"most": number_format(LONGEST_TEXT, force_grouping=True)}
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise BadText(_("This file is not text in UTF-8. Save it as plain text in UTF-8 and try again.")) from problem

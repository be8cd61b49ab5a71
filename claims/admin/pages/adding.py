"""Adding a claim by hand: words selected in the text, or pasted where there is no script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from claims.admin.pages.marks import place_of
from claims.admin.pages.page import number
from claims.desk import triage
from claims.models.claim import Kind

if TYPE_CHECKING:
    from django.http import QueryDict

    from claims.models.article import Article
    from claims.models.claim import Claim
    from claims.models.user import User

MOST_TIMES = 1_000


def add_claim(article: Article, *, by: User, typed: QueryDict) -> Claim:
    """Add the claim that the form describes. Raises ValidationError by field, PermissionDenied."""
    start, end = span(article, typed)
    kind = typed.get("kind", Kind.FACT)
    if kind not in Kind.values:
        raise ValidationError({"kind": _("Choose what sort of words carry the claim.")})
    wording = typed.get("text", "").strip() or article.text[start:end]
    return triage.add_claim(
        article, start=start, end=end, text=wording, by=by, kind=kind, claimant=typed.get("claimant", "")
    )


def span(article: Article, typed: QueryDict) -> tuple[int, int]:
    """Return start and end of the words that the form means, or raise ValidationError."""
    start, end, words = number(typed.get("start")), number(typed.get("end")), typed.get("words", "")
    if start is not None and end is not None and words.split() == article.text[start:end].split():
        return start, end
    nth = min(number(typed.get("nth")) or 1, MOST_TIMES)
    found = place_of(article.text, words, nth=nth)
    if found is None:
        raise ValidationError(
            {"words": _("These words do not stand in the article like this. Copy them from its text.")}
        )
    return found

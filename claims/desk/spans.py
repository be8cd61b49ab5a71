"""Where a claim stands in its article: snapping to words, other words, and one claim that is two."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from claims.models.article import Article

JOINERS = frozenset("'’-‐‑\u200d")
"""Signs that hold a word together where they stand between letters."""

UNSPACED = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Burmese
    (0x1780, 0x17FF),  # Khmer
    (0x3040, 0x30FF),  # Hiragana, Katakana
    (0x3400, 0x9FFF),  # Chinese characters
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)
"""Scripts that put no space between words; a selection in them is taken as it is."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of an article, in code points, and the claim that it carries in words that stand alone."""

    start: int
    end: int
    text: str


def snapped(text: str, start: int, end: int) -> tuple[int, int]:
    """Move a span's ends to whole words: blanks at the ends go, words that were cut are completed.

    Raises ValidationError where the span holds no words of the text.
    """
    if not 0 <= start < end <= len(text) or not text[start:end].strip():
        raise ValidationError({"words": _("Select the words of the article that carry the claim.")})
    while text[start].isspace():
        start += 1
    while text[end - 1].isspace():
        end -= 1
    while start and inside_word(text, start):
        start -= 1
    while end < len(text) and inside_word(text, end):
        end += 1
    return start, end


def inside_word(text: str, at: int) -> bool:
    """Say whether a cut before the sign at `at` would go through a word or a letter."""
    before, after = text[at - 1], text[at]
    if is_mark(after):
        return not before.isspace()
    if in_word(before) and in_word(after):
        return True
    if before in JOINERS and in_word(after):
        return at >= 2 and in_word(text[at - 2])
    if after in JOINERS and in_word(before):
        return at + 1 < len(text) and in_word(text[at + 1])
    return False


def is_mark(sign: str) -> bool:
    """Say whether a sign only changes the one before it: an accent, a joiner, a variant."""
    return unicodedata.category(sign).startswith("M") or sign == "\u200d"


def in_word(sign: str) -> bool:
    """Say whether a sign belongs to a word that blanks set apart."""
    if is_mark(sign):
        return True
    return sign.isalnum() and not any(first <= ord(sign) <= last for first, last in UNSPACED)


def place(article: Article, start: int, end: int) -> dict[str, object]:
    """Return start, end and quote of a span of the article, snapped to words. Raises ValidationError."""
    start, end = snapped(article.text, start, end)
    return {"start": start, "end": end, "quote": article.text[start:end]}

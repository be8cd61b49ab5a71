"""Article text in, stand-alone checkable claims out. Pure: no database, no network, the same input gives the same output."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claims.pipeline.extraction.claim import VERSION, ExtractedClaim
from claims.pipeline.extraction.languages import UnsupportedLanguage, detect_language

if TYPE_CHECKING:
    from datetime import date

__all__ = ["VERSION", "ExtractedClaim", "UnsupportedLanguage", "detect_language", "extract", "warm_up"]


def extract(text: str, *, published_at: date | None = None, outlet: str = "") -> list[ExtractedClaim]:
    """Return the claims of an article in the order of the text; [] for blank text.

    `published_at` is the day that "on Thursday" and the like are reckoned from; `outlet` is the article's own newspaper,
    which never counts as the one that relays a claim. Raises UnsupportedLanguage.
    """
    from claims.pipeline.extraction import (
        splitting,  # here: the parser takes two seconds to load, and only workers split
    )

    return splitting.extract(text, published_at=published_at, outlet=outlet)


def warm_up() -> None:
    """Load every model once, before a worker forks, so that the first article is as fast as the next."""
    from claims.pipeline.extraction import splitting  # here, as above

    splitting.warm_up()

"""Short ways for the tests of splitting to say what an article holds."""

from datetime import date

from claims.pipeline.extraction import ExtractedClaim, extract

THURSDAY = date(2008, 9, 4)


def split(text: str, published_at: date | None = None) -> list[ExtractedClaim]:
    """The claims of a text."""
    return extract(text, published_at=published_at)


def quotes(text: str) -> list[str]:
    """The stretches that the claims stand on, without closing stops and marks."""
    return [claim.quote.strip(' ."”“') for claim in split(text)]


def wordings(text: str, published_at: date | None = None) -> list[str]:
    """The stand-alone wordings."""
    return [claim.text for claim in split(text, published_at)]


def claimants(text: str) -> list[str]:
    """Who says each claim."""
    return [claim.claimant for claim in split(text)]

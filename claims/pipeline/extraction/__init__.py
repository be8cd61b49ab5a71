"""Article text in, stand-alone checkable claims out. Pure: no database, no network, the same input gives the same output."""

from claims.pipeline.extraction.claim import ExtractedClaim
from claims.pipeline.extraction.languages import UnsupportedLanguage, detect_language
from claims.pipeline.extraction.splitting import VERSION, extract, warm_up

__all__ = ["VERSION", "ExtractedClaim", "UnsupportedLanguage", "detect_language", "extract", "warm_up"]

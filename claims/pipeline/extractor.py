"""Which extractor reads an article: the rules, or the language model that the newsroom named, within its day's allowance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from claims.models.extraction_run import ExtractionRun
from claims.pipeline import extraction
from claims.pipeline.extraction import llm
from claims.pipeline.language_model import Endpoint

if TYPE_CHECKING:
    from claims.models.article import Article
    from claims.pipeline.extraction.llm import Answer


def read(article: Article) -> Answer:
    """Return the claims of an article, and who found them how. Raises UnsupportedLanguage.

    The rules always read it: they are the cross-check on a language model, and stand in where it fails. No transaction
    may be open: a model may take a minute.
    """
    published_at = article.published_at.date() if article.published_at else None
    rules = extraction.extract(article.text, published_at=published_at, outlet=article.outlet)
    if settings.EXTRACTOR != "llm":
        return llm.Answer(rules, extraction.VERSION)
    allowance = settings.LLM_TOKENS_A_DAY
    if allowance and ExtractionRun.objects.tokens_today() >= allowance:
        return llm.fall_back(rules, f"The day's allowance of {allowance:,} tokens for the language model is used up.")
    endpoint = Endpoint(settings.LLM_BASE_URL, key=settings.LLM_KEY, seconds=settings.LLM_SECONDS)
    return llm.extract_with(
        endpoint.ask,
        article.text,
        model=settings.LLM_MODEL,
        rules=rules,
        published_at=published_at,
        bounds=llm.Bounds(longest=settings.LLM_LONGEST_ARTICLE, tokens=settings.LLM_ANSWER_TOKENS),
    )

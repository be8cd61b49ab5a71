"""Logs are structured, and hold no words of an article."""

from __future__ import annotations

import io
import json
import logging
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from claims.models import Article

if TYPE_CHECKING:
    from tests.desk import People


def logged(problem: Exception, words: str) -> str:
    """Return what the root handler's formatter makes of an error."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.getLogger().handlers[0].formatter)
    logger = logging.Logger("claims.test")  # noqa: LOG001 - of this test alone
    logger.addHandler(handler)
    try:
        raise problem
    except type(problem):
        logger.exception(words)
    return stream.getvalue()


def test_a_refused_row_leaves_no_words_of_it_in_the_logs(people: People) -> None:
    article = Article(text="Secret words of an article.", text_sha256="a" * 64, language="en", taken_in_by=people.chief)
    article.save()
    double = Article(text="Secret words of an article.", text_sha256="a" * 64, language="x" * 12, taken_in_by_id=None)
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        double.save(force_insert=True)
    assert "Secret words" in str(refused.value), "the database quotes the row"

    line = logged(refused.value, f"task failed: {refused.value}")

    assert "Secret words" not in line
    assert "left out" in line
    assert "IntegrityError" in line


def test_logs_are_one_json_object_a_line_where_nobody_watches() -> None:
    assert settings.LOG_JSON
    entry = json.loads(logged(ValueError("no"), "something happened"))

    assert entry["event"] == "something happened"
    assert {"level", "timestamp", "logger", "exception"} <= set(entry)

"""Finding words in what was published, by the index, and showing where they occur."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import SearchQuery
from django.db import connection

from claims.models.current_verdict import configuration
from claims.models.published import Tally

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.contrib.postgres.search import SearchQueryCombinable

OPEN, CLOSE = "\ue000", "\ue001"
"""Signs of no script, which stand for <mark> until the words around are escaped."""

OPTIONS = f"StartSel={OPEN}, StopSel={CLOSE}, MaxWords=35, MinWords=15, MaxFragments=2, FragmentDelimiter=' … '"
WHOLE = f"StartSel={OPEN}, StopSel={CLOSE}, HighlightAll=true"


def configurations(language: str = "") -> list[str]:
    """Return the text search configurations of the language, or else of all languages in which verdicts were published."""
    if language:
        return [configuration(language)]
    used = Tally.objects.filter(dimension="language").values_list("value", flat=True).distinct()
    return sorted({configuration(each) for each in used}) or ["simple"]


def query(words: str, configs: Sequence[str]) -> SearchQueryCombinable:
    """Return the query for these words, as people write them in a search box, in any of the configurations."""
    first, *others = (SearchQuery(words, config=each, search_type="websearch") for each in configs)
    found: SearchQueryCombinable = first
    for each in others:
        found |= each
    return found


def marked(texts: Sequence[str], languages: Sequence[str], *, words: str, whole: bool) -> list[str]:
    """Return the texts as HTML in which nothing is marked up but the words that were searched, as <mark>.

    `whole` keeps all of a text; otherwise the two stretches around the words. A text in which they do not occur is empty.
    """
    clean = [text.translate({ord(OPEN): None, ord(CLOSE): None}) for text in texts]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT ts_headline(config, words, websearch_to_tsquery(config, %s), %s)
            FROM unnest(%s::text[], %s::regconfig[]) WITH ORDINALITY AS each (words, config, place) ORDER BY place
            """,
            [words, WHOLE if whole else OPTIONS, clean, [configuration(each) for each in languages]],
        )
        found = [row[0] for row in cursor.fetchall()]
    return [in_html(text) if OPEN in text else "" for text in found]


def in_html(text: str) -> str:
    """Escape a text and turn our signs into marks."""
    return html.escape(text, quote=False).replace(OPEN, "<mark>").replace(CLOSE, "</mark>")


def highlight(rows: list[dict[str, Any]], *, words: str) -> None:
    """Put `highlights` into rows with documents: where the words occur in the claim, its claimant, title and reason."""
    places = {
        "claim": (("claim", "text"), True),
        "claimant": (("claim", "claimant"), True),
        "articleTitle": (("article", "title"), True),
        "rationale": (("verdict", "rationale"), False),
        "quote": (("claim", "quote"), False),
    }
    languages = [row["document"].get("article", {}).get("language", "") for row in rows]
    for row in rows:
        row["highlights"] = {}
    for whole in (True, False):
        named = {name: way for name, (way, asis) in places.items() if asis is whole}
        texts = [row["document"].get(a, {}).get(b, "") for a, b in named.values() for row in rows]
        found = marked(texts, languages * len(named), words=words, whole=whole)
        for number, name in enumerate(named):
            for row, text in zip(rows, found[number * len(rows) :], strict=False):
                if text:
                    row["highlights"][name] = text

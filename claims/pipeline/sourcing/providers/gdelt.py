"""News of the world through GDELT DOC 2.0: articles by their words, of the last months. One question in five seconds."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from claims.pipeline.sourcing.bodies import Limits
from claims.pipeline.sourcing.fetching import DATA_TYPES, PAGE_TYPES
from claims.pipeline.sourcing.problems import Refused, Unreachable
from claims.pipeline.sourcing.providers.base import Answer, Hit
from claims.pipeline.sourcing.providers.shapes import dicts, plain, web, words

if TYPE_CHECKING:
    from claims.pipeline.sourcing.fetched import Fetched
    from claims.pipeline.sourcing.providers.base import Client
    from claims.pipeline.sourcing.wanted import Wanted

WHO = "GDELT"
GDELT = "https://api.gdeltproject.org/api/v2/doc/doc"
MOST_HITS = 8
SHORTEST_WORD = 3
"""Shorter words it refuses."""
MOST_WORDS = 6
BEGINS = date(2017, 1, 1)
BY_ITSELF = timedelta(days=60)
"""It looks through the last three months, unless it is told which."""
WEEKS = timedelta(weeks=5)
ASKED_TOO_OFTEN = "limit requests"
LANGUAGES = {"en": "english", "de": "german", "fr": "french", "es": "spanish", "ru": "russian", "it": "italian"}


@dataclass(frozen=True, slots=True)
class Gdelt:
    """GDELT's list of articles."""

    client: Client
    base: str = GDELT
    name: str = "gdelt"

    def search(self, wanted: Wanted) -> Answer:
        """Look for articles with the narrow wording, and only with that: each question costs five seconds of everyone's.

        Raises Unreachable, Refused, Limited.
        """
        asked = next(((query, told) for query in wanted.queries if (told := allowed(query))), None)
        if asked is None:
            return Answer(hits=[])
        query, told = asked
        language = LANGUAGES.get(wanted.language[:2])
        fetched = self.client.get(
            self.base,
            params={
                "query": f"{told} sourcelang:{language}" if language else told,
                "mode": "artlist",
                "format": "json",
                "maxrecords": 25,
                "sort": "hybridrel",
                **around(wanted.said_on),
            },
            types=DATA_TYPES | PAGE_TYPES,
            limits=Limits(first_byte=10.0),
        ).expect_ok(WHO)
        found: dict[str, Hit] = {}
        for article in dicts(read(fetched), "articles"):
            address = web(article.get("url"))
            if address and address not in found:
                found[address] = as_hit(address, article, query)
        return Answer(hits=list(found.values())[:MOST_HITS])


def around(said_on: date | None) -> dict[str, str]:
    """Return the weeks around the day on which a claim was made, where it is so long ago that GDELT would not look there."""
    if said_on is None or said_on < BEGINS or datetime.now(UTC).date() - said_on < BY_ITSELF:
        return {}
    first, last = said_on - WEEKS, said_on + WEEKS
    return {"startdatetime": f"{first:%Y%m%d}000000", "enddatetime": f"{last:%Y%m%d}235959"}


def allowed(query: str) -> str:
    """Return a wording without what has a meaning in its queries, or what it refuses: signs, and words of two letters."""
    told = "".join(letter if letter.isalnum() or letter in "'’" else " " for letter in query).split()
    return " ".join([word for word in told if len(word) >= SHORTEST_WORD][:MOST_WORDS])


def read(fetched: Fetched) -> Any:
    """Parse an answer. Its refusals come as a success, in plain words; its JSON has loose control characters at times."""
    text = fetched.body.decode("utf-8", "replace").strip()
    if text.startswith("{"):
        try:
            return json.loads(text, strict=False)
        except (ValueError, RecursionError) as problem:
            raise Unreachable(f"{WHO} answered with something that is not JSON.") from problem
    said = plain(text)[:200]
    if not said:
        return {}  # nothing found
    if ASKED_TOO_OFTEN in said.lower():
        raise Unreachable(f"{WHO} asks us to slow down.", retry_after=10.0)
    if said.startswith("<"):
        raise Unreachable(f"{WHO} answered with a page instead of data.")
    raise Refused(f"{WHO} refused the question: {words(said, most=160)}")


def as_hit(address: str, article: dict[str, Any], query: str) -> Hit:
    """Turn an article into a hit."""
    return Hit(
        address=address,
        title=words(article.get("title")),
        query=query,
        kind="news",
        publisher=words(article.get("domain"), most=300),
        published_on=seen_on(article.get("seendate")),
    )


def seen_on(value: Any) -> date | None:
    """Return the day of 20210317T121500Z, or None."""
    if not isinstance(value, str) or not value[:8].isdigit():
        return None
    try:
        return date(int(value[:4]), int(value[4:6]), int(value[6:8]))
    except ValueError:
        return None

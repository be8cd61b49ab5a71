"""The web through Brave Search, an index of its own. Needs a key."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from claims.pipeline.sourcing.bodies import Limits
from claims.pipeline.sourcing.fetching import DATA_TYPES
from claims.pipeline.sourcing.problems import Refused, Unreachable
from claims.pipeline.sourcing.providers.base import Answer, Hit
from claims.pipeline.sourcing.providers.shapes import at, day, dicts, web, words

if TYPE_CHECKING:
    from claims.pipeline.sourcing.fetched import Fetched
    from claims.pipeline.sourcing.providers.base import Client
    from claims.pipeline.sourcing.wanted import Wanted

BRAVE = "https://api.search.brave.com"
WHO = "Brave Search"
MOST_HITS = 8


@dataclass(frozen=True, slots=True)
class Brave:
    """Brave's web search."""

    key: str = field(repr=False)
    client: Client
    base: str = BRAVE
    name: str = "brave"

    def search(self, wanted: Wanted) -> Answer:
        """Search the web with the narrow wording: each question costs money. Raises Unreachable, Refused."""
        if not wanted.queries:
            return Answer(hits=[])
        query = wanted.queries[0]
        fetched = self.client.get(
            f"{self.base}/res/v1/web/search",
            params={"q": query, "count": MOST_HITS, "search_lang": wanted.language, "result_filter": "web"},
            headers={"X-Subscription-Token": self.key},
            types=DATA_TYPES,
            limits=Limits(first_byte=8.0),
        )
        answer = checked(fetched).json(WHO)
        hits = [
            Hit(
                address=web(result.get("url")),
                title=words(result.get("title")),
                query=query,
                kind="news" if result.get("subtype") == "article" else "other",
                publisher=words(at(result, "profile", "name"), most=300),
                published_on=day(result.get("page_age")),
            )
            for result in dicts(answer, "web", "results")
            if web(result.get("url"))
        ]
        return Answer(hits=hits[:MOST_HITS])


def checked(fetched: Fetched) -> Fetched:
    """Return an answer that is one. A used-up allowance says when the next second or month begins. Raises as `search`."""
    if fetched.status == 429:
        left, resets = (fetched.header(f"x-ratelimit-{which}").split(",") for which in ("remaining", "reset"))
        waits = [
            float(reset)
            for remaining, reset in zip(left, resets, strict=False)
            if remaining.strip() == "0" and reset.strip().isdecimal()
        ]
        raise Unreachable(f"{WHO}: our allowance is used up.", retry_after=max(waits, default=None))
    if fetched.status in {401, 403, 422}:
        code = words(at(fetched.json(WHO), "error", "code"), most=60)
        raise Refused(f"{WHO} refused the question ({code or fetched.status}). Check the key.")
    return fetched.expect_ok(WHO)

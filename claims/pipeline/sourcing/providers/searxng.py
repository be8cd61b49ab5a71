"""The web through a SearXNG of one's own: a search engine that asks many others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from claims.pipeline.sourcing.bodies import Limits
from claims.pipeline.sourcing.fetching import DATA_TYPES, PAGE_TYPES
from claims.pipeline.sourcing.problems import Refused
from claims.pipeline.sourcing.providers.base import Answer, Hit
from claims.pipeline.sourcing.providers.shapes import at, day, dicts, web, words

if TYPE_CHECKING:
    from claims.pipeline.sourcing.providers.base import Client
    from claims.pipeline.sourcing.wanted import Wanted

WHO = "SearXNG"
MOST_HITS = 8


@dataclass(frozen=True, slots=True)
class SearXNG:
    """A SearXNG behind its address."""

    base: str
    client: Client
    name: str = "searxng"

    def search(self, wanted: Wanted) -> Answer:
        """Search the web, the narrow wording first. Raises Unreachable, Refused."""
        found: dict[str, Hit] = {}
        silent: dict[str, str] = {}
        for query in wanted.queries[:2]:
            answer = self._ask(query, wanted.language)
            silent.update(engines_without_answer(answer))
            for result in dicts(answer, "results"):
                address = web(result.get("url"))
                if address and address not in found:
                    found[address] = as_hit(address, result, query)
            if len(found) >= MOST_HITS:
                break
        partial = ", ".join(f"{engine} ({why})" for engine, why in sorted(silent.items()))
        return Answer(
            hits=list(found.values())[:MOST_HITS],
            partial=f"Some search engines gave no answer: {partial}." if partial else "",
        )

    def _ask(self, query: str, language: str) -> Any:
        fetched = self.client.get(
            f"{self.base.rstrip('/')}/search",
            params={"q": query, "format": "json", "language": language, "pageno": 1},
            types=DATA_TYPES | PAGE_TYPES,
            limits=Limits(first_byte=10.0),
        )
        if fetched.status == 403:
            raise Refused(f"{WHO} gives no JSON. Add json to search.formats in its settings.yml.")
        return fetched.expect_ok(WHO).json(WHO)


def as_hit(address: str, result: dict[str, Any], query: str) -> Hit:
    """Turn a result into a hit."""
    return Hit(
        address=address,
        title=words(result.get("title")),
        query=query,
        kind="news" if result.get("category") == "news" else "other",
        published_on=day(result.get("publishedDate")),
    )


def engines_without_answer(answer: Any) -> dict[str, str]:
    """Return the engines that did not answer, with what SearXNG says why."""
    listed = at(answer, "unresponsive_engines")
    pairs = [pair for pair in listed if isinstance(pair, list) and pair] if isinstance(listed, list) else []
    return {words(at(pair, 0), most=40): words(at(pair, 1), most=60) or "no answer" for pair in pairs[:20]}

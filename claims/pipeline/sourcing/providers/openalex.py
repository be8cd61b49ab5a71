"""Research through OpenAlex: titles and abstracts of scholarly works. Needs a key since 2026."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from claims.pipeline.sourcing.bodies import Limits
from claims.pipeline.sourcing.fetched import Copy, PageText
from claims.pipeline.sourcing.fetching import DATA_TYPES
from claims.pipeline.sourcing.providers.base import Answer, Hit
from claims.pipeline.sourcing.providers.shapes import at, day, dicts, prose, web, words

if TYPE_CHECKING:
    from claims.pipeline.sourcing.fetched import Fetched
    from claims.pipeline.sourcing.providers.base import Client
    from claims.pipeline.sourcing.wanted import Wanted

OPENALEX = "https://api.openalex.org"
WHO = "OpenAlex"
MOST_HITS = 5
LONGEST_ABSTRACT = 5_000
FIELDS = "id,doi,title,publication_date,authorships,primary_location,abstract_inverted_index"
READER = "OpenAlex abstract, reader 1"


@dataclass(frozen=True, slots=True)
class OpenAlex:
    """OpenAlex's index of works."""

    key: str = field(repr=False)
    client: Client
    base: str = OPENALEX
    name: str = "openalex"

    def search(self, wanted: Wanted) -> Answer:
        """Look for works, in one question. Raises Unreachable, Refused."""
        if not wanted.queries:
            return Answer(hits=[])
        query = wanted.queries[0]
        question: dict[str, str | int] = {"search": query, "per-page": MOST_HITS, "select": FIELDS}
        fetched = self.client.get(
            f"{self.base}/works",
            params=question,
            secret={"api_key": self.key},
            types=DATA_TYPES,
            limits=Limits(first_byte=10.0),
        ).expect_ok(WHO)
        hits = (as_hit(work, fetched, query) for work in dicts(fetched.json(WHO), "results"))
        return Answer(hits=[hit for hit in hits if hit is not None][:MOST_HITS])


def as_hit(work: dict[str, Any], fetched: Fetched, query: str) -> Hit | None:
    """Turn a work into a hit that brings its abstract; None without an address or an abstract."""
    address = web(work.get("doi")) or web(work.get("id"))
    abstract = in_order(work.get("abstract_inverted_index"))
    if not address or not abstract:
        return None
    title = words(work.get("title"))
    authors = [words(at(each, "author", "display_name"), most=80) for each in dicts(work, "authorships")[:4]]
    return Hit(
        address=address,
        title=title,
        query=query,
        kind="research",
        publisher=words(at(work, "primary_location", "source", "display_name"), most=300),
        author=", ".join(filter(None, authors))[:300],
        published_on=day(work.get("publication_date")),
        copy=Copy(fetched=fetched, page=PageText(text=f"{title}\n{abstract}", extractor=READER)),
    )


def in_order(index: Any) -> str:
    """Return the abstract that an inverted index ({word: [places]}) was made of, bounded."""
    if not isinstance(index, dict):
        return ""
    placed = [
        (place, word)
        for word, places in index.items()
        if isinstance(places, list)
        for place in places
        if isinstance(place, int) and 0 <= place < LONGEST_ABSTRACT
    ]
    return prose(" ".join(str(word)[:100] for _place, word in sorted(placed)[:LONGEST_ABSTRACT]))

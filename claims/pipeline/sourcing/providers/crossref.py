"""Research through Crossref: what publishers register about their works. Needs no key, likes an address to write to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from claims.pipeline.sourcing.bodies import Limits
from claims.pipeline.sourcing.fetched import Copy, PageText
from claims.pipeline.sourcing.fetching import DATA_TYPES
from claims.pipeline.sourcing.problems import Unreachable
from claims.pipeline.sourcing.providers.base import Answer, Hit
from claims.pipeline.sourcing.providers.shapes import at, day_of_parts, dicts, prose, web, words

if TYPE_CHECKING:
    from claims.pipeline.sourcing.fetched import Fetched
    from claims.pipeline.sourcing.providers.base import Client
    from claims.pipeline.sourcing.wanted import Wanted

CROSSREF = "https://api.crossref.org"
WHO = "Crossref"
MOST_HITS = 5
FIELDS = "DOI,title,abstract,author,issued,publisher,container-title,URL"
READER = "Crossref abstract, reader 1"


@dataclass(frozen=True, slots=True)
class Crossref:
    """Crossref's register of works."""

    client: Client
    email: str = ""
    base: str = CROSSREF
    name: str = "crossref"

    def search(self, wanted: Wanted) -> Answer:
        """Look for works that have an abstract, in one question. Raises Unreachable, Refused."""
        if not wanted.queries:
            return Answer(hits=[])
        query = wanted.queries[0]
        question: dict[str, str | int] = {
            "query.bibliographic": query,
            "rows": MOST_HITS,
            "filter": "has-abstract:true",
            "select": FIELDS,
        }
        fetched = self.client.get(
            f"{self.base}/works",
            params=question,
            secret={"mailto": self.email},
            types=DATA_TYPES,
            limits=Limits(first_byte=10.0),
        )
        if fetched.status == 429:
            raise Unreachable(f"{WHO} asks us to slow down.", retry_after=interval(fetched))
        answer = fetched.expect_ok(WHO).json(WHO)
        hits = (as_hit(work, fetched, query) for work in dicts(answer, "message", "items"))
        return Answer(hits=[hit for hit in hits if hit is not None][:MOST_HITS])


def interval(fetched: Fetched) -> float | None:
    """Return the seconds that Crossref's allowance is counted in (`x-rate-limit-interval: 1s`), or None."""
    given = fetched.header("x-rate-limit-interval").strip().removesuffix("s")
    return float(given) if given.isascii() and given.isdecimal() else None


def as_hit(work: dict[str, Any], fetched: Fetched, query: str) -> Hit | None:
    """Turn a work into a hit that brings its abstract; None without an address or an abstract."""
    address, abstract = web(work.get("URL")), prose(work.get("abstract"))
    if not address or not abstract:
        return None
    title = words(at(work, "title", 0))
    authors = [
        " ".join(filter(None, (words(each.get("given"), most=80), words(each.get("family"), most=80))))
        for each in dicts(work, "author")[:4]
    ]
    return Hit(
        address=address,
        title=title,
        query=query,
        kind="research",
        publisher=words(at(work, "container-title", 0), most=300) or words(work.get("publisher"), most=300),
        author=", ".join(filter(None, authors))[:300],
        published_on=day_of_parts(at(work, "issued", "date-parts", 0)),
        copy=Copy(fetched=fetched, page=PageText(text=f"{title}\n{abstract}", extractor=READER)),
    )

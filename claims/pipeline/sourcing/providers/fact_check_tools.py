"""Fact-checks of others: Google's Fact Check Tools API, or another desk that answers in the same form."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from claims.pipeline.sourcing.bodies import Limits
from claims.pipeline.sourcing.fetching import DATA_TYPES
from claims.pipeline.sourcing.problems import Refused
from claims.pipeline.sourcing.providers.base import Answer, Hit
from claims.pipeline.sourcing.providers.shapes import at, day, dicts, web, words

if TYPE_CHECKING:
    from claims.pipeline.sourcing.providers.base import Client
    from claims.pipeline.sourcing.wanted import Wanted

GOOGLE = "https://factchecktools.googleapis.com"
WHO = "The fact-check search"
MOST_HITS = 8
PAGE_SIZE = 10
MOST_PAGES = 2


@dataclass(frozen=True, slots=True)
class FactCheckTools:
    """`claims:search` below a base address. A key may be empty where the other desk wants none."""

    client: Client
    key: str = field(default="", repr=False)
    base: str = GOOGLE
    name: str = "fact_check_tools"

    def search(self, wanted: Wanted) -> Answer:
        """Look for reviews of claims like this one, two pages at most. Raises Unreachable, Refused."""
        found: dict[str, Hit] = {}
        for query in wanted.queries[:2]:
            token = ""
            for _page in range(MOST_PAGES):
                answer = self._ask(query, wanted.language, token)
                for claim in dicts(answer, "claims"):
                    for review in dicts(claim, "claimReview"):
                        hit = as_hit(claim, review, query)
                        if hit is not None:
                            found.setdefault(hit.address, hit)
                token = words(at(answer, "nextPageToken"))
                if not token or len(found) >= MOST_HITS:
                    break
            if len(found) >= MOST_HITS:
                break
        return Answer(hits=list(found.values())[:MOST_HITS])

    def _ask(self, query: str, language: str, token: str) -> Any:
        question: dict[str, str | int] = {"query": query, "languageCode": language, "pageSize": PAGE_SIZE}
        if token:
            question["pageToken"] = token
        fetched = self.client.get(
            f"{self.base}/v1alpha1/claims:search",
            params=question,
            secret={"key": self.key},
            types=DATA_TYPES,
            limits=Limits(first_byte=8.0),
        )
        if fetched.status in {400, 401, 403}:
            said = words(at(fetched.json(WHO), "error", "status"), most=60)
            raise Refused(f"{WHO} refused the question ({said or fetched.status}). Check the key.")
        return fetched.expect_ok(WHO).json(WHO)


def as_hit(claim: dict[str, Any], review: dict[str, Any], query: str) -> Hit | None:
    """Turn a review into a hit; None where it has no address."""
    address = web(review.get("url"))
    if not address:
        return None
    rating = words(review.get("textualRating"), most=120)
    title = words(review.get("title")) or words(claim.get("text"))
    return Hit(
        address=address,
        title=f"{title} ({rating})"[:500] if rating else title,
        query=query,
        kind="fact_check",
        publisher=words(at(review, "publisher", "name"), most=300) or words(at(review, "publisher", "site"), most=300),
        published_on=day(review.get("reviewDate")),
    )

"""The newsroom's own archive: notes, articles on the desk, earlier publications, and pages that its site lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from claims.pipeline.sourcing.fetched import Copy, PageText
from claims.pipeline.sourcing.providers.base import Answer, Cited, Hit
from claims.pipeline.sourcing.ranking import Ranker
from claims.pipeline.sourcing.terms import terms, weight
from claims.pipeline.sourcing.wanted import names

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from claims.pipeline.sourcing.fetched import Fetched
    from claims.pipeline.sourcing.wanted import Wanted

FLOOR = 0.45
"""How near in meaning (cosine) an item's best passage must be."""
SHARE = 0.3
"""How much of the claim's telling words the item must hold, besides one of its names.

Measured with the sample archive: 26 of 27 claims of the seed article pass all three, and none of 580 claims on other
subjects; by nearness in meaning alone the two kinds overlap (.46 and .52).
"""
LISTED_SHARE = 0.2
"""The same for a page of which only the title is known; the page itself is ranked once it is fetched."""
MOST_HITS = 5
MOST_LISTED = 5
"""Pages of our own site, fetched for one claim."""


@dataclass(frozen=True, slots=True)
class ArchiveItem:
    """Something that the newsroom keeps, as plain data."""

    address: str
    title: str
    kind: str
    publisher: str
    published_on: date | None
    text: str
    extractor: str
    original: Fetched
    author: str = ""
    cites: tuple[Cited, ...] = ()


@dataclass(frozen=True, slots=True)
class ListedItem:
    """A page of the newsroom's site by what a feed or sitemap says of it; its text is still to be fetched."""

    address: str
    title: str
    summary: str
    published_on: date | None


@dataclass(frozen=True, slots=True)
class Archive:
    """The archive, handed over as items: everything that may be looked through for this claim. Needs no network."""

    items: Sequence[ArchiveItem]
    listed: Sequence[ListedItem] = ()
    publisher: str = ""
    name: str = "archive"

    def search(self, wanted: Wanted) -> Answer:
        """Return what bears on the claim, the nearest first; nothing, for a claim on something else."""
        ranker = Ranker(wanted.text)
        near = []
        for item in self.items:
            best = (
                ranker.best(item.text, title=item.title, most=1)
                if on_the_subject(f"{item.title} {item.text}", wanted.text)
                else []
            )
            if best and best[0].meaning >= FLOOR:
                near.append((best[0].score, item))
        near.sort(key=lambda found: (-found[0], found[1].address))
        kept = [as_hit(item, query=wanted.text) for _score, item in near[:MOST_HITS]]
        return Answer(hits=[*kept, *(self._page(page, wanted) for page in self._listed_on(wanted.text))])

    def _listed_on(self, claim: str) -> list[ListedItem]:
        """Return the listed pages whose title and summary are on the claim's subject, those with the most of it first."""
        told = set(terms(claim))
        scored = [
            (sum(map(weight, told & set(terms(f"{page.title} {page.summary}")))), page)
            for page in self.listed
            if on_the_subject(f"{page.title} {page.summary}", claim, share=LISTED_SHARE)
        ]
        scored.sort(key=lambda found: (-found[0], found[1].address))
        return [page for _score, page in scored[:MOST_LISTED]]

    def _page(self, page: ListedItem, wanted: Wanted) -> Hit:
        """Turn a listed page into a hit, which is fetched like any page."""
        return Hit(
            address=page.address,
            title=page.title,
            query=wanted.text,
            kind="news",
            publisher=self.publisher,
            published_on=page.published_on,
        )


def on_the_subject(text: str, claim: str, *, share: float = SHARE) -> bool:
    """Say whether a text holds one of the claim's names and a share of its telling words."""
    held, told = set(terms(text)), set(terms(claim))
    named = {term for name in names(claim) for term in terms(name)}
    return bool(named & held) and sum(map(weight, told & held)) >= share * sum(map(weight, told))


def as_hit(item: ArchiveItem, *, query: str) -> Hit:
    """Turn an item into a hit that brings its own copy."""
    return Hit(
        address=item.address,
        title=item.title,
        query=query,
        kind=item.kind,
        publisher=item.publisher,
        author=item.author,
        published_on=item.published_on,
        cites=item.cites,
        copy=Copy(fetched=item.original, page=PageText(text=item.text, extractor=item.extractor)),
    )

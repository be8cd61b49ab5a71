"""The newsroom's own archive: notes, articles on the desk, earlier publications. Answers without a network."""

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
MOST_HITS = 5


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
class Archive:
    """The archive, handed over as items: everything that may be looked through for this claim."""

    items: Sequence[ArchiveItem]
    name: str = "archive"

    def search(self, wanted: Wanted) -> Answer:
        """Return what bears on the claim, the nearest first; nothing, for a claim on something else."""
        ranker = Ranker(wanted.text)
        near = []
        for item in self.items:
            best = ranker.best(item.text, title=item.title, most=1) if on_the_subject(item, wanted.text) else []
            if best and best[0].meaning >= FLOOR:
                near.append((best[0].score, item))
        near.sort(key=lambda found: (-found[0], found[1].address))
        return Answer(hits=[as_hit(item, query=wanted.text) for _score, item in near[:MOST_HITS]])


def on_the_subject(item: ArchiveItem, claim: str) -> bool:
    """Say whether an item holds one of the claim's names and enough of its telling words."""
    held, told = set(terms(f"{item.title} {item.text}")), set(terms(claim))
    named = {term for name in names(claim) for term in terms(name)}
    return bool(named & held) and sum(map(weight, told & held)) >= SHARE * sum(map(weight, told))


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

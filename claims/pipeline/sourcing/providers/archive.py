"""The newsroom's own archive: notes, articles on the desk, earlier publications. Answers without a network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from claims.pipeline.sourcing.fetched import Copy, PageText
from claims.pipeline.sourcing.providers.base import Answer, Cited, Hit
from claims.pipeline.sourcing.ranking import Ranker

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from claims.pipeline.sourcing.fetched import Fetched
    from claims.pipeline.sourcing.wanted import Wanted

FLOOR = 0.5
"""How near in meaning (cosine) an item's best passage must be. Measured on four articles: claims on the notes' subject
stand at .57 and above, claims on other subjects at .40 and below."""
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
            best = ranker.best(item.text, most=1)
            if best and best[0].meaning >= FLOOR:
                near.append((best[0].score, item))
        near.sort(key=lambda found: (-found[0], found[1].address))
        return Answer(hits=[as_hit(item, query=wanted.text) for _score, item in near[:MOST_HITS]])


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

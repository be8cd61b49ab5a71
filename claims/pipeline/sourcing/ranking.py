"""How well a passage fits a claim: near in meaning, and sharing the words that tell apart."""

from __future__ import annotations

from collections import Counter, OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from claims.pipeline.embedding import embed
from claims.pipeline.sourcing.passages import Stretch, stretches
from claims.pipeline.sourcing.terms import terms, weight

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

LEXICAL_SHARE = 1.0
TITLE_SHARE = 0.35
"""What shared words, and a page's title near in meaning, add to a passage's own cosine. Measured on three public sets."""
WHOLE = 1 + LEXICAL_SHARE + TITLE_SHARE
EMBEDDED = 16
"""How many stretches of a page the embedding model reads: those that share the most words with the claim."""
LEAD = 4
"""The first stretches of a page are read in any case: they say what it is about."""
PASSAGES_A_PAGE = 3
SATURATION = 1.2
LENGTH_NORM = 0.6
MEAN_LENGTH = 25.0
FIGURE = 8.0
"""What a shared figure tells, less than a rare word: the vocabulary lacks most figures, but each is in many texts."""


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """A stretch with how well it fits, at most 1, `meaning` being the cosine alone."""

    stretch: Stretch
    score: float
    meaning: float


def rarity(term: str) -> float:
    """Return how much it says that a passage has a term of the claim, about 1 to 11."""
    return FIGURE if any(sign.isdigit() for sign in term) else weight(term)


def shared(claim: Sequence[str], passage: Sequence[str]) -> float:
    """Return BM25 of a passage for the claim's terms, as a share of the most it could be: 0 to 1."""
    most = sum(rarity(term) for term in set(claim))
    if not most:
        return 0.0
    counts = Counter(passage)
    norm = SATURATION * (1 - LENGTH_NORM + LENGTH_NORM * len(passage) / MEAN_LENGTH)
    return sum(rarity(term) * counts[term] / (counts[term] + norm) for term in set(claim) if counts[term]) / most


def fit(meaning: float, words: float, title: float) -> float:
    """Return how well a passage fits, at most 1: its cosine, its shared words, and the cosine of its page's title."""
    return (meaning + LEXICAL_SHARE * words + TITLE_SHARE * title) / WHOLE


class Vectors:
    """Vectors of passages, the latest kept: the claims of one article mostly meet the same pages."""

    def __init__(self, *, most: int) -> None:
        """Keep at most so many, 1.5 KB each."""
        self._most = most
        self._known: OrderedDict[str, NDArray[np.float32]] = OrderedDict()

    def of(self, passages: Sequence[str]) -> NDArray[np.float32]:
        """Return one row a passage: float32 [n, 384]."""
        fresh = list(dict.fromkeys(words for words in passages if words not in self._known))
        for words, vector in zip(fresh, embed(fresh), strict=True):
            self._known[words] = vector
        rows = np.array([self._known[words] for words in passages], dtype=np.float32).reshape(len(passages), -1)
        for words in passages:
            self._known.move_to_end(words)
        while len(self._known) > self._most:
            self._known.popitem(last=False)
        return rows


_vectors = Vectors(most=4_000)


class Ranker:
    """Ranks the passages of pages for one claim, whose vector it keeps."""

    def __init__(self, claim: str) -> None:
        """Read the claim once."""
        self._terms = terms(claim)
        self._vector: NDArray[np.float32] = embed([claim])[0]

    def scores(self, passages: Sequence[str], *, title: str = "") -> list[tuple[float, float]]:
        """Return (score, cosine) of each passage of a page."""
        if not passages:
            return []
        cosines = _vectors.of(passages) @ self._vector
        of_title = float((_vectors.of([title]) @ self._vector)[0]) if title else 0.0
        return [
            (fit(float(cosine), shared(self._terms, terms(words)), of_title), float(cosine))
            for cosine, words in zip(cosines, passages, strict=True)
        ]

    def best(self, text: str, *, title: str = "", most: int = PASSAGES_A_PAGE) -> list[RankedPassage]:
        """Return the best passages of a page, none overlapping another, the best first."""
        found = stretches(text)
        by_words = sorted(range(len(found)), key=lambda index: (-shared(self._terms, terms(found[index].words)), index))
        read = sorted({*by_words[:EMBEDDED], *range(min(LEAD, len(found)))})
        scored = self.scores([found[index].words for index in read], title=title)
        ranked = sorted(
            (RankedPassage(found[index], *figures) for index, figures in zip(read, scored, strict=True)),
            key=lambda passage: (-passage.score, passage.stretch.start),
        )
        chosen: list[RankedPassage] = []
        for passage in ranked:
            if len(chosen) < most and not any(overlap(passage.stretch, other.stretch) for other in chosen):
                chosen.append(passage)
        return chosen


def overlap(one: Stretch, other: Stretch) -> bool:
    """Say whether two stretches share words."""
    return one.start < other.end and other.start < one.end

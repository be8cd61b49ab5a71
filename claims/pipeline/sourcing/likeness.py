"""How much of a text stands in another: sketches of five-word shingles, for pages that carry the same agency text."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from claims.pipeline.sourcing.terms import WORD

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SHINGLE = 5
KEPT = 256
"""Hashes kept of a text: the smallest, which are a fair sample. The error of an estimate is about 1/16 at most."""
MOST_WORDS = 50_000
SAME_TEXT = 0.6
"""From this share of the shorter text on, two pages count as one source. Two reports of their own share far less."""
ENOUGH = 20
"""Texts with fewer shingles than this are alike by chance; only equal ones count as one."""
HALF = 2**63
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sketch:
    """The smallest hashes of a text's shingles (signed 64 bits, sorted), and how many different shingles it has."""

    hashes: tuple[int, ...]
    shingles: int


def sketch(text: str) -> Sketch:
    """Return the sketch of a text; case and punctuation are left out, words beyond 50,000 too."""
    said = [found.group().lower() for found in islice(WORD.finditer(text), MOST_WORDS)]
    if not said:
        return Sketch((), 0)
    windows = {" ".join(said[place : place + SHINGLE]) for place in range(max(1, len(said) - SHINGLE + 1))}
    hashes = {hashed(window) for window in windows}
    return Sketch(tuple(sorted(hashes)[:KEPT]), len(hashes))


def hashed(window: str) -> int:
    """Return a shingle's hash as a signed number of 64 bits, as databases keep them."""
    return int.from_bytes(hashlib.blake2b(window.encode(), digest_size=8).digest(), "big") - HALF


def resemblance(one: Sketch, other: Sketch) -> float:
    """Estimate the share of all shingles of both that they have in common (Jaccard), 0 to 1."""
    if not one.hashes or not other.hashes:
        return 0.0
    both = sorted({*one.hashes, *other.hashes})[: min(KEPT, max(len(one.hashes), len(other.hashes)))]
    mine, theirs = set(one.hashes), set(other.hashes)
    return sum(each in mine and each in theirs for each in both) / len(both)


def carried(one: Sketch, other: Sketch) -> float:
    """Estimate the share of the shorter text that stands in the longer one, 0 to 1.

    Exact where both texts are short enough to be kept whole; an estimate from the resemblance otherwise.
    """
    if one.hashes == other.hashes:
        return 1.0 if one.hashes else 0.0
    shorter, longer = sorted((one, other), key=lambda each: each.shingles)
    if shorter.shingles < ENOUGH:
        return 0.0
    if longer.shingles <= KEPT:
        return len(set(shorter.hashes) & set(longer.hashes)) / shorter.shingles
    alike = resemblance(one, other)
    return min(1.0, alike * (one.shingles + other.shingles) / (1 + alike) / shorter.shingles)


def is_same_text(one: Sketch, other: Sketch) -> bool:
    """Say whether two pages carry mostly the same text, so that they count as one source."""
    return carried(one, other) >= SAME_TEXT


def groups(sketches: Iterable[tuple[T, Sketch | None]]) -> list[list[T]]:
    """Put pages that carry the same text together, each with the first of its kind; a page without a sketch stands alone."""
    found: list[tuple[Sketch | None, list[T]]] = []
    for page, its in sketches:
        group = next((pages for lead, pages in found if lead and its and is_same_text(lead, its)), None)
        if group is None:
            found.append((its, [page]))
        else:
            group.append(page)
    return [pages for _lead, pages in found]


def as_sketch(hashes: Sequence[int], shingles: int) -> Sketch:
    """Return a sketch as it comes out of the database."""
    return Sketch(tuple(hashes), shingles)

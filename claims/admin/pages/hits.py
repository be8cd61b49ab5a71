"""What a passage and a claim have in common, word for word, to be marked where it stands."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import NamedTuple

SHORTEST_RUN = 3
"""Fewer words in a row than this are alike by chance."""

LONGEST = 400
"""Words of a passage or claim that are compared; what comes after is left unmarked."""


class Part(NamedTuple):
    """Some words, and whether the claim has them too."""

    words: str
    hit: bool


def common(passage: str, *said: str) -> list[Part]:
    """Cut a passage into parts, marking runs of three words and more that stand in the claim's quote or wording too."""
    spans = positions(passage)
    words = [plain(passage[start:end]) for start, end in spans]
    marked: set[int] = set()
    for other in said:
        compared = SequenceMatcher(None, words, [plain(word) for word in other.split()[:LONGEST]], autojunk=False)
        for block in compared.get_matching_blocks():
            if block.size >= SHORTEST_RUN:
                marked |= set(range(block.a, block.a + block.size))
    return parts(passage, spans, marked)


def parts(passage: str, spans: list[tuple[int, int]], marked: set[int]) -> list[Part]:
    """Join neighbours that are marked alike; the blanks between two marked words are marked too."""
    made: list[Part] = []
    at = 0
    place = 0
    while place < len(spans):
        last = place
        if place in marked:
            while last + 1 in marked:
                last += 1
            start, end = spans[place][0], spans[last][1]
            if start > at:
                made.append(Part(passage[at:start], False))
            made.append(Part(passage[start:end], True))
            at = end
        place = last + 1
    return [*made, Part(passage[at:], False)] if at < len(passage) else made


def positions(text: str) -> list[tuple[int, int]]:
    """Return start and end of each word, up to the bound."""
    spans: list[tuple[int, int]] = []
    at = 0
    for word in text.split(maxsplit=LONGEST)[:LONGEST]:
        at = text.index(word, at)
        spans.append((at, at + len(word)))
        at += len(word)
    return spans


def plain(word: str) -> str:
    """Return a word without its dress: case and the signs around it."""
    return word.strip(".,;:!?\"'“”‘’()[]–-").casefold()

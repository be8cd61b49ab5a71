"""Stretches of a text that a reviewer can read on their own: one sentence, or a few short ones, with exact places."""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST = 500
ENOUGH = 160
"""A stretch this long needs no further sentence."""
MOST_SENTENCES = 3
MOST_STRETCHES = 4_000

BREAK = re.compile(r"\n+|(?<=[.!?…])[\"'”’)\]]{0,3}\s+(?=[\"'“‘(\[]{0,2}[A-Z0-9À-Þ])")
ABBREVIATION = re.compile(
    r"(?:^|[\s(“\"'])(?:[A-Z]|(?:[A-Za-z]\.){1,4}[A-Za-z]|Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Col|Lt|Sgt|Capt|Rev|Hon|St|Jr|Sr|"
    r"No|Nos|Art|Fig|Vol|pp|vs|cf|al|Inc|Corp|Co|Ltd|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|e\.g|i\.e|approx)\.$"
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words of a text: `text[start:end] == words`."""

    start: int
    end: int
    words: str


def sentences(text: str) -> list[tuple[int, int]]:
    """Return the places of a text's sentences, trimmed; a line break always ends one, none is longer than LONGEST."""
    found: list[tuple[int, int]] = []
    start = 0
    for gap in BREAK.finditer(text):
        if "\n" not in gap.group() and ABBREVIATION.search(text[max(start, gap.start() - 12) : gap.start()]):
            continue
        closing = len(gap.group()) - len(gap.group().lstrip("\"'”’)]")) if "\n" not in gap.group() else 0
        found.extend(cut(text, start, gap.start() + closing))
        start = gap.end()
    found.extend(cut(text, start, len(text)))
    return found


def cut(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Trim a sentence and cut it at spaces where it is too long to read."""
    parts: list[tuple[int, int]] = []
    while end - start > LONGEST:
        space = text.rfind(" ", start + LONGEST // 2, start + LONGEST)
        middle = space if space > 0 else start + LONGEST
        parts.append((start, middle))
        start = middle
    parts.append((start, end))
    trimmed = []
    for first, last in parts:
        words = text[first:last]
        left = first + len(words) - len(words.lstrip())
        right = left + len(words.strip())
        if right > left:
            trimmed.append((left, right))
    return trimmed


def stretches(text: str) -> list[Stretch]:
    """Return one stretch for each sentence: itself, and the next ones of its paragraph where it is short."""
    places = sentences(text)[:MOST_STRETCHES]
    found = []
    for index, (start, end) in enumerate(places):
        for _start, following in places[index + 1 : index + MOST_SENTENCES]:
            if end - start >= ENOUGH or following - start > LONGEST or "\n" in text[end:_start]:
                break
            end = following
        found.append(Stretch(start, end, text[start:end]))
    return found

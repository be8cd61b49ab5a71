"""What changed between two wordings, word by word."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import NamedTuple


class Change(NamedTuple):
    """Some words: kept, gone or new."""

    words: str
    sort: str


def changes(old: str, new: str) -> list[Change]:
    """Tell the words of the new text in order, with what went and came; none where both say the same."""
    before, after = old.split(), new.split()
    if before == after:
        return []
    told: list[Change] = []
    for sort, old_start, old_end, new_start, new_end in SequenceMatcher(
        None, before, after, autojunk=True
    ).get_opcodes():
        if sort == "equal":
            told.append(Change(" ".join(after[new_start:new_end]), "kept"))
            continue
        if old_end > old_start:
            told.append(Change(" ".join(before[old_start:old_end]), "gone"))
        if new_end > new_start:
            told.append(Change(" ".join(after[new_start:new_end]), "new"))
    return told


MOST_LINES = 3_000
"""Lines of a text that are compared; what comes after is left out of the comparison."""
MOST_SHOWN = 60
LONGEST_PARAGRAPH = 4_000
"""Characters of a changed paragraph that are compared word by word; a longer one is shown as gone and new."""


class Differing(NamedTuple):
    """The paragraphs of two texts that differ, word by word, and how many more there are than are shown."""

    paragraphs: list[list[Change]]
    more: int


def differing_paragraphs(old: str, new: str) -> Differing:
    """Compare two texts paragraph by paragraph; only what differs is told."""
    before, after = lines_of(old), lines_of(new)
    found: list[list[Change]] = []
    for sort, old_start, old_end, new_start, new_end in SequenceMatcher(
        None, before, after, autojunk=False
    ).get_opcodes():
        if sort != "equal":
            found.append(told(" ".join(before[old_start:old_end]), " ".join(after[new_start:new_end])))
    return Differing(found[:MOST_SHOWN], max(0, len(found) - MOST_SHOWN))


def lines_of(text: str) -> list[str]:
    """Return a text's lines that hold words, as many as are compared."""
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()][:MOST_LINES]


def told(old: str, new: str) -> list[Change]:
    """Tell one changed stretch."""
    if old and new and max(len(old), len(new)) <= LONGEST_PARAGRAPH:
        return changes(old, new)
    cut = [(words[:LONGEST_PARAGRAPH], sort) for words, sort in ((old, "gone"), (new, "new")) if words]
    return [Change(words, sort) for words, sort in cut]

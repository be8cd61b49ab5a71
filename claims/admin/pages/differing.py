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

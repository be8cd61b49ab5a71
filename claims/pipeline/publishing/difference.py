"""What a correction changed: the old words beside the new."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from django.utils.translation import pgettext, pgettext_lazy

from claims.ratings import Attribution

if TYPE_CHECKING:
    from collections.abc import Iterator

COMPARED = {
    "/claim/text": pgettext_lazy("what changed", "claim"),
    "/claim/claimant": pgettext_lazy("what changed", "claimant"),
    "/claim/claimantRole": pgettext_lazy("what changed", "claimant’s role"),
    "/claim/reportedBy": pgettext_lazy("what changed", "reported by"),
    "/verdict/label": pgettext_lazy("what changed", "rating"),
    "/verdict/attribution": pgettext_lazy("what changed", "was it said"),
    "/verdict/rationale": pgettext_lazy("what changed", "reason"),
}
"""Where the words stand in a document (JSON pointers), and what readers call them."""

TEXTS = {"/claim/text", "/verdict/rationale"}

MOST_WORDS = 1_500
"""Above so many words in both together the texts are shown whole: finding the difference grows with their square."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs: its JSON pointer, its name for readers, and the words before and after."""

    pointer: str
    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of words that is the same in both, gone, or new."""

    words: str
    gone: bool = False
    new: bool = False


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    """List what differs between two documents, in the order in which a page shows it."""
    found = [
        Change(pointer, str(name), spoken(pointer, old), spoken(pointer, new))
        for pointer, name in COMPARED.items()
        if (old := at(before, pointer)) != (new := at(after, pointer))
    ]
    old_sources, new_sources = sources(before), sources(after)
    if old_sources != new_sources:
        left = [each for each in old_sources if each not in new_sources]
        joined = [each for each in new_sources if each not in old_sources]
        found.append(Change("/evidence", pgettext("what changed", "evidence"), "; ".join(left), "; ".join(joined)))
    return [each for each in found if each.before != each.after]


def at(content: dict[str, Any], pointer: str) -> str:
    """Return the words at a JSON pointer; empty where there are none."""
    found: Any = content
    for part in pointer.strip("/").split("/"):
        found = found.get(part) if isinstance(found, dict) else None
    return str(found or "")


def spoken(pointer: str, words: str) -> str:
    """Return the words as readers see them."""
    if pointer == "/verdict/attribution" and words in Attribution.values:
        return str(Attribution(words).label)
    return words


def sources(content: dict[str, Any]) -> list[str]:
    """Name the cited sources, each once, in their order."""
    names = (each["source"]["title"] or each["source"]["publisher"] for each in content.get("evidence", ()))
    return list(dict.fromkeys(names))


def pieces(change: Change) -> list[Piece]:
    """Cut a change into what is the same, gone and new: texts word by word, names and answers whole."""
    before, after = change.before, change.after
    old, new = re.findall(r"\S+\s*", before), re.findall(r"\S+\s*", after)
    if change.pointer not in TEXTS or len(old) + len(new) > MOST_WORDS:
        return [piece for piece in (Piece(before, gone=True), Piece(after, new=True)) if piece.words]
    return list(cut(old, new))


def cut(old: list[str], new: list[str]) -> Iterator[Piece]:
    """Yield the pieces of two lists of words; words are compared without the space after them."""
    plain_old, plain_new = [word.strip() for word in old], [word.strip() for word in new]
    for _tag, a, b, c, d in SequenceMatcher(None, plain_old, plain_new, autojunk=False).get_opcodes():
        if plain_old[a:b] == plain_new[c:d]:
            yield Piece("".join(new[c:d]))
            continue
        if a < b:
            yield Piece("".join(old[a:b]).rstrip(), gone=True)
        if c < d:
            yield Piece("".join(new[c:d]).rstrip(), new=True)

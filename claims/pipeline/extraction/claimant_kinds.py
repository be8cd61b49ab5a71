"""What a claimant is: a person or an organisation, as its name's own kind or its noun says; else that stays unknown."""

import re
from typing import TYPE_CHECKING

from . import recognising, words
from .pronouns import SOMEONE
from .words import word_list

if TYPE_CHECKING:
    from .sources import Source

PERSON, ORGANISATION, UNKNOWN = "person", "organisation", "unknown"
_OF_PARTY = {recognising.PERSON: PERSON, recognising.BODY: ORGANISATION, recognising.PLACE: ORGANISATION}
_INSTITUTIONS = words.BODIES | word_list("institutions")
_LOOSE = frozenset({"group", "team", "party", "body"})  # "a group of residents": people, and no organisation
_EITHER = frozenset({"publisher", "developer", "owner", "investor", "shareholder", "partner"})
_BEHIND = re.compile(r"(?:^|,? )(?:of|at|from|for|in|on|with|by|who|that|which)\b")


def kind_of_source(source: "Source") -> str:
    """A name's kind is the recogniser's; a place that speaks is its government, and two people are no one claimant."""
    if source.party is None:
        return kind_of_words(source.name)
    return UNKNOWN if source.party.members else _OF_PARTY.get(source.party.kind, UNKNOWN)


def kind_of_words(name: str) -> str:
    """The kind by the noun that governs: "council spokesman" is a person, "Ruritania's foreign ministry" is none."""
    behind = _BEHIND.search(name)
    parts = (name[: behind.start()] if behind else name).split()
    head = parts[-1] if parts else ""
    noun = head.lower()
    if noun in _EITHER or (noun in _LOOSE and behind is not None and behind.group().endswith("of")):
        return UNKNOWN
    if noun in _INSTITUTIONS or (noun in words.OUTLETS and (head.isupper() or (head.istitle() and len(parts) > 1))):
        return ORGANISATION
    return PERSON if noun in SOMEONE or f"{noun}s" in words.COLLECTIVES else UNKNOWN

"""What is looked for: a claim as plain data, and the wordings that providers are asked with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claims.pipeline.sourcing.terms import STOPWORDS, terms, weight, words

if TYPE_CHECKING:
    from datetime import date

MOST_TERMS = 7
LONGEST_QUERY = 120
NAME = re.compile(
    r"\b[A-ZÀ-Þ][\w’'&.-]{0,40}(?:\s(?:(?:of|the|for|de|van|von|bin|al)\s){0,1}[A-ZÀ-Þ][\w’'&.-]{0,40}){0,5}"
)
FIGURE = re.compile(r"\b\d[\d.,]{0,14}\d\b|\b\d\b")
QUOTED = re.compile(r"[\"“]([^\"”]{8,80})[\"”]")
TITLED = "president minister secretary senator governor mr mrs ms dr sir lady former prime vice us u.s the"
TITLES = frozenset(TITLED.split())
CALENDAR = frozenset(
    [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ]
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A claim as providers see it."""

    text: str
    claimant: str = ""
    said_on: date | None = None
    language: str = "en"
    queries: tuple[str, ...] = ()


def wanted(text: str, *, claimant: str = "", said_on: date | None = None, language: str = "") -> Wanted:
    """Put a claim into the form that providers are asked with."""
    return Wanted(
        text=text,
        claimant=claimant,
        said_on=said_on,
        language=(language or "en")[:2].lower(),
        queries=queries(text, claimant=claimant),
    )


def names(text: str) -> list[str]:
    """Return the names in a text, without titles and without a capital that only starts the sentence; no doubles."""
    found: list[str] = []
    for match in NAME.finditer(text):
        parts = match.group().rstrip(".'’").split()
        parts = untitled(parts)
        if not parts or (match.start() == 0 and len(parts) == 1 and parts[0].isalpha() and is_common(parts[0])):
            continue
        name = " ".join(parts).removesuffix("'s").removesuffix("’s")
        if len(name) < 2 or all(part.lower() in CALENDAR for part in name.split()):
            continue
        if name.lower() not in {known.lower() for known in found}:
            found.append(name)
    return [name for name in found if not any(name != longer and name in longer for longer in found)]


def is_common(word: str) -> bool:
    """Say whether a word at the start of a sentence is an everyday word rather than a name."""
    return weight(next(iter(terms(word)), "")) < 8.0


def untitled(parts: list[str]) -> list[str]:
    """Leave out what stands before a name: “Russian President Vladimir Putin” is Vladimir Putin."""
    titles = [place for place, part in enumerate(parts[:-1]) if part.lower().rstrip(".") in TITLES]
    kept = parts[titles[-1] + 1 :] if titles else parts
    while kept and (kept[0].lower() in STOPWORDS or kept[0].lower().rstrip(".") in TITLES):
        kept = kept[1:]
    return kept


def rarity(word: str) -> float:
    """Return how much a word tells apart; an everyday word, nothing."""
    return max(map(weight, terms(word)), default=0.0)


def content(text: str, *, without: str = "") -> list[str]:
    """Return the words that carry a text, the rarest first, those of `without` left out."""
    left_out = set(terms(without))
    carrying: dict[str, str] = {}
    for word, _start, _end in words(text):
        stems = terms(word)
        if (
            stems
            and len(word) > 2
            and stems[0] not in left_out
            and not word[0].isdigit()
            and word.lower() not in CALENDAR
        ):
            carrying.setdefault(stems[0], word)
    return sorted(carrying.values(), key=lambda word: -weight(terms(word)[0]))


def queries(text: str, *, claimant: str = "") -> tuple[str, ...]:
    """Return two or three short wordings, from narrow to wide: names with what happened, with figures, names alone.

    Never the whole sentence: search engines that want every word would find nothing. The wide one is for those that know
    a word in one form only.
    """
    named = sorted(names(text), key=lambda name: -max(map(rarity, name.split())))
    claimant = claimant.removeprefix("The ")
    rest = content(text, without=" ".join([*named, claimant]))
    figures = [figure for figure in FIGURE.findall(text) if len(figure) > 2]
    short_names = [max(reversed(name.split()), key=rarity) for name in named[:3]]
    wide = list(dict.fromkeys([*named[:1], *([claimant] if claimant else named[1:2])]))
    wordings = [
        [*named[:2], *rest[: 2 if named else 4]],
        [*short_names, *figures[:2], *rest[:1]],
        wide if named else rest[:2],
    ]
    said: list[str] = []
    for wording in wordings:
        query = " ".join(list(dict.fromkeys(word for part in wording for word in part.split()))[:MOST_TERMS])
        if query and query[:LONGEST_QUERY] not in said:
            said.append(query[:LONGEST_QUERY])
    return tuple(said)

"""What is looked for: a claim as plain data, and the wordings that providers are asked with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claims.pipeline.sourcing.dates import IN_WORDS, Dated, dates
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
COUNTED = re.compile(r"[ -]([^\W\d_]{3,30})")
MONTHS = [name.capitalize() for name in IN_WORDS.split()]
MONTH_ALONE = re.compile(
    rf"\b(?:in|since|until|by|last|this|next|early|late|mid|of|from|during|through)[ -]({'|'.join(MONTHS)})\b"
)
TITLED = "president minister secretary senator governor mr mrs ms dr sir lady former prime vice us u.s the"
TITLES = frozenset(TITLED.split())
WEEKDAYS = frozenset(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])
CALENDAR = WEEKDAYS | set(IN_WORDS.split())


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
        queries=queries(text, claimant=claimant, said_on=said_on),
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


def queries(text: str, *, claimant: str = "", said_on: date | None = None) -> tuple[str, ...]:
    """Return two or three short wordings, from narrow to wide: names with what happened, with date and figures, names alone.

    `said_on` is when the claim was made: it says of which year “17 March” is.
    Never the whole sentence: search engines that want every word would find nothing. The wide one is for those that know
    a word in one form only.
    """
    named = sorted(names(text), key=lambda name: -max(map(rarity, name.split())))
    claimant = claimant.removeprefix("The ")
    rest = content(text, without=" ".join([*named, claimant]))
    day = when(text, said_on=said_on)
    figures = [figure for figure in counted(text) if figure not in day.split()]
    short_names = [max(reversed(name.split()), key=rarity) for name in named[:3]]
    wide = list(dict.fromkeys([*named[:1], *([claimant] if claimant else named[1:2])]))
    wordings = [
        [*named[:2], *rest[: 2 if named else 4]],
        [*short_names, day, *figures[:2], *rest[:1]],
        wide if named else rest[:2],
    ]
    said: list[str] = []
    for wording in wordings:
        query = " ".join(list(dict.fromkeys(word for part in wording for word in part.split()))[:MOST_TERMS])
        if query and query[:LONGEST_QUERY] not in said:
            said.append(query[:LONGEST_QUERY])
    return tuple(said)


def when(text: str, *, said_on: date | None = None) -> str:
    """Return the fullest date that a text names, spelled as most pages do: 17 March 2021; nothing where it names none.

    Of a day or month alone the year is that which brings it nearest to when the claim was made; of a day of the week, month
    and year of that.
    """
    stated = sorted(dates(text), key=lambda dated: -sum(dated.stated)) or months_alone(text)
    if not stated:
        names_a_day = any(word.lower() in WEEKDAYS for word, _start, _end in words(text))
        return f"{MONTHS[said_on.month - 1]} {said_on.year}" if names_a_day and said_on else ""
    named = stated[0]
    year = named.year
    if year is None and said_on is not None and named.month is not None:
        month, spoken = named.month, said_on.year * 12 + said_on.month
        year = min((said_on.year, said_on.year - 1, said_on.year + 1), key=lambda each: abs(each * 12 + month - spoken))
    parts = (named.day, MONTHS[named.month - 1] if named.month else None, year)
    return " ".join(str(part) for part in parts if part is not None)


def months_alone(text: str) -> list[Dated]:
    """Return the months that a text names without day and year, where it can be no other word."""
    found = MONTH_ALONE.finditer(text)
    return [Dated(each.start(1), each.end(1), month=MONTHS.index(each[1]) + 1) for each in found]


def counted(text: str) -> list[str]:
    """Return the figures of a text that are no part of a date, long ones first; a short one with what it counts."""
    stated = dates(text)
    found = [
        each for each in FIGURE.finditer(text) if not any(date.start <= each.start() < date.end for date in stated)
    ]
    long = [each.group() for each in found if len(each.group()) > 2]
    return [*long, *(told for each in found if len(each.group()) <= 2 and (told := with_unit(text, each)))]


def with_unit(text: str, figure: re.Match[str]) -> str:
    """Return a short figure with the word behind it; nothing where none is."""
    word = COUNTED.match(text, figure.end())
    return f"{figure.group()} {word[1]}" if word and word[1].lower() not in STOPWORDS else ""

"""The dates in a text: 18 March 2021, March 18, 18/03/2021, 2021-03-18, in 2021, each with what it leaves open."""

from __future__ import annotations

import re
from dataclasses import dataclass

IN_WORDS = "january february march april may june july august september october november december"
MONTHS = {name[:3]: number for number, name in enumerate(IN_WORDS.split(), 1)}
MONTH = (
    r"(Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|"
    r"Nov(?:ember)?|Dec(?:ember)?)\b(?:\.(?= ?\d))?"
)
DAY = r"(\d{1,2})(?:st|nd|rd|th)?"
YEAR = r"(1[5-9]\d\d|20\d\d)(?![\d%]|,\d|\.\d)"
ISO = re.compile(rf"(?<![\d-]){YEAR}-(\d\d)-(\d\d)(?!\d)")
SLASHED = re.compile(r"(?<![\d/.])(\d{1,2})([/.])(\d{1,2})\2(\d{4})(?!\d)")
DAY_FIRST = re.compile(rf"\b{DAY} (?:of )?{MONTH}(?:,? {YEAR})?")
MONTH_FIRST = re.compile(rf"\b{MONTH} {DAY}(?!\d)(?:,? {YEAR})?")
MONTH_AND_YEAR = re.compile(rf"\b{MONTH},? (?:of )?{YEAR}")
YEAR_ALONE = re.compile(rf"(?<![\d.,$€£¥/-]){YEAR}(?!/\d)")


@dataclass(frozen=True, slots=True)
class Dated:
    """A date as a text states it; what it leaves open is None. `other` is the second reading of 03/04/2021: day and month."""

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    turned: bool = False

    @property
    def stated(self) -> tuple[bool, bool, bool]:
        """Say which of year, month and day are stated."""
        return self.year is not None, self.month is not None, self.day is not None

    def agrees(self, other: Dated) -> bool:
        """Say whether both may be the same date: they share a part, and no part that both state differs."""
        return any(mine.fits(theirs) for mine in self.readings() for theirs in other.readings())

    def readings(self) -> list[Dated]:
        """Return the ways to read it: 03/04/2021 has two."""
        turned = Dated(self.start, self.end, self.year, self.day, self.month)
        return [self, turned] if self.turned else [self]

    def fits(self, other: Dated) -> bool:
        """Compare part by part."""
        pairs = ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        both = [(mine, theirs) for mine, theirs in pairs if mine is not None and theirs is not None]
        return bool(both) and all(mine == theirs for mine, theirs in both)


def dates(text: str) -> list[Dated]:
    """Return the dates of a text in their order, the fuller form where several fit the same place."""
    found: list[Dated] = []
    for pattern, made in (
        (ISO, from_iso),
        (SLASHED, from_slashed),
        (DAY_FIRST, day_first),
        (MONTH_FIRST, month_first),
        (MONTH_AND_YEAR, month_and_year),
        (YEAR_ALONE, year_alone),
    ):
        for match in pattern.finditer(text):
            date = made(match)
            if is_one(date) and not any(date.start < known.end and known.start < date.end for known in found):
                found.append(date)
    return sorted(found, key=lambda date: date.start)


def is_one(date: Dated) -> bool:
    """Say whether month and day are possible."""
    return (date.month is None or 1 <= date.month <= 12) and (date.day is None or 1 <= date.day <= 31)


def year_of(given: str | None) -> int | None:
    """Return the year, where one is stated."""
    return int(given) if given else None


def from_iso(match: re.Match[str]) -> Dated:
    """Read 2021-03-18."""
    return Dated(match.start(), match.end(), int(match[1]), int(match[2]), int(match[3]))


def from_slashed(match: re.Match[str]) -> Dated:
    """Read 18/03/2021 and 18.03.2021, and the American order where it can be nothing else; both where it can be either."""
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    if second > 12:
        return Dated(match.start(), match.end(), year, first, second)
    return Dated(match.start(), match.end(), year, second, first, turned=first <= 12 and match[2] == "/")


def day_first(match: re.Match[str]) -> Dated:
    """Read 18 March 2021."""
    return Dated(match.start(), match.end(), year_of(match[3]), month(match[2]), int(match[1]))


def month_first(match: re.Match[str]) -> Dated:
    """Read March 18, 2021."""
    return Dated(match.start(), match.end(), year_of(match[3]), month(match[1]), int(match[2]))


def month_and_year(match: re.Match[str]) -> Dated:
    """Read March 2021."""
    return Dated(match.start(), match.end(), int(match[2]), month(match[1]))


def year_alone(match: re.Match[str]) -> Dated:
    """Read 2021."""
    return Dated(match.start(), match.end(), int(match[1]))


def month(given: str) -> int:
    """Return the number of a month by its name, which may be shortened."""
    return MONTHS[given.lower()[:3]]

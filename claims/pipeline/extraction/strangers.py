"""Names and numbers of a wording that its article does not have: what a model made up, or knows from elsewhere."""

import re
from calendar import day_name, month_name
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .words import word_list

if TYPE_CHECKING:
    from datetime import date

_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_MONTH = "|".join(name for name in month_name if name)
_DATE = re.compile(
    rf"\b(?:\d{{1,2}} )?(?:{_MONTH})\b(?: \d{{1,2}}(?![\d.,]\d))?(?:,? (?P<year>\d{{4}}))?|\b(?:in|since|until|by) (?P<bare>\d{{4}})\b"
)
_OPENS = re.compile(r"(?:^|[.!?:;\"“‘'(—–-])\s*$")
_DAYS = frozenset(name.casefold() for name in day_name)

_OPENERS = word_list("may_open")
_UNITS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = dict(
    zip(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], range(20, 100, 10), strict=True)
)
_WRITTEN = {word: str(value) for value, word in enumerate(_UNITS)} | {word: str(n) for word, n in _TENS.items()}
_SHORT = {
    "thousand": ("k", "000"),
    "million": ("m", "mn", "mln", "000000"),
    "billion": ("b", "bn", "bln", "000000000"),
    "trillion": ("t", "tn", "trn", "000000000000"),
}
_SHARES = frozenset(
    {"half", "quarter", "double", "doubled", "twice", "triple", "tripled", "dozen", "dozens", "hundred"}
)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What an article has: its words, folded, and its numbers."""

    words: frozenset[str]
    numbers: frozenset[str]

    @classmethod
    def of(cls, text: str) -> "Vocabulary":
        """Read a text once, for any number of wordings."""
        return cls(frozenset(_WORD.findall(text.casefold())), frozenset(map(_same, _NUMBER.findall(text))))


def strangers(wording: str, have: Vocabulary, published_at: "date | None") -> list[str]:
    """Names and numbers of a wording that the article lacks; a date may be written out from the article's day."""
    told = wording if published_at is None else _without_dates(wording, have.numbers, published_at)
    new = [found for found in _NUMBER.findall(told) if _same(found) not in have.numbers and not _spelled(found, have)]
    for match in _WORD.finditer(told):
        word, known = match.group(), match.group().casefold()
        if known in have.words:
            continue
        if _is_number(known):
            if not _in_figures(known, have):
                new.append(word)
        elif word[0].isupper() and not (published_at is not None and known in _DAYS):
            before = told[max(0, match.start() - 4) : match.start()]
            new += [] if _may_open(known, before) else [word]
    return new


def _is_number(word: str) -> bool:
    """Whether a word counts something; "one" is mostly a pronoun."""
    return word != "one" and (word in _WRITTEN or word.removesuffix("s") in _SHORT or word in _SHARES)


def _may_open(word: str, before: str) -> bool:
    """Whether a capital is only that of a sentence's first word."""
    return word in _OPENERS and _OPENS.search(before) is not None


def _same(number: str) -> str:
    return number.replace(",", "")


def _spelled(number: str, have: Vocabulary) -> bool:
    """Whether the article spells a small number out that the wording has in figures."""
    return any(value == number and word in have.words for word, value in _WRITTEN.items())


def _in_figures(word: str, have: Vocabulary) -> bool:
    """Whether the article has in figures, or in short, what the wording spells out."""
    if word in _WRITTEN:
        return _WRITTEN[word] in have.numbers
    *short, noughts = _SHORT.get(word.removesuffix("s"), ("",))
    return bool(noughts) and (
        any(form in have.words for form in short) or any(number.endswith(noughts) for number in have.numbers)
    )


def _without_dates(wording: str, numbers: frozenset[str], day: "date") -> str:
    """The wording without the dates that can be reckoned from the article's day: their year is within one of its own."""
    near = {str(day.year + shift) for shift in (-1, 0, 1)}

    def blank(match: "re.Match[str]") -> str:
        year = match["year"] or match["bare"]
        return match.group() if year and year not in near and year not in numbers else " " * len(match.group())

    return _DATE.sub(blank, wording)

"""The figures in a text as numbers: 3.4 %, 3.4 per cent, three, 1.2 million, $5bn, each with its unit and its place."""

from __future__ import annotations

import re
from dataclasses import dataclass

from claims.pipeline.sourcing.terms import STOPWORDS, stem

IN_WORDS = """
two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen
"""
IN_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
SMALL = {"zero": 0} | {word: number for number, word in enumerate(IN_WORDS.split(), 2)}
TENS = {word: 10 * number for number, word in enumerate(IN_TENS.split(), 2)}
SCALES = {
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12,
    "k": 1e3, "m": 1e6, "mn": 1e6, "bn": 1e9, "tn": 1e12,
}  # fmt: skip
CLOSE_TO_THE_NUMBER = frozenset({"k", "m", "mn", "bn", "tn"})
MONEY = {"$": "$", "€": "€", "£": "£", "¥": "¥"}
UNITS = {
    "%": "%", "percent": "%", "dollar": "$", "dollars": "$", "euro": "€", "euros": "€", "pounds": "£", "pp": "points",
    "points": "points", "km": "kilometre", "kilometers": "kilometre", "kilometer": "kilometre", "kilometres": "kilometre",
    "kilometre": "kilometre", "kg": "kilogram", "kilograms": "kilogram", "kilos": "kilogram", "tons": "ton", "tonnes": "ton",
}  # fmt: skip
PART = re.compile(r"[$€£¥%]|\d{1,3}(?:,\d{3}){1,5}(?:\.\d{1,6})?(?!\d|,\d)|\d{1,15}(?:\.\d{1,6})?|[^\W\d_]{1,40}")
SPACES_BETWEEN = 2


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that a text states. `step` is the size of its last stated place: 1.2 million is stated to 0.1 million."""

    start: int
    end: int
    value: float
    step: float
    unit: str = ""

    def equals(self, other: Figure) -> bool:
        """Say whether both state the same number."""
        return abs(self.value - other.value) <= 1e-9 * max(abs(self.value), abs(other.value), 1.0)

    def rounds_to(self, other: Figure) -> bool:
        """Say whether one is the other, stated less exactly; a single digit is too little to say so."""
        rough, exact = (self, other) if self.step >= other.step else (other, self)
        return (
            rough.step > exact.step
            and rough.value >= 10 * rough.step
            and abs(rough.value - exact.value) <= rough.step / 2
        )


def figures(text: str) -> list[Figure]:
    """Return the figures of a text in their order. `one` is none: it mostly is no number."""
    parts = [(found.group(), found.start(), found.end()) for found in PART.finditer(text)]
    found: list[Figure] = []
    place = 0
    while place < len(parts):
        figure, following = read(text, parts, place)
        if figure is not None:
            found.append(figure)
        place = max(following, place + 1)
    return found


def read(text: str, parts: list[tuple[str, int, int]], place: int) -> tuple[Figure | None, int]:
    """Read the figure that begins at a part, with the part after it; None where none begins."""
    first = place
    unit = MONEY.get(parts[place][0], "")
    if unit:
        place += 1
        if place >= len(parts) or parts[place][1] - parts[place - 1][2] > 1:
            return None, place
    start = parts[first][1]
    counted = digits(text, parts, place) or spelled(text, parts, place)
    if counted is None:
        return None, place
    value, step, place = counted
    end = parts[place - 1][2]
    while place < len(parts) and is_scale(text, parts, place):
        value, step, end = value * SCALES[low(parts, place)], step * SCALES[low(parts, place)], parts[place][2]
        place += 1
    if not unit:
        unit, end, place = unit_after(text, parts, place, end)
    return Figure(start, end, value, step, unit), place


def digits(text: str, parts: list[tuple[str, int, int]], place: int) -> tuple[float, float, int] | None:
    """Read a number in digits: its value, the size of its last place, the part after it."""
    words, start, end = parts[place]
    if not words[0].isdecimal():
        return None
    before, after = text[start - 1 : start], text[end : end + 2]
    part_of_another = (
        before.isalnum()
        or before in {"/", "_"}
        or (before in {".", ",", ":"} and text[start - 2 : start - 1].isdigit())
    )
    if part_of_another or (len(after) == 2 and after[0] in ":/." and after[1].isdigit()):
        return None
    whole, _point, fraction = words.replace(",", "").partition(".")
    zeros = len(whole) - len(whole.rstrip("0")) if not fraction else 0
    step = 10.0 ** -len(fraction) if fraction else 10.0 ** min(zeros, max(len(whole) - 1, 0))
    return float(words.replace(",", "")), step, place + 1


def spelled(text: str, parts: list[tuple[str, int, int]], place: int) -> tuple[float, float, int] | None:
    """Read a number in words: three, twenty-three, a dozen, three hundred."""
    word = low(parts, place)
    if (
        word in {"a", "one"}
        and place + 1 < len(parts)
        and low(parts, place + 1) in SCALES
        and near(text, parts, place + 1)
    ):
        return (1.0, 1.0, place + 1) if low(parts, place + 1) not in CLOSE_TO_THE_NUMBER else None
    if word == "dozen":
        return 12.0, 1.0, place + 1
    if word in TENS:
        following = low(parts, place + 1) if place + 1 < len(parts) and near(text, parts, place + 1) else ""
        if following in SMALL and SMALL[following] < 10:
            return float(TENS[word] + SMALL[following]), 1.0, place + 2
        return float(TENS[word]), 1.0, place + 1
    return (float(SMALL[word]), 1.0, place + 1) if word in SMALL else None


def is_scale(text: str, parts: list[tuple[str, int, int]], place: int) -> bool:
    """Say whether a part multiplies the number before it: million, or bn and m where they stand at the number."""
    word = low(parts, place)
    if word not in SCALES or not near(text, parts, place):
        return False
    return word not in CLOSE_TO_THE_NUMBER or parts[place][1] == parts[place - 1][2]


def unit_after(text: str, parts: list[tuple[str, int, int]], place: int, end: int) -> tuple[str, int, int]:
    """Return what is counted, where the figure ends and the part after it. A plain noun is a unit, but not marked."""
    if place >= len(parts) or not near(text, parts, place):
        return "", end, place
    word = low(parts, place)
    following = low(parts, place + 1) if place + 1 < len(parts) else ""
    if word == "per" and following == "cent":
        return "%", parts[place + 1][2], place + 2
    if word == "percentage" and following in {"point", "points"}:
        return "points", parts[place + 1][2], place + 2
    if word in UNITS:
        return UNITS[word], parts[place][2], place + 1
    if word[0].isalpha() and word not in STOPWORDS and word not in SMALL and word not in TENS:
        return stem(word), end, place
    return "", end, place


def near(text: str, parts: list[tuple[str, int, int]], place: int) -> bool:
    """Say whether a part stands right after the one before: a blank or a hyphen between them at most."""
    between = text[parts[place - 1][2] : parts[place][1]]
    return len(between) <= SPACES_BETWEEN and all(sign in " -\u00a0\u2011\u202f" for sign in between)


def low(parts: list[tuple[str, int, int]], place: int) -> str:
    """Return a part in lower case."""
    return parts[place][0].lower()

"""What can be checked by eye: figures, dates and names of a claim that a passage has too or has otherwise, and denials.

It says where to look and why, never what follows: whether a passage supports a claim is a person's answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from claims.pipeline.sourcing.dates import Dated, dates
from claims.pipeline.sourcing.figures import Figure, figures
from claims.pipeline.sourcing.terms import terms, words
from claims.pipeline.sourcing.wanted import names

LONGEST = 2_000
"""Characters of a passage or claim that are compared; what comes after stays unmarked."""
NEARBY = 8
"""A denial is marked when it stands within so many words of something that the claim says too."""
DENIAL = re.compile(
    r"\b(?:not|no|never|none|neither|nor|cannot|without|nobody|nothing|false|falsely|untrue|incorrect|wrongly|hoax|"
    r"fake|debunked|den(?:y|ies|ied|ying)|refut(?:e|es|ed|ing)|reject(?:s|ed|ing)?|disput(?:e|es|ed|ing)|"
    r"contradict(?:s|ed|ing)?|fail(?:s|ed) to|refus(?:e|es|ed) to|unfounded|misleading|inaccurate)\b|"
    r"\b(?:is|are|was|were|do|does|did|has|have|had|ca|wo|could|would|should)n[’']t\b",
    re.IGNORECASE,
)


class MarkKind(StrEnum):
    """Why words of a passage are marked."""

    SAME_FIGURE = "same_figure"
    ROUNDED_FIGURE = "rounded_figure"
    OTHER_FIGURE = "other_figure"
    OTHER_UNIT = "other_unit"
    SAME_DATE = "same_date"
    OTHER_DATE = "other_date"
    SAME_NAME = "same_name"
    OTHER_NAME = "other_name"
    DENIAL = "denial"


@dataclass(frozen=True, slots=True)
class EyeMark:
    """Words of a passage, `passage[start:end]`, why they are marked, and the claim's own words where there are any."""

    start: int
    end: int
    kind: MarkKind
    claim_says: str = ""


@dataclass(frozen=True, slots=True)
class ByEye:
    """What to look at in a passage. `missing` are the claim's figures, dates and names that stand nowhere in it.

    `only_claim_denies` is true where the claim denies something and the passage denies nothing.
    """

    marks: tuple[EyeMark, ...]
    missing: tuple[str, ...] = ()
    only_claim_denies: bool = False


class Looking:
    """One claim, read once, to be compared with many passages."""

    def __init__(self, claim: str) -> None:
        """Read the claim's figures, dates, names and denials."""
        self._claim = claim[:LONGEST]
        self._dates = dates(self._claim)
        self._figures = [each for each in figures(self._claim) if not within(each.start, each.end, self._dates)]
        self._names = names(self._claim)
        self._terms = set(terms(self._claim))
        self._denies = DENIAL.search(self._claim) is not None

    def at(self, passage: str) -> ByEye:
        """Compare a passage with the claim."""
        passage = passage[:LONGEST]
        dated = dates(passage)
        stated = [each for each in figures(passage) if not within(each.start, each.end, dated)]
        found, missing = self._compare_figures(stated)
        more, absent = self._compare_dates(dated)
        named, unnamed = self._compare_names(passage)
        marks = [*found, *more, *named]
        shared = [place for place, (word, _start, _end) in enumerate(words(passage)) if self._terms & set(terms(word))]
        denials = self._denials(passage, shared)
        marks += denials
        return ByEye(apart(marks), (*missing, *absent, *unnamed), self._denies and DENIAL.search(passage) is None)

    def _compare_figures(self, stated: list[Figure]) -> tuple[list[EyeMark], list[str]]:
        """Mark figures that the claim has too, and those that count the same thing otherwise."""
        marks: list[EyeMark] = []
        missing: list[str] = []
        for wanted in self._figures:
            said = self._claim[wanted.start : wanted.end]
            same = [each for each in stated if each.equals(wanted)]
            alike = [each for each in same if compatible(each.unit, wanted.unit)]
            rounded = [each for each in stated if compatible(each.unit, wanted.unit) and each.rounds_to(wanted)]
            marks += [EyeMark(each.start, each.end, MarkKind.SAME_FIGURE, said) for each in alike]
            marks += [EyeMark(each.start, each.end, MarkKind.ROUNDED_FIGURE, said) for each in rounded]
            if alike or rounded:
                continue
            missing.append(said)
            marks += [EyeMark(each.start, each.end, MarkKind.OTHER_UNIT, said) for each in same]
            others = [each for each in stated if wanted.unit and each.unit == wanted.unit]
            known = self._figures
            marks += [
                EyeMark(each.start, each.end, MarkKind.OTHER_FIGURE, said)
                for each in others
                if not any(each.equals(other) or each.rounds_to(other) for other in known)
            ]
        return marks, missing

    def _compare_dates(self, stated: list[Dated]) -> tuple[list[EyeMark], list[str]]:
        """Mark dates that agree with the claim's, and those that state as much and differ."""
        marks: list[EyeMark] = []
        missing: list[str] = []
        for wanted in self._dates:
            said = self._claim[wanted.start : wanted.end]
            same = [each for each in stated if each.agrees(wanted)]
            marks += [EyeMark(each.start, each.end, MarkKind.SAME_DATE, said) for each in same]
            if same:
                continue
            missing.append(said)
            marks += [
                EyeMark(each.start, each.end, MarkKind.OTHER_DATE, said)
                for each in stated
                if comparable(each, wanted) and not any(each.agrees(other) for other in self._dates)
            ]
        return marks, missing

    def _compare_names(self, passage: str) -> tuple[list[EyeMark], list[str]]:
        """Mark names of the claim, in full or by their last part, and namesakes."""
        marks: list[EyeMark] = []
        missing: list[str] = []
        theirs = names(passage)
        for name in self._names:
            last = name.split()[-1]
            namesakes = [other for other in theirs if is_namesake(other, name)]
            spans = occurrences(passage, name) or occurrences(passage, last)
            apart_from = [span for other in namesakes for span in occurrences(passage, other)]
            own = [span for span in spans if not any(span[0] < end and start < span[1] for start, end in apart_from)]
            marks += [EyeMark(*span, MarkKind.SAME_NAME, name) for span in own]
            marks += [EyeMark(*span, MarkKind.OTHER_NAME, name) for span in apart_from]
            opens = " " not in name and self._claim.startswith(name)
            if not own and not opens:  # a capital at the beginning may be no name at all
                missing.append(name)
        return marks, missing

    def _denials(self, passage: str, shared: list[int]) -> list[EyeMark]:
        """Mark denials that stand near words of the claim."""
        starts = [start for _word, start, _end in words(passage)]
        found: list[EyeMark] = []
        for match in DENIAL.finditer(passage):
            place = sum(start < match.start() for start in starts)
            if any(abs(each - place) <= NEARBY for each in shared):
                found.append(EyeMark(match.start(), match.end(), MarkKind.DENIAL))
        return found


def within(start: int, end: int, dated: list[Dated]) -> bool:
    """Say whether a stretch lies in a date."""
    return any(start < date.end and date.start < end for date in dated)


def compatible(one: str, other: str) -> bool:
    """Say whether two units may be the same: equal, or one is not stated, or both are plain nouns (people, soldiers)."""
    signs = {"%", "points", "$", "€", "£", "¥", "kilometre", "kilogram", "ton", "mile"}
    return one == other or not (one in signs or other in signs)


def comparable(one: Dated, other: Dated) -> bool:
    """Say whether two dates state the same parts, or both a day: only then does a difference mean something."""
    return one.stated == other.stated or (one.day is not None and other.day is not None)


def is_namesake(other: str, name: str) -> bool:
    """Say whether another name shares the last part but not the first: Hunter Biden is not Joe Biden."""
    mine, theirs = name.split(), other.split()
    if len(mine) < 2 or len(theirs) < 2 or mine[-1] != theirs[-1]:
        return False
    one, two = mine[0].rstrip("."), theirs[0].rstrip(".")
    initials = (len(one) == 1 or len(two) == 1) and one[0] == two[0]
    return one != two and not initials and one not in theirs and two not in mine


def occurrences(text: str, words_: str) -> list[tuple[int, int]]:
    """Return where words stand as whole words, case counting."""
    found: list[tuple[int, int]] = []
    at = text.find(words_)
    while at >= 0:
        end = at + len(words_)
        if not text[at - 1 : at].isalnum() and not text[end : end + 1].isalnum():
            found.append((at, end))
        at = text.find(words_, end)
    return found


def apart(marks: list[EyeMark]) -> tuple[EyeMark, ...]:
    """Return the marks in reading order, none over another: what agrees goes before what differs, the longer first."""
    same = (MarkKind.SAME_FIGURE, MarkKind.SAME_DATE, MarkKind.SAME_NAME, MarkKind.ROUNDED_FIGURE)
    chosen: list[EyeMark] = []
    for mark in sorted(marks, key=lambda mark: (mark.kind not in same, mark.start - mark.end, mark.start)):
        if not any(mark.start < other.end and other.start < mark.end for other in chosen):
            chosen.append(mark)
    return tuple(sorted(chosen, key=lambda mark: mark.start))

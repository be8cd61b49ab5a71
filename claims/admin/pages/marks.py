"""An article's text cut into pieces, so that each claim is marked at its exact place, overlaps included."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from claims.lifecycle import DISMISS, RESTORE, UNMERGE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from claims.models.claim import Claim

LANES = 3


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one paragraph that the same claims cover. `at` is where it starts in the article's text."""

    at: int
    words: str
    looks: str
    starting: Sequence[Claim] = ()


@dataclass(slots=True)
class Lanes:
    """Which lane each claim's line runs in: the lowest that is free where the claim starts, kept to its end."""

    taken: dict[int, int] = field(default_factory=dict)
    of: dict[int, int] = field(default_factory=dict)

    def give(self, claim: Claim) -> None:
        """Give the claim its lane; a fourth claim shares the last."""
        free = [lane for lane in range(1, LANES + 1) if self.taken.get(lane, 0) <= claim.start]
        lane = free[0] if free else LANES
        self.of[claim.pk] = lane
        self.taken[lane] = max(self.taken.get(lane, 0), claim.end)


def is_quiet(claim: Claim) -> bool:
    """Say whether a claim is not to be checked as things stand: dotted in the text, small in the list."""
    return not claim.checkable and DISMISS.starts_from(claim.status)


def has_line(claim: Claim) -> bool:
    """Say whether a claim's words carry its status as a line: not what is dismissed, merged or dotted."""
    put_aside = RESTORE.starts_from(claim.status) or UNMERGE.starts_from(claim.status)
    return not put_aside and not is_quiet(claim)


def paragraphs(text: str, claims: Sequence[Claim], *, current: Claim | None = None) -> list[list[Piece]]:
    """Cut a text at its line breaks and wherever a claim starts or ends. Joined again, the pieces are the lines."""
    ordered = sorted(claims, key=lambda claim: (claim.start, claim.end, claim.pk))
    lanes = Lanes()
    for claim in ordered:
        if has_line(claim):
            lanes.give(claim)
    return [pieces for line in lines(text) if (pieces := list(cut(text, line, ordered, lanes, current)))]


def lines(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each line that holds words."""
    start = 0
    for line in text.split("\n"):
        if line.strip():
            yield start, start + len(line)
        start += len(line) + 1


def cut(
    text: str, line: tuple[int, int], ordered: Sequence[Claim], lanes: Lanes, current: Claim | None
) -> Iterator[Piece]:
    """Yield the pieces of one line."""
    first, last = line
    here = [claim for claim in ordered if claim.start < last and claim.end > first]
    edges = {first, last}
    for claim in here:
        edges |= {max(claim.start, first), min(claim.end, last)}
    places = sorted(edges)
    for start, end in pairwise(places):
        over = [claim for claim in here if claim.start <= start and claim.end >= end]
        starting = [claim for claim in here if max(claim.start, first) == start and claim.start >= start]
        yield Piece(start, text[start:end], looks(over, lanes, current), starting)


def looks(over: Sequence[Claim], lanes: Lanes, current: Claim | None) -> str:
    """Return the classes of a piece that these claims cover; none for plain words."""
    lined = [f"l{lanes.of[claim.pk]}-{claim.status}" for claim in over if claim.pk in lanes.of]
    classes = lined or (["mark--opinion"] if any(is_quiet(claim) for claim in over) else [])
    if current is not None and any(claim.pk == current.pk for claim in over):
        classes = [*classes, "mark--now"]
    return " ".join(["mark", *classes]) if classes else ""


def place_of(text: str, words: str, *, nth: int = 1) -> tuple[int, int] | None:
    """Find where words stand for the nth time, line breaks and runs of blanks read alike; None where they do not."""
    wanted = words.split()
    if not wanted:
        return None
    exact = find_exact(text, words.strip(), nth)
    if exact is not None:
        return exact
    parts: list[tuple[int, str]] = []
    at = 0
    for part in text.split():
        at = text.index(part, at)
        parts.append((at, part))
        at += len(part)
    for place in range(len(parts) - len(wanted) + 1):
        if parts[place][1] == wanted[0] and [part for _at, part in parts[place : place + len(wanted)]] == wanted:
            nth -= 1
            if nth == 0:
                last, part = parts[place + len(wanted) - 1]
                return parts[place][0], last + len(part)
    return None


def find_exact(text: str, words: str, nth: int) -> tuple[int, int] | None:
    """Find words letter by letter, for the nth time."""
    at = -1
    for _time in range(nth):
        at = text.find(words, at + 1)
        if at < 0:
            return None
    return at, at + len(words)

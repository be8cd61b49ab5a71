"""Stretches in quotation marks: a state machine over paragraphs that survives reopened, unclosed and single quotes."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .reading import Paragraph
    from .transcripts import Turn

LONG_ENOUGH = 4  # words; shorter quoted stretches are terms or titles unless a verb of saying governs them
_RUN_ON = 6  # paragraphs that a quotation may run through before a missing mark is taken for an error


@dataclass(frozen=True, slots=True)
class Quotation:
    """Offsets of a quoted stretch: with its marks, and of the words inside; `continues` one that the paragraph before left open."""

    start: int
    end: int
    inner_start: int
    inner_end: int
    words: int
    closed: bool
    continues: bool
    name: str = ""

    def covers(self, offset: int) -> bool:
        """Whether the code point stands inside the marks."""
        return self.inner_start <= offset < self.inner_end


def find_quotations(plain: str, paragraphs: "Sequence[Paragraph]") -> list[Quotation]:
    """Every quotation of a plain text (marks already made uniform), in order, none across a paragraph's end."""
    found: list[Quotation] = []
    open_since = 0
    for index, block in enumerate(paragraphs):
        line = plain[block.start : block.end]
        carried = bool(found) and not found[-1].closed and open_since < _RUN_ON and _runs_on(line)
        open_since = open_since + 1 if carried else 0
        marks = _double_marks(line, carried=carried)
        for start, end, closed in marks:
            found.append(
                _quotation(
                    plain, block.start + start, block.start + end, closed=closed, continues=carried and start == 0
                )
            )
        if index and carried and not marks:
            found.append(_quotation(plain, block.start, block.end, closed=False, continues=True))
    return found


def with_turns(quotations: list[Quotation], turns: "Sequence[Turn]") -> list[Quotation]:
    """The quotations of an article together with the turns of a transcript; a quotation inside a turn is part of it."""
    spoken = [
        Quotation(t.start, t.end, t.start, t.end, LONG_ENOUGH, closed=True, continues=False, name=t.name) for t in turns
    ]
    starts = [t.start for t in turns]
    apart = [q for q in quotations if not _inside(q, turns, starts)]
    return sorted([*apart, *spoken], key=lambda q: q.start)


def _inside(quotation: Quotation, turns: "Sequence[Turn]", starts: list[int]) -> bool:
    index = bisect_right(starts, quotation.start) - 1
    return index >= 0 and quotation.start < turns[index].end


def _quotation(plain: str, start: int, end: int, *, closed: bool, continues: bool) -> Quotation:
    inner_start = start + (plain[start] in "\"'")
    inner_end = end - (closed and end - 1 >= inner_start)
    words = len(re.findall(r"\w+(?:['-]\w+)*", plain[inner_start:inner_end]))
    return Quotation(start, end, inner_start, max(inner_start, inner_end), words, closed, continues)


def _runs_on(line: str) -> bool:
    """Whether an open quotation goes on here: the mark is repeated at the start, or the next mark of the line closes."""
    if line.startswith('"'):
        return True
    first = line.find('"')
    return first > 0 and not _opens(line, first)


def _opens(line: str, at: int) -> bool:
    before = line[at - 1] if at else " "
    after = line[at + 1] if at + 1 < len(line) else " "
    return (before.isspace() or before in "([—–-:'/") and not after.isspace()


def _double_marks(line: str, *, carried: bool) -> list[tuple[int, int, bool]]:
    """(start, end, closed) of the stretches between double marks; `carried` starts inside one."""
    stretches: list[tuple[int, int, bool]] = []
    start = 0 if carried and not line.startswith('"') else -1
    at = line.find('"')
    while at >= 0:
        if start < 0:
            start = at
        elif _opens(line, at) and _has_closing(line, at):
            stretches.append((start, _last_stop(line, start, at), False))
            start = at
        else:
            stretches.append((start, at + 1, True))
            start = -1
        at = line.find('"', at + 1)
    if start >= 0 and (carried or _opens(line, start)):
        stretches.append((start, len(line), False))
    return [s for s in stretches if s[1] - s[0] > 1]


def _has_closing(line: str, at: int) -> bool:
    following = line.find('"', at + 1)
    return following < 0 or not _opens(line, following)


def _last_stop(line: str, start: int, end: int) -> int:
    while end > start + 1 and line[end - 1].isspace():
        end -= 1
    return end

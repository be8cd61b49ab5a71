"""The exact place of a claim in the article: the shortest stretch that carries it, with its own attribution clause."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .claimants import Attribution
    from .propositions import Proposition
    from .quotations import Quotation
    from .reading import Reading

_JOIN = 4  # characters of punctuation between a clause and its attribution


@dataclass(frozen=True, slots=True)
class Place:
    """Code points of a claim in the article, end exclusive."""

    start: int
    end: int


def place(
    reading: "Reading",
    proposition: "Proposition",
    attribution: "Attribution | None",
    siblings: "list[Proposition]",
    attributions: "dict[Proposition, Attribution]",
    quotations: "list[Quotation]",
) -> Place | None:
    """Where the claim stands; None for a stretch without a word of its own."""
    start, end = proposition.start, proposition.end
    frame = attribution.frame if attribution is not None else None
    if frame is not None and frame.rule == "said" and frame.verb.sent == proposition.head.sent:
        fellows = [p for p in siblings if p in attributions and attributions[p].frame is frame]
        spread = attribution is not None and attribution.quotation is not None and attribution.quotation.end > proposition.head.sent.end_char + 1
        if frame.end <= start and fellows[0] is proposition and not (spread and len(fellows) <= 1):
            start = min(start, frame.start)
        elif frame.start >= end and fellows[-1] is proposition:
            end = max(end, frame.end)
        elif frame.start < start and frame.end > end and len(fellows) == 1:
            start, end = frame.start, frame.end
    start, end = _with_marks(reading.plain, start, end)
    if not any(c.isalnum() for c in reading.plain[start:end]):
        return None
    return Place(start, end)


def _with_marks(plain: str, start: int, end: int) -> tuple[int, int]:
    """Take in the quotation mark that opens right before, and the full stop and mark that close right after."""
    if start and plain[start - 1] == '"' and plain[start] != '"' and (start < 2 or plain[start - 2].isspace()):
        start -= 1
    while end < len(plain) and plain[end] in '.!?"' and not (plain[end] == '"' and plain[end - 1].isspace()):
        end += 1
    return start, end

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
    start, end = _own_stretch(proposition, siblings)
    frame = attribution.frame if attribution is not None else None
    if frame is not None and frame.rule == "said" and frame.verb.sent == proposition.head.sent:
        fellows = [p for p in siblings if p in attributions and attributions[p].frame is frame]
        spread = (
            attribution is not None
            and attribution.quotation is not None
            and attribution.quotation.end > proposition.head.sent.end_char + 1
        )
        if frame.end <= start and fellows[0] is proposition and not (spread and len(fellows) <= 1):
            start = min(start, frame.start)
        elif frame.start >= end and [p for p in fellows if p.end <= frame.start][-1] is proposition:
            end = max(end, frame.end)
        elif frame.start < start and frame.end > end and len(fellows) == 1:
            start, end = frame.start, frame.end
    start, end = _with_marks(reading.plain, start, end)
    if not any(c.isalnum() for c in reading.plain[start:end]):
        return None
    return Place(start, end)


def _own_stretch(proposition: "Proposition", siblings: "list[Proposition]") -> tuple[int, int]:
    """A relative clause takes its noun along; what it interrupts is the rest of the sentence, behind it."""
    noun = proposition.antecedent
    if noun is not None and proposition.rule in {"relative", "where", "apposition"} and _takes_noun(proposition):
        return noun.left_edge.idx, proposition.end
    for part in siblings:
        subject = part.antecedent
        if part.parent is not proposition or subject is None or part.rule not in {"relative", "where", "apposition"}:
            continue
        behind = [t for t in proposition.tokens if t.idx > part.end and not t.is_punct]
        if (
            subject.dep_ in {"nsubj", "nsubjpass"}
            and subject.head == proposition.head
            and _takes_noun(part)
            and len(behind) > 1
        ):
            return behind[0].idx, max(proposition.end, behind[-1].idx + len(behind[-1]))
    return proposition.start, proposition.end


def _takes_noun(proposition: "Proposition") -> bool:
    """Names and subjects stand right before their clause; a common noun elsewhere is already told by its own sentence."""
    noun = proposition.antecedent
    if noun is None or proposition.tokens[0].i - noun.i > 4:
        return False
    return noun.pos_ == "PROPN" or noun.dep_ in {"nsubj", "nsubjpass"}


def _with_marks(plain: str, start: int, end: int) -> tuple[int, int]:
    """Take in the quotation mark that opens right before, and the full stop and mark that close right after."""
    if start and plain[start - 1] == '"' and plain[start] != '"' and (start < 2 or plain[start - 2].isspace()):
        start -= 1
    while end < len(plain) and plain[end] in '.!?"' and not (plain[end] == '"' and plain[end - 1].isspace()):
        end += 1
    return start, end

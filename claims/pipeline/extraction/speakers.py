"""Who speaks a quotation: the clause beside it, a colon before it, a name at its line, or whoever spoke before."""

import re
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from .frames import Frame
from .propositions import subject_of
from .quotations import LONG_ENOUGH
from .recognising import PERSON
from .sources import Source, source_of
from .transcripts import INTERVIEWEE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Span

    from .people import Cast
    from .pronouns import Resolver
    from .quotations import Quotation
    from .reading import Reading

_NEAR = 120  # characters between a quotation and the clause that names its speaker
_PAUSE = 400  # characters of narration after which a speaker no longer goes on
_SIGNED = re.compile(r"\s*[-–—]{1,2} ?([A-Z][^\n,]{2,50})")

Speaker = tuple[Source, str, Frame | None, str]


def find_speakers(
    reading: "Reading",
    sentences: "Sequence[tuple[Span, list[Frame]]]",
    quotations: "Sequence[Quotation]",
    cast: "Cast",
    resolver: "Resolver",
) -> dict[int, Speaker]:
    """(source, relay, frame or None, rule) by the index of the quotation; those that nobody is named for are left out."""
    speakers: dict[int, Speaker] = {}
    starts = [sent.start_char for sent, _ in sentences]
    for index, quotation in enumerate(quotations):
        first = max(bisect_right(starts, quotation.start) - 2, 0)
        near = sentences[first : bisect_left(starts, quotation.end)]
        found = (
            _labelled(reading, quotation, cast)
            or _beside(near, quotation)
            or _signed(reading, quotation, cast)
            or _introduced(reading, near, quotation, cast, resolver)
            or _carried(reading, index, quotations, speakers)
            or _before(reading, near, quotation)
        )
        if found is not None:
            speakers[index] = found
    return speakers


def _beside(sentences: "Sequence[tuple[Span, list[Frame]]]", quotation: "Quotation") -> Speaker | None:
    """ "…," said X: the nearest clause of saying in the sentences that the quotation runs through."""
    near = [
        frame
        for sent, frames in sentences
        if sent.start_char < quotation.end and sent.end_char > quotation.start
        for frame in frames
        if not quotation.covers(frame.verb.idx)
    ]
    speaking = [f for f in near if not (f.source.outlet and len(near) > 1)] or near
    best = min(speaking, key=lambda f: _distance(f, quotation), default=None)
    if best is None or _distance(best, quotation) > _NEAR:
        return None
    return best.source, best.relay, best, "beside the quotation"


def _distance(frame: Frame, quotation: "Quotation") -> int:
    if frame.start >= quotation.end:
        return frame.start - quotation.end
    return max(quotation.start - frame.end, 0) if frame.end <= quotation.start else 0


def _labelled(reading: "Reading", quotation: "Quotation", cast: "Cast") -> Speaker | None:
    """A turn in a transcript: the name at its line, or the person whom the introduction names most."""
    if not quotation.name:
        return None
    people = [p for p in cast.parties if p.kind == PERSON]
    if quotation.name != INTERVIEWEE:
        known = next((p for p in people if quotation.name.lower() in {p.name.lower(), p.surname.lower()}), None)
        name = known.name if known is not None else quotation.name
        return Source(name.title() if name.isupper() else name, known, 0.9), "", None, "label"
    opening = cast.mentions[:60]
    named = [m.party for m in opening if m.party.kind == PERSON and reading.doc[m.start].idx < quotation.start]
    intro = max(dict.fromkeys(named), key=lambda p: (named.count(p), -named.index(p)), default=None)
    return None if intro is None else (Source(intro.name, intro, 0.8), "", None, "interviewee")


def _signed(reading: "Reading", quotation: "Quotation", cast: "Cast") -> Speaker | None:
    """A signature: "…" – Jane Doe, farmer."""
    found = _SIGNED.match(reading.plain[quotation.end : quotation.end + 60])
    if found is None:
        return None
    at = quotation.end + found.start(1)
    span = reading.doc.char_span(at, at + 1, alignment_mode="expand")
    mention = cast.at.get(span.start) if span is not None else None
    if mention is None or mention.party.kind != PERSON:
        return None
    return Source(mention.party.name, mention.party, 0.9), "", None, "signature"


def _introduced(
    reading: "Reading",
    sentences: "Sequence[tuple[Span, list[Frame]]]",
    quotation: "Quotation",
    cast: "Cast",
    resolver: "Resolver",
) -> Speaker | None:
    """A colon before the quotation, in its sentence or at the end of the one before: its subject speaks."""
    before = _mark_before(reading, quotation)
    if before != ":" or quotation.words < 1:
        return None
    held = [(s, fs) for s, fs in sentences if s.start_char < quotation.start]
    if not held:
        return None
    sent, frames = held[-1]
    if frames:
        return frames[-1].source, frames[-1].relay, frames[-1], "before the colon"
    subject = subject_of(sent.root)
    source = source_of(subject, cast, resolver) if subject is not None else None
    return None if source is None else (source, "", None, "before the colon")


def _carried(
    reading: "Reading", index: int, quotations: "Sequence[Quotation]", speakers: dict[int, Speaker]
) -> Speaker | None:
    """The speaker of the quotation before goes on, in the same paragraph or at the start of the next."""
    quotation, before = quotations[index], speakers.get(index - 1)
    if before is None or not (quotation.continues or _whole(reading, quotation)):
        return None
    earlier = quotations[index - 1]
    here, there = reading.paragraph_at(quotation.start), reading.paragraph_at(earlier.start)
    opens = quotation.start <= reading.paragraphs[here].start + 1
    near = here == there and quotation.start - earlier.end < _PAUSE
    if quotation.continues or near or (here == there + 1 and opens):
        return before[0], before[1], None, "same speaker goes on"
    return None


def _before(
    reading: "Reading", sentences: "Sequence[tuple[Span, list[Frame]]]", quotation: "Quotation"
) -> Speaker | None:
    """A quotation that stands alone belongs to whoever the sentence before let speak."""
    if quotation.words < LONG_ENOUGH or not _whole(reading, quotation):
        return None
    held = [(s, fs) for s, fs in sentences if s.end_char <= quotation.start + 1]
    if not held or not held[-1][1]:
        return None
    sent, frames = held[-1]
    if reading.paragraph_at(quotation.start) - reading.paragraph_at(sent.start_char) > 1:
        return None
    speaking = [f for f in frames if f.source.party is not None and f.source.party.kind == PERSON]
    return (speaking[-1].source, speaking[-1].relay, None, "speaker of the sentence before") if speaking else None


def _mark_before(reading: "Reading", quotation: "Quotation") -> str:
    return reading.plain[max(quotation.start - 40, 0) : quotation.start].rstrip()[-1:]


def _whole(reading: "Reading", quotation: "Quotation") -> bool:
    """Whether the quotation is a sentence of its own, not a term inside one."""
    before = _mark_before(reading, quotation)
    return (
        before in {"", ".", "!", "?", '"', ":"}
        or quotation.start == reading.paragraphs[reading.paragraph_at(quotation.start)].start
    )

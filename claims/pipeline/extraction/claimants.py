"""Who says it, and who reports that they said it: every proposition gets its claimant, or the article's own voice."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from .frames import Frame, Source, according, frame_of, performing, relay_in
from .propositions import Proposition
from .quotations import LONG_ENOUGH

if TYPE_CHECKING:
    from spacy.tokens import Span

    from .people import Cast
    from .pronouns import Resolver
    from .quotations import Quotation
    from .reading import Reading

_NEAR = 120  # characters between a quotation and the clause that names its speaker


@dataclass(frozen=True, slots=True, eq=False)
class Attribution:
    """Whose words a proposition is: the source, who relays it, the frame that says so (None where carried over), and the rule."""

    source: Source
    relay: str
    frame: Frame | None
    rule: str
    quotation: "Quotation | None" = None


@dataclass(slots=True)
class Spoken:
    """The frames and the speakers of an article: what the claimant stage found."""

    frames: dict[int, Frame]
    speakers: dict[int, Attribution]


def attribute(
    reading: "Reading",
    sentences: "list[tuple[Span, list[Proposition]]]",
    quotations: "list[Quotation]",
    cast: "Cast",
    resolver: "Resolver",
) -> "tuple[dict[Proposition, Attribution], dict[Proposition, Frame]]":
    """(attribution of each proposition that is someone's words, frames that are no proposition of their own)."""
    frames: dict[Proposition, Frame] = {}
    for sent, propositions in sentences:
        beside = any(q.start < sent.end_char and q.end > sent.start_char for q in quotations)
        for proposition in propositions:
            frame = frame_of(proposition, cast, resolver, beside_quotation=beside and _touches(proposition, quotations))
            if frame is not None:
                frames[proposition] = frame
    by_sentence = [(sent, [frames[p] for p in ps if p in frames], ps) for sent, ps in sentences]
    speakers = _speakers(reading, by_sentence, quotations, cast, resolver)
    found: dict[Proposition, Attribution] = {}
    for sent, propositions in sentences:
        for proposition in propositions:
            if proposition not in frames:
                attribution = _indirect(proposition, frames, cast, resolver, found)
                spoken = next(
                    (speakers[i] for i, q in enumerate(quotations) if i in speakers and q.covers(proposition.head.idx)),
                    None,
                )
                if spoken is not None:
                    attribution = spoken
                if attribution is not None:
                    found[proposition] = _relayed(
                        attribution, [frames[p] for p in propositions if p in frames], sent, cast
                    )
    return found, frames


def _touches(proposition: Proposition, quotations: "list[Quotation]") -> bool:
    """Whether a quotation that could be this verb's words stands in or right beside the clause."""
    start, end = proposition.start - _NEAR, proposition.end + _NEAR
    head = proposition.head.idx
    return any(q.words >= 1 and q.start < end and q.end > start and not q.covers(head) for q in quotations)


def _indirect(
    proposition: Proposition,
    frames: "dict[Proposition, Frame]",
    cast: "Cast",
    resolver: "Resolver",
    found: "dict[Proposition, Attribution]",
) -> Attribution | None:
    for frame in (according(proposition, cast, resolver), performing(proposition, cast, resolver)):
        if frame is not None:
            return Attribution(frame.source, frame.relay, frame, frame.rule)
    above = proposition.parent
    aside = (
        proposition.rule in {"relative", "where", "apposition"}
        and proposition.tokens[-1].i >= proposition.head.sent.end - 3
    )
    while above is not None and not aside:
        if above in frames and proposition.rule in {
            "content",
            "adverbial",
            "coordinated",
            "shared subject",
            "relative",
            "where",
        }:
            frame = frames[above]
            if proposition.rule == "content" or (
                above.head.i < proposition.head.i and _inside_content(proposition, above)
            ):
                return Attribution(frame.source, frame.relay, frame, "said that")
        if above in found and (
            above.rule == "content"
            or (found[above].rule == "according to" and found[above].frame is not None and _first(above))
        ):
            return replace(found[above], rule=found[above].rule)
        if above.rule == "content" and above.parent in frames:
            frame = frames[above.parent]
            return Attribution(frame.source, frame.relay, frame, "said that")
        above = above.parent
    return None


def _inside_content(proposition: Proposition, frame: Proposition) -> bool:
    return any(a.dep_ == "ccomp" and a.head is frame.head for a in (proposition.head, *proposition.head.ancestors))


def _first(proposition: Proposition) -> bool:
    return proposition.tokens[0].lower_ == "according"


def _relayed(attribution: Attribution, frames: "list[Frame]", sent: "Span", cast: "Cast") -> Attribution:
    """Add the outlet that passes the words on: "…, Putin said, ABC News reported"."""
    if attribution.relay:
        return attribution
    for frame in frames:
        if frame is not attribution.frame and frame.source.outlet and frame.source.name != attribution.source.name:
            return replace(attribution, relay=frame.source.name)
    outside = tuple(t for t in sent if attribution.quotation is None or not attribution.quotation.covers(t.idx))
    relay = relay_in(outside, cast) if attribution.frame is not None and attribution.frame.verb.sent == sent else ""
    return replace(attribution, relay=relay) if relay != attribution.source.name else attribution


def _speakers(
    reading: "Reading",
    sentences: "list[tuple[Span, list[Frame], list[Proposition]]]",
    quotations: "list[Quotation]",
    cast: "Cast",
    resolver: "Resolver",
) -> "dict[int, Attribution]":
    """Who speaks each quotation: the frame beside it, a clause before a colon, or the speaker of the quotation before."""
    speakers: dict[int, Attribution] = {}
    for index, quotation in enumerate(quotations):
        near = [(s, f) for s, f, _ in sentences if s.start_char < quotation.end and s.end_char > quotation.start]
        candidates = [frame for _, frames in near for frame in frames if not quotation.covers(frame.verb.idx)]
        inner = [f for f in candidates if not (f.source.outlet and len(candidates) > 1)]
        best = min(inner or candidates, key=lambda f: _distance(f, quotation), default=None)
        if best is not None and _distance(best, quotation) <= _NEAR:
            speakers[index] = Attribution(best.source, best.relay, best, "beside the quotation", quotation)
            continue
        carried = _carried(reading, index, quotations, speakers, sentences, cast, resolver)
        if carried is not None and quotation.words >= LONG_ENOUGH:
            speakers[index] = replace(carried, quotation=quotation)
    return speakers


def _distance(frame: Frame, quotation: "Quotation") -> int:
    if frame.start >= quotation.end:
        return frame.start - quotation.end
    return max(quotation.start - frame.end, 0) if frame.end <= quotation.start else 0


def _carried(
    reading: "Reading",
    index: int,
    quotations: "list[Quotation]",
    speakers: "dict[int, Attribution]",
    sentences: "list[tuple[Span, list[Frame], list[Proposition]]]",
    cast: "Cast",
    resolver: "Resolver",
) -> Attribution | None:
    quotation = quotations[index]
    before = speakers.get(index - 1)
    here = reading.paragraph_at(quotation.start)
    if before is not None and before.quotation is not None:
        gap = reading.plain[before.quotation.end : quotation.start]
        steps = here - reading.paragraph_at(before.quotation.start)
        opens = quotation.start <= reading.paragraphs[here].start + 1
        if quotation.continues or (steps == 0 and len(gap) < 400) or (steps == 1 and opens):
            return Attribution(before.source, before.relay, None, "same speaker goes on")
    return None

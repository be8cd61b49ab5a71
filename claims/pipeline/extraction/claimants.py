"""Who says it, and who reports that they said it: every proposition gets its claimant, or the article's own voice."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from .clauses import content_of
from .frames import Frame, according, frame_of, performing, relay_in
from .quotations import LONG_ENOUGH
from .relays import carry_relays
from .sources import Source
from .speakers import find_speakers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Span, Token

    from .people import Cast
    from .pronouns import Resolver
    from .propositions import Proposition
    from .quotations import Quotation
    from .reading import Reading

_ASIDES = frozenset({"relative", "where", "apposition"})


@dataclass(frozen=True, slots=True, eq=False)
class Attribution:
    """Whose words a proposition is: the source, who relays it, the frame that says so, the rule, the quotation around it."""

    source: Source
    relay: str
    frame: Frame | None
    rule: str
    quotation: "Quotation | None" = None


def attribute(
    reading: "Reading",
    sentences: "Sequence[tuple[Span, list[Proposition]]]",
    quotations: "Sequence[Quotation]",
    cast: "Cast",
    resolver: "Resolver",
) -> "tuple[dict[Proposition, Attribution], dict[Proposition, Frame]]":
    """(attribution of each proposition that is someone's words, frames that are no proposition of their own)."""
    frames: dict[Proposition, Frame] = {}
    starts = [q.start for q in quotations]
    for sent, propositions in sentences:
        first = max(bisect_right(starts, sent.start_char) - 1, 0)
        held = quotations[first : bisect_left(starts, sent.end_char)]
        beside = [q for q in held if q.end > sent.start_char and (q.words >= LONG_ENOUGH or _speech(reading, q))]
        for proposition in propositions:
            near = any(not q.covers(proposition.head.idx) for q in beside)
            frame = frame_of(proposition, cast, resolver, beside_quotation=near)
            if frame is not None:
                frames[proposition] = frame
    for _, propositions in sentences:
        _rejoin(propositions, frames)
    by_sentence = [(sent, [frames[p] for p in propositions if p in frames]) for sent, propositions in sentences]
    speakers = find_speakers(reading, by_sentence, quotations, cast, resolver)
    found: dict[Proposition, Attribution] = {}
    for sent, propositions in sentences:
        here = [frames[p] for p in propositions if p in frames]
        for proposition in propositions:
            if proposition in frames:
                continue
            attribution = (
                _quoted(proposition, quotations, starts, speakers)
                or _indirect(proposition, frames, cast, resolver, found)
                or _parenthetical(proposition, propositions, frames)
                or _closing(proposition, propositions, cast, resolver)
            )
            if attribution is not None:
                found[proposition] = _relayed(attribution, here, sent, cast)
    _keep_lonely(frames, found)
    carry_relays(reading, sentences, found, cast)
    return found, frames


def _speech(reading: "Reading", quotation: "Quotation") -> bool:
    """Whether a short quotation is speech ("Yes, I do," …) rather than a term: it ends with a stop of its own."""
    return quotation.words > 1 and reading.plain[quotation.inner_end - 1 : quotation.inner_end] in {",", "?", "!"}


def _rejoin(propositions: "list[Proposition]", frames: "dict[Proposition, Frame]") -> None:
    """Speech within speech is one claim of the outer speaker ("A told him that …, B added"), and so is speech of nobody."""
    for inner in list(propositions):
        outer = frames.get(inner.parent) if inner.parent is not None else None
        if inner in frames and inner.rule == "content" and outer is not None and not outer.source.outlet:
            del frames[inner]
    for part in list(propositions):
        whole = part.parent
        if (
            part.rule == "content"
            and whole is not None
            and whole not in frames
            and whole in propositions
            and part not in frames
        ):
            whole.tokens = sorted([*whole.tokens, *part.tokens, *_between(whole, part)], key=lambda t: t.i)
            for child in propositions:
                if child.parent is part:
                    child.parent = whole
            propositions.remove(part)


def _between(whole: "Proposition", part: "Proposition") -> "list[Token]":
    """The "that" and the comma that were trimmed away between the two."""
    held = {t.i for p in (whole, part) for t in p.tokens}
    before = part.tokens[0].nbor(-1) if part.tokens[0].i else part.tokens[0]
    return [before] if before.i not in held and before.lower_ == "that" else []


def _quoted(
    proposition: "Proposition",
    quotations: "Sequence[Quotation]",
    starts: list[int],
    speakers: "dict[int, tuple[Source, str, Frame | None, str]]",
) -> Attribution | None:
    """The speaker of the quotation that the proposition's verb stands in."""
    index = bisect_right(starts, proposition.head.idx) - 1
    if index not in speakers or not quotations[index].covers(proposition.head.idx):
        return None
    return Attribution(*speakers[index], quotations[index])


def _keep_lonely(frames: "dict[Proposition, Frame]", found: "dict[Proposition, Attribution]") -> None:
    """A clause of saying that carries no proposition is one itself: "“Mmhmm, I do,” Biden responded"."""
    used = {id(a.frame) for a in found.values()}
    parents = {p.parent for p in frames if p.parent is not None}
    for proposition, frame in list(frames.items()):
        carries = proposition in parents
        if id(frame) in used or carries or frame.source.outlet:
            continue
        found[proposition] = Attribution(frame.source, frame.relay, frame, "performed")
        del frames[proposition]


def _indirect(
    proposition: "Proposition",
    frames: "dict[Proposition, Frame]",
    cast: "Cast",
    resolver: "Resolver",
    found: "dict[Proposition, Attribution]",
) -> Attribution | None:
    """The source of indirect speech: its own "according to", or the frame that it hangs on."""
    for frame in (according(proposition, cast, resolver), performing(proposition, cast, resolver)):
        if frame is not None:
            return Attribution(frame.source, frame.relay, frame, frame.rule)
    aside = proposition.rule in _ASIDES and proposition.tokens[-1].i >= proposition.head.sent.end - 3
    above = proposition.parent
    inside = proposition.rule == "content"
    while above is not None and not aside:
        if above in frames:
            if inside or _inside_content(proposition, above):
                return Attribution(frames[above].source, frames[above].relay, frames[above], "said that")
            return None
        if above in found:
            held = found[above]
            leads = held.rule == "according to" and above.tokens[0].lower_ == "according"
            return held if held.rule == "said that" or leads or held.quotation is not None else None
        inside = inside or above.rule == "content"
        above = above.parent
    return None


def _parenthetical(
    proposition: "Proposition", siblings: "list[Proposition]", frames: "dict[Proposition, Frame]"
) -> Attribution | None:
    """ ", she said, and …": a clause of saying set between commas gives its source to the whole sentence."""
    for aside in siblings:
        if aside in frames and aside.rule in {"spliced", "coordinated"} and aside.head.dep_ != "ROOT":
            frame = frames[aside]
            follows = proposition.rule not in _ASIDES and (
                proposition.start < aside.start or proposition.rule == "coordinated"
            )
            if follows and content_of(frame.verb) is None and not frame.source.outlet:
                return Attribution(frame.source, frame.relay, frame, "said that")
    return None


def _closing(
    proposition: "Proposition", siblings: "list[Proposition]", cast: "Cast", resolver: "Resolver"
) -> Attribution | None:
    """A closing ", according to X" speaks for the coordinated clauses before it too."""
    last = siblings[-1]
    if last is proposition or proposition.rule not in {"sentence", "coordinated", "shared subject"}:
        return None
    frame = according(last, cast, resolver)
    if (
        frame is None
        or last.rule not in {"coordinated", "shared subject"}
        or frame.tokens[-1] != [t for t in last.tokens if not t.is_punct][-1]
    ):
        return None
    return Attribution(frame.source, frame.relay, frame, "according to")


def _inside_content(proposition: "Proposition", frame: "Proposition") -> bool:
    return any(a.dep_ == "ccomp" and a.head == frame.head for a in (proposition.head, *proposition.head.ancestors))


def _relayed(attribution: Attribution, frames: "list[Frame]", sent: "Span", cast: "Cast") -> Attribution:
    """Add the outlet that passes the words on: "…, Putin said, ABC News reported"."""
    if attribution.relay:
        return attribution
    for frame in frames:
        if frame is not attribution.frame and frame.source.outlet and frame.source.name != attribution.source.name:
            return replace(attribution, relay=frame.source.name)
    if attribution.frame is None or attribution.frame.verb.sent != sent:
        return attribution
    outside = tuple(t for t in sent if attribution.quotation is None or not attribution.quotation.covers(t.idx))
    relay = relay_in(outside, cast)
    return attribution if relay == attribution.source.name else replace(attribution, relay=relay)

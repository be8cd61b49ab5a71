"""The stages in order: read, quotations, who is who, propositions, claimants, wording, kind, worthiness."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .claim import VERSION, ExtractedClaim
from .claimant_kinds import UNKNOWN, kind_of_source
from .claimants import Attribution, attribute
from .completing import Completer
from .continuing import answer_back, join_fragments, point_back
from .dates import dateline
from .eventday import EventDays
from .genders import infer_genders
from .kinds import Kind, kind_of
from .languages import SUPPORTED, UnsupportedLanguage, detect_language
from .people import find_people
from .places import Place, place
from .pronouns import Resolver
from .propositions import Proposition, split_sentence, states
from .quotations import find_quotations, with_turns
from .reading import Reading, read
from .reports import report_of
from .rhetoric import joined_rhetoric
from .timeline import Timeline
from .transcripts import find_turns
from .wording import Wording, Writer
from .worthiness import score

if TYPE_CHECKING:
    from datetime import date

    from spacy.tokens import Span

    from .eventday import Carried


@dataclass(frozen=True, slots=True)
class Draft:
    """A claim on its way through the stages."""

    place: Place
    proposition: Proposition
    attribution: Attribution | None
    wording: Wording
    kind: Kind


def warm_up() -> None:
    """Load every model once, before a worker forks, so that the first article is as fast as the next."""
    extract("The company said on Tuesday that sales rose 3 percent to 5 million dollars.")


def extract(text: str, *, published_at: "date | None" = None, outlet: str = "") -> list[ExtractedClaim]:
    """The claims of an article in the order of the text; [] for blank text.

    Raises UnsupportedLanguage. `outlet` is the article's own newspaper, which never counts as the one that relays a claim.
    """
    drafts = propose(text, published_at=published_at)
    scores = score([draft.wording.bare for draft in drafts])
    return [_claim(text, draft, worth, outlet) for draft, worth in zip(drafts, scores, strict=True)]


def propose(text: str, *, published_at: "date | None" = None) -> "list[Draft]":
    """The claims of an article before they are weighed: all stages but check-worthiness. Raises UnsupportedLanguage."""
    if not text.strip():
        return []
    language = detect_language(text)
    if language not in SUPPORTED:
        raise UnsupportedLanguage(language)
    return _drafts(read(text), published_at)


def _drafts(reading: Reading, published_at: "date | None") -> list[Draft]:
    turns, asked = find_turns(reading.plain, reading.paragraphs)
    quotations = with_turns(find_quotations(reading.plain, reading.paragraphs), turns)
    cast = find_people(reading.doc)
    infer_genders(reading.doc, cast)
    resolver = Resolver(reading.doc, cast, quotations, {p.start for p in reading.paragraphs})
    sentences = [
        (sent, split_sentence(sent, resolver.quoted)) for sent in reading.sentences() if _speaks(reading, sent, asked)
    ]
    _without_labels(sentences, [(reading.paragraphs[reading.paragraph_at(t.start)].start, t.start) for t in turns])
    join_fragments(sentences, resolver.quoted)
    point_back(sentences)
    answer_back(sentences, resolver.quoted)
    attributions, frames = attribute(reading, sentences, quotations, cast, resolver)
    anchor = published_at or dateline(reading.plain[b.start : b.end] for b in reading.paragraphs[:4])
    timeline = Timeline(reading.doc, reading.plain, anchor)
    report = report_of(reading, [sent for sent, _ in sentences], timeline)
    days = EventDays(reading, timeline, report, resolver)
    writer = Writer(cast, resolver, Completer(reading.plain, timeline, days))
    drafts = []
    for _, propositions in sentences:
        told = [p for p in propositions if p not in frames and states(p, attributions.get(p))]
        for proposition in told:
            attribution = attributions.get(proposition)
            where = place(reading, proposition, attribution, told, attributions, quotations)
            if where is None:
                continue
            drafts.append(
                Draft(
                    where,
                    proposition,
                    attribution,
                    writer.write(proposition, attribution),
                    kind_of(proposition, attribution),
                )
            )
    return joined_rhetoric(sorted(drafts, key=lambda draft: (draft.place.start, draft.place.end)), reading.plain)


def _without_labels(sentences: "list[tuple[Span, list[Proposition]]]", labels: "list[tuple[int, int]]") -> None:
    """Take the "A:" or the name at the line of a transcript out of what is said, in place."""
    held = [(start, end) for start, end in labels if end > start]
    for _, propositions in sentences if held else ():
        for proposition in propositions:
            kept = [t for t in proposition.tokens if not any(start <= t.idx < end for start, end in held)]
            proposition.tokens = kept or proposition.tokens


def _speaks(reading: Reading, sent: "Span", asked: set[int]) -> bool:
    where = reading.paragraph_at(sent.start_char)
    return where not in asked and not reading.paragraphs[where].heading


def _claim(text: str, draft: Draft, worth: float, outlet: str) -> ExtractedClaim:
    source = draft.attribution.source if draft.attribution is not None else None
    party = source.party if source is not None else None
    relay = draft.attribution.relay if draft.attribution is not None else ""
    return ExtractedClaim(
        start=draft.place.start,
        end=draft.place.end,
        quote=text[draft.place.start : draft.place.end],
        text=draft.wording.text,
        claimant=source.name if source is not None else "",
        claimant_role=party.role if party is not None else "",
        reported_by="" if relay == outlet else relay,
        kind=draft.kind.name,
        checkable=draft.kind.checkable,
        reason=draft.kind.reason,
        check_worthiness=round(min(max(worth, 0.0), 1.0), 4),
        unresolved=bool(draft.wording.open_words),
        provenance={
            "version": VERSION,
            "proposition": {"rule": draft.proposition.rule},
            "claimant": {"rule": draft.attribution.rule, "confidence": draft.attribution.source.confidence}
            if draft.attribution
            else {"rule": "article's voice"},
            "wording": {"confidence": round(draft.wording.confidence, 2), "open": list(draft.wording.open_words)},
            "day": _carried(draft.wording.day),
            "kind": {"rule": draft.kind.rule},
        },
        claimant_kind=kind_of_source(source) if source is not None else UNKNOWN,
    )


def _carried(day: "Carried | None") -> dict[str, object]:
    return {} if day is None else {"carried": day.words, "confidence": day.confidence, "rule": day.rule}

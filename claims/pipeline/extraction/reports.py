"""What kind of report an article is, and the day that it tells: matches, markets, live blogs, incidents, speeches, lists."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .daywords import said_on
from .moments import Moment, day_moment
from .words import word_list

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Span, Token

    from .reading import Reading
    from .timeline import Timeline

MATCH, MARKET, LIVE, INCIDENT, SPEECH, DECISION = "match", "market", "live", "incident", "speech", "decision"
_MATCH, _MARKET = word_list("match"), word_list("market")
_INCIDENTS, _SPEECHES, VOTES = word_list("incidents"), word_list("speeches"), word_list("votes")
_DECIDING = VOTES | {"decide", "agree"}
_ENOUGH = 4  # different words that make a report of its kind
_LEAD = 3  # sentences that may name the day
_RECENT = 10  # days back that a report may still tell of
_CLOCKS = 3  # clock times at the line that make a live blog
_ITEMS = 3  # items that make a list
CLOCK = re.compile(r"\d{1,2}[.:]\d\d(?:\s|$)|\d{1,2}(?:[.:]\d\d)? ?[ap]\.?m\.?(?:\s|$)")
_ITEM = re.compile(r"[•*·▪] ?|[-–] |\(?\d{1,2}[.)] ")


@dataclass(frozen=True, slots=True)
class Report:
    """The kind of an article, "" for other news; the day of its lead; the words of that lead by lemma; who acts in it."""

    kind: str
    day: Moment | None = None
    lead: frozenset[str] = frozenset()
    actor: "Token | None" = None
    changes: Moment | None = None
    changes_words: str = ""
    items_from: int = 0


def report_of(reading: "Reading", lead: "Sequence[Span]", timeline: "Timeline") -> Report:
    """The kind and day of an article; `lead` are its sentences in order, headings left out."""
    anchor = timeline.anchor
    if anchor is None:
        return Report("")
    items, changes, words = _list_of_changes(reading, lead, timeline)
    if sum(bool(CLOCK.match(reading.plain, p.start, p.end)) for p in reading.paragraphs) >= _CLOCKS:
        return Report(LIVE, day_moment(anchor, named=True))
    told = {t.lower_ for t in reading.doc}
    kind = MATCH if len(told & _MATCH) >= _ENOUGH else MARKET if len(told & _MARKET) >= _ENOUGH else ""
    for sent in lead[:_LEAD]:
        at, day = next(iter(_past_days(sent, timeline)), (0, None))
        if day is None:
            continue
        lemmas = frozenset(t.lemma_.lower() for t in sent)
        if not kind:
            happened = lemmas & _INCIDENTS and not said_on(timeline.at(at))
            kind = INCIDENT if happened else SPEECH if lemmas & _SPEECHES else DECISION if lemmas & _DECIDING else ""
        actor = next((c for c in sent.root.children if c.dep_ in {"nsubj", "nsubjpass"}), None)
        return Report(kind, day, lemmas, actor, changes, words, items)
    return Report("", changes=changes, changes_words=words, items_from=items)


def _past_days(sent: "Span", timeline: "Timeline") -> "list[tuple[int, Moment]]":
    """(offset, day) of each day shortly before the article that a sentence tells."""
    found = []
    for at, moment in timeline.moments(sent.start_char, sent.end_char):
        if moment.on is not None and timeline.anchor is not None and 0 <= (timeline.anchor - moment.on).days <= _RECENT:
            found.append((at, moment))
    return found


def _list_of_changes(
    reading: "Reading", lead: "Sequence[Span]", timeline: "Timeline"
) -> tuple[int, Moment | None, str]:
    """(where the items of a list begin, the coming moment that its introduction names, its words)."""
    marked = [p for p in reading.paragraphs if _ITEM.match(reading.plain, p.start, p.end)]
    headed = [p for p in reading.paragraphs if p.heading and lead and p.start > lead[0].start_char]
    items = marked if len(marked) >= _ITEMS else headed
    if len(items) < _ITEMS or timeline.anchor is None:
        return 0, None, ""
    here = (timeline.anchor.year, timeline.anchor.month, timeline.anchor.day)
    coming = [
        (at, m)
        for at, m in timeline.moments(0, items[0].start)
        if (m.year, m.month or 12, m.day or 31) > here and (m.month or m.year > here[0])
    ]
    if not coming:
        return 0, None, ""
    at, moment = next(((at, m) for at, m in coming if m.day), coming[0])
    since = "from " in reading.plain[max(at - 5, 0) : at + 5].lower()
    return items[0].start, moment, moment.since if since else moment.words

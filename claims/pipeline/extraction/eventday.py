"""The day that a report is about: matches, days of trading and live blogs tell one day, mostly without repeating it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .dates import first_day, written
from .words import word_list

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from spacy.tokens import Span, Token

    from .propositions import Proposition

MATCH, MARKET, LIVE = "match", "market", "live"
CONFIDENCE = 0.6  # a carried day is likely, not certain
_MATCH, _MARKET, _MOVES = word_list("match"), word_list("market"), word_list("market_moves")
_ELSEWHEN = word_list("elsewhen")
_ENOUGH = 4  # different words that make a report of its kind
_LEAD = 3  # sentences that may name the day
_PARTS = frozenset({"half", "minute", "over", "innings", "quarter", "set", "lap", "round"})
_CLOCKS = 3  # clock times at the line that make a live blog


@dataclass(frozen=True, slots=True)
class EventDay:
    """The day that undated statements of a report are about, and what kind of report it is."""

    kind: str
    day: "date"
    weekday: bool

    def carried(self, proposition: "Proposition") -> str:
        """ "on Thursday, September 4, 2008" for an undated statement of the day, "as of …" for a state; else ""."""
        verb = proposition.head
        if any(_dated(t) or t.lower_ in _ELSEWHEN for t in proposition.tokens):
            return ""
        day = written(self.day, weekday=self.weekday)
        if _simple_past(verb) and (self.kind != MARKET or verb.lemma_.lower() in _MOVES):
            return f"on {day}"
        present = (
            self.kind == LIVE
            and proposition.rule in {"sentence", "coordinated", "spliced", "content"}
            and _present(verb)
        )
        return f", as of {day}" if present else ""


def event_day(lead: "Sequence[Span]", words: "set[str]", clocks: int, anchor: "date | None") -> EventDay | None:
    """The day of a report; `words` are all its words in small letters, `clocks` its lines that start with a time of day."""
    if anchor is None:
        return None
    if clocks >= _CLOCKS:
        return EventDay(LIVE, anchor, weekday=True)
    kind = MATCH if len(words & _MATCH) >= _ENOUGH else MARKET if len(words & _MARKET) >= _ENOUGH else ""
    if not kind:
        return None
    for sent in lead[:_LEAD]:
        found = first_day(sent.text, anchor)
        if found is not None:
            day, named = found
            return EventDay(kind, day, weekday=named)
    return None


def _dated(token: "Token") -> bool:
    """Part of a date; the recogniser also takes "the first half" for one."""
    if token.ent_type_ != "DATE":
        return False
    return not any(t.lower_ in _PARTS for t in token.doc[max(token.i - 3, 0) : token.i + 4] if t.ent_type_ == "DATE")


def _simple_past(verb: "Token") -> bool:
    if verb.tag_ == "VBD":
        return True
    helpers = {c.lower_ for c in verb.children if c.dep_ in {"aux", "auxpass"}}
    return (
        verb.tag_ in {"VBN", "VB"} and bool(helpers & {"was", "were", "did"}) and not helpers & {"had", "has", "have"}
    )


def _present(verb: "Token") -> bool:
    helpers = {c.lower_ for c in verb.children if c.dep_ in {"aux", "auxpass"}}
    return verb.tag_ in {"VBZ", "VBP"} or bool(helpers & {"is", "are", "has", "have"})

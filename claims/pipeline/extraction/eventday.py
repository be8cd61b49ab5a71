"""The day that a statement is given though its own words name none: from its sentence, its section, or the report's lead."""

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .clauses import own_subject
from .daywords import dated, elsewhen, hour, lasting, of_the_day, said_on, taken_up
from .moments import Moment
from .reports import CLOCK, DECISION, INCIDENT, LIVE, MARKET, MATCH, SPEECH, VOTES, Report
from .tenses import counted, had, present, simple_past
from .words import word_list, word_pairs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.tokens import Token

    from .pronouns import Resolver
    from .propositions import Proposition
    from .reading import Reading
    from .timeline import Timeline

_LASTING = word_list("lasting")
_STILL, _CHANGES, _MOVES = word_list("still"), word_list("changes"), word_list("market_moves")
_EVENTS = {noun: frozenset(told.split(",")) for noun, told in word_pairs("events").items()}
_NONE: frozenset[str] = frozenset()
_MAIN = frozenset({"sentence", "coordinated", "shared subject", "content", "spliced", "paired", "afterwards", "absolute",
                   "participle", "saying", "this", "where", "record"})  # fmt: skip
_RECENTLY = 600  # characters behind which "the accident" is no longer the one told there
_LIMITS = frozenset({"until", "till", "by"})
_STAYING = frozenset({"remain", "stay"})
_EXPECTED = frozenset({"expect", "think", "believe", "estimate", "say", "plan", "know", "forecast", "predict"})
_ALONG = frozenset({"coordinated", "shared subject", "participle", "absolute", "paired", "afterwards"})


@dataclass(frozen=True, slots=True)
class Carried:
    """Words such as "on Thursday, September 4, 2008", how sure they are, and the rule that gave them.

    `opens`: they go first, because the statement names another day that it compares with.
    """

    words: str
    confidence: float
    rule: str
    opens: bool = False


class EventDays:
    """Gives the statements of one article their day."""

    def __init__(self, reading: "Reading", timeline: "Timeline", report: Report, resolver: "Resolver") -> None:
        self.reading, self.timeline, self.report, self.resolver = reading, timeline, report, resolver
        self.sections: list[tuple[int, Moment | None]] = []
        self.clocks: list[tuple[int, str]] = []
        self.dated = list(self._dated_sentences())
        begun = False
        for block in reading.paragraphs:
            begun = begun or not block.heading
            if not block.heading:
                continue
            told = timeline.moments(block.start, block.end)
            if begun and told and len(reading.plain[block.start : block.end].split()) <= 6:
                self.sections.append((block.start, told[0][1]))
            clock = CLOCK.match(reading.plain, block.start, block.end)
            if clock:
                self.clocks.append((block.start, clock.group().strip()))

    def carried(self, proposition: "Proposition", *, narrated: bool, framed: "Sequence[Token]" = ()) -> Carried | None:
        """The day of a statement that names none; `narrated` in the article's own voice, not as someone's words.

        `framed` is the clause that says who said it: where it is dated, a state needs no "as of".
        """
        if self.timeline.anchor is None or self.timeline.tells(proposition.tokens):
            return None
        if self.report.day is not None and of_the_day(proposition.tokens) is not None:
            return None
        return (
            self._in_sentence(proposition)
            or self._in_section(proposition)
            or self._at_hour(proposition)
            or self._in_report(proposition, narrated=narrated)
            or (None if framed and self.timeline.tells(framed) else self._as_of(proposition))
        )

    def event_words(self, proposition: "Proposition") -> dict[int, str]:
        """ "The drop" that the lead told: the noun with its day, by token index."""
        whole = of_the_day(proposition.tokens)
        if whole is not None and self.report.day is not None:
            return {whole.i - 1: "", whole.i: self.report.day.words.removeprefix("on ")}
        dated = self.timeline.tells(proposition.tokens)
        for token, day in self._events(proposition.tokens):
            if not dated or token.dep_ in {"nsubj", "nsubjpass"}:
                return {token.i: f"{token.text} {day.words}"}
        return {}

    def event_notes(self, tokens: "Sequence[Token]") -> dict[int, str]:
        """The same for words said: the noun with its day in brackets."""
        if self.timeline.tells(tokens):
            return {}
        return {t.i: f"{t.text} [{day.words.removeprefix('on ')}]" for t, day in self._events(tokens)[:1]}

    def _events(self, tokens: "Sequence[Token]") -> "list[tuple[Token, Moment]]":
        """Nouns that take up what the lead or a sentence shortly before told, each with its day."""
        nouns = [t for t in tokens if t.pos_ == "NOUN" and t.lower_ in _EVENTS and taken_up(t)]
        found = [(t, self._day_of(t)) for t in nouns]
        return [(t, day) for t, day in found if day is not None]

    def _day_of(self, noun: "Token") -> Moment | None:
        """The day of the sentence that told what the noun takes up: the nearest before it, or the lead."""
        told = _EVENTS[noun.lower_]
        if self.report.kind in {MATCH, MARKET, LIVE}:  # these tell one day, and compare it with others
            return self.report.day if told & self.report.lead else None
        index = bisect_right(self.dated, noun.sent.start_char - 1, key=lambda d: d[0]) - 1
        while index >= 0 and noun.sent.start_char - self.dated[index][0] < _RECENTLY:
            _, day, lemmas = self.dated[index]
            if told & lemmas:
                return day
            index -= 1
        return self.report.day if told & self.report.lead else None

    def _dated_sentences(self) -> "Iterator[tuple[int, Moment, frozenset[str]]]":
        """(start, day, lemmas) of each sentence that tells the one day of what happened."""
        for sent in self.reading.doc.sents:
            days = [(at, m) for at, m in self.timeline.moments(sent.start_char, sent.end_char) if m.on is not None]
            if len(days) != 1 or not (self.timeline.tells(list(sent)) or any(t.lower_ == "when" for t in sent)):
                continue
            if not said_on(self.timeline.at(days[0][0])):
                yield sent.start_char, days[0][1], frozenset(t.lemma_.lower() for t in sent)

    def _in_sentence(self, proposition: "Proposition") -> Carried | None:
        """A date that opens the sentence, or that its first verb has, holds for the verbs that go along with it."""
        sent = proposition.head.sent
        if proposition.rule not in _ALONG:
            return None
        root = own_subject(sent.root)
        for at, moment in self.timeline.moments(sent.start_char, sent.end_char):
            if root is not None and at < root.left_edge.idx and moment.on is not None and self._past(proposition):
                return Carried(moment.words, 0.8, "date that opens the sentence")
        verb = proposition.borrowed or (proposition.parent.head if proposition.parent is not None else None)
        stays = lasting(proposition.tokens) or proposition.head.lemma_.lower() in _LASTING | _STAYING
        if verb is None or stays or not self._past(proposition) or proposition.rule == "afterwards":
            return None
        own = {t.idx for t in verb.subtree if not any(a == proposition.head for a in (t, *t.ancestors))}
        for at, moment in self.timeline.moments(sent.start_char, sent.end_char):
            if at in own and at > verb.idx and moment.on is not None and simple_past(verb, proposition):
                return Carried(moment.words, 0.7, "date of the verb before")
        return None

    def _in_section(self, proposition: "Proposition") -> Carried | None:
        """A heading that is a date; the introduction of a list of changes."""
        index = bisect_right([at for at, _ in self.sections], proposition.start) - 1
        if index >= 0 and (self._past(proposition) or self._coming(proposition)):
            moment = self.sections[index][1]
            return Carried(moment.words, 0.7, "date in the heading") if moment is not None else None
        report = self.report
        if report.changes is None or proposition.start < report.items_from or not self._coming(proposition):
            return None
        block = self.reading.paragraphs[self.reading.paragraph_at(proposition.start)]
        own = [
            (at, m)
            for at, m in self.timeline.moments(block.start, proposition.start)
            if m.year >= report.changes.year and (m.month or 12) >= report.changes.month
        ]
        if own:
            at, moment = own[-1]
            since = "from " in self.reading.plain[max(at - 5, 0) : at + 5].lower()
            return Carried(moment.since if since else moment.words, 0.6, "date of the item")
        return Carried(report.changes_words, 0.6, "date of the list")

    def _at_hour(self, proposition: "Proposition") -> Carried | None:
        """A time of day without its day: that of the paragraph, or of the report."""
        if not any(hour(t) for t in proposition.tokens) or any(t.lower_ in _LIMITS for t in proposition.tokens):
            return None
        block = self.reading.paragraphs[self.reading.paragraph_at(proposition.start)]
        before = [m for _, m in self.timeline.moments(block.start, proposition.start) if m.on is not None]
        day = before[-1] if before else self.report.day
        if day is None or not (self._past(proposition) or had(proposition.head)):
            return None
        return Carried(day.words, 0.7, "day of the time")

    def _in_report(self, proposition: "Proposition", *, narrated: bool) -> Carried | None:
        kind, day, verb = self.report.kind, self.report.day, proposition.head
        aside = proposition.rule not in _MAIN and not (
            kind in {MATCH, LIVE} or (kind == MARKET and verb.lemma_.lower() in _MOVES)
        )
        if day is None or not kind or aside:
            return None
        if not (narrated or kind in {INCIDENT, LIVE}):
            return None
        inside = {t.idx for t in proposition.tokens}
        compared = any(at in inside for at, _ in self.timeline.moments(proposition.start, proposition.end))
        record = proposition.rule == "record"
        if any((not compared and dated(t)) or (elsewhen(t) and not record) for t in proposition.tokens):
            return None
        past = self._past(proposition)
        if kind == LIVE and not past and proposition.rule in _MAIN and present(verb):
            return Carried(f", as of {self._clock(proposition.start)}{day.words.removeprefix('on ')}", 0.6, "live")
        if not past or (kind in {INCIDENT, DECISION} and not self._of_the_incident(proposition)):
            return None
        if kind == DECISION and verb.lemma_.lower() not in VOTES:
            return None
        if kind == SPEECH and not self._by_actor(verb, proposition):
            return None
        return Carried(day.words, 0.6, kind, opens=compared)

    def _of_the_incident(self, proposition: "Proposition") -> bool:
        """An act, no state or life, where its sentence and its paragraph tell no other time."""
        verb = proposition.head
        passive = any(c.dep_ == "auxpass" for c in verb.children)
        if verb.lemma_.lower() in _LASTING and not passive:
            return False
        block = self.reading.paragraphs[self.reading.paragraph_at(proposition.start)]
        told = self.timeline.moments(block.start, proposition.head.sent.end_char)
        return not told or told[-1][1] == self.report.day

    def _by_actor(self, verb: "Token", proposition: "Proposition") -> bool:
        """Whether the one who spoke in the lead is the subject."""
        subject = own_subject(verb) or (own_subject(proposition.borrowed) if proposition.borrowed is not None else None)
        actor = self.report.actor
        if subject is None or actor is None or verb.lemma_.lower() in _LASTING:
            return False
        one, two = self._party(subject), self._party(actor)
        return one is not None and one is two

    def _party(self, token: "Token") -> object | None:
        mention = self.resolver.cast.at.get(token.i)
        if mention is not None:
            return mention.party
        found = self.resolver.referent(token) if token.pos_ == "PRON" else self.resolver.described(token)
        return None if found is None else found.party

    def _as_of(self, proposition: "Proposition") -> Carried | None:
        """A state of the moment: "are undergoing trial", "is still closed", "has 46 observers"."""
        verb, anchor = proposition.head, self.timeline.anchor
        if anchor is None or proposition.rule not in _MAIN or any(t.lower_ == "since" for t in proposition.tokens):
            return None
        helpers = {c.lower_ for c in verb.children if c.dep_ in {"aux", "auxpass"}}
        going = (
            verb.tag_ == "VBG" and bool(helpers & {"is", "are"}) and verb.lower_ != "going" and not helpers & {"been"}
        )
        going = going or {"being"} < helpers & {"is", "are", "being"} or verb.lemma_.lower() in _STAYING
        lasting = any(t.lower_ in _STILL and t.head == verb for t in proposition.tokens)
        held = verb.lemma_.lower() in {"have", "be"} and verb.tag_ in {"VBZ", "VBP"}
        toll = verb.tag_ == "VBN" and bool(helpers & {"has", "have"})
        if not present(verb) or not (going or lasting or ((held or toll) and counted(verb))):
            return None
        return Carried(
            f", as of {Moment(anchor.year, anchor.month, anchor.day).words.removeprefix('on ')}", 0.8, "state"
        )

    def _clock(self, at: int) -> str:
        """The time at whose line an entry of a live blog stands."""
        index = bisect_right([start for start, _ in self.clocks], at) - 1
        return f"{self.clocks[index][1]} on " if index >= 0 else ""

    def _past(self, proposition: "Proposition") -> bool:
        if proposition.rule == "record" and proposition.parent is not None:
            return simple_past(proposition.parent.head, proposition.parent)
        return proposition.rule in {"participle", "absolute"} or simple_past(proposition.head, proposition)

    def _coming(self, proposition: "Proposition") -> bool:
        """A change that is to come: "will rise", "rises", "is to close"."""
        record = proposition.rule == "record" and proposition.parent is not None
        verb = proposition.parent.head if record and proposition.parent is not None else proposition.head
        helpers = {c.lower_ for c in verb.children if c.dep_ in {"aux", "auxpass"}}
        going = "being" in helpers or verb.tag_ == "VBG"
        priced = verb.lemma_.lower() not in _EXPECTED and any(t.text[:1].isdigit() for t in proposition.tokens)
        paid = verb.lemma_ == "pay" and going
        change = (priced and not going) or (verb.lemma_.lower() in _CHANGES and not paid)
        return bool(helpers & {"will", "'ll", "must", "can", "may"}) or (
            change and (verb.tag_ in {"VBZ", "VBP"} or bool(helpers & {"is", "are"})) and not helpers & {"has", "have"}
        )

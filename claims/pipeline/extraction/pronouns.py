"""Whom a pronoun means: candidates before it are weighed, and only a clear winner is taken."""

from collections import Counter
from typing import TYPE_CHECKING

from . import words
from .candidates import Candidate, Candidates, is_subject
from .descriptions import described
from .people import Cast, Party
from .recognising import BODY, PERSON
from .referent import Referent
from .salience import asked, closes_speech, expletive, judged, mourned, verb_above
from .words import word_list

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from spacy.tokens import Doc, Token

    from .quotations import Quotation

MASCULINE = frozenset({"he", "him", "his", "himself"})
FEMININE = frozenset({"she", "her", "hers", "herself"})
PLURAL = frozenset({"they", "them", "their", "theirs", "themselves"})
NEUTER = frozenset({"it", "its", "itself"})
FIRST = frozenset({"i", "me", "my", "mine", "myself"})
FIRST_PLURAL = frozenset({"we", "us", "our", "ours", "ourselves"})
POSSESSIVE = frozenset({"his", "her", "hers", "their", "theirs", "its", "my", "mine", "our", "ours"})
MARGIN = 0.1  # a winner must lead the second by this much
_CALLED = words.ROLES | words.LABELS
_NOT_ONLY = words.BODIES | {"model", "head", "general", "major"}  # also things
SOMEONE = (words.ROLES | words.LABELS | words.MALE | words.FEMALE | word_list("someone")) - _NOT_ONLY


class Resolver:
    """Resolves the pronouns of one article; narration first, so that "he" may lead on to the next "he"."""

    def __init__(
        self, doc: "Doc", cast: Cast, quotations: "Sequence[Quotation]", paragraph_starts: "Collection[int]" = ()
    ) -> None:
        self.doc = doc
        self.cast = cast
        self.candidates = Candidates(doc, cast)
        self.quoted = [False] * len(doc)
        for quotation in quotations:
            span = doc.char_span(quotation.inner_start, quotation.inner_end, alignment_mode="contract")
            for i in range(span.start, span.end) if span is not None else ():
                self.quoted[i] = True
        self.protagonist = max((p for p in cast.parties if p.kind == PERSON), key=lambda p: p.count, default=None)
        self.openings = {t.i for s in doc.sents if s.start_char in paragraph_starts for t in s if t.head == s.root}
        self.narrated: dict[int, Referent] = {}
        self.taken: Counter[int] = Counter(id(m.party) for m in cast.mentions)
        self._walk()

    def referent(self, token: "Token", speaker: Party | None = None) -> Referent | None:
        """What the pronoun means, or None below the margin. `speaker` is whose quotation it stands in."""
        lowered = token.lower_
        if lowered in FIRST and speaker is not None:
            return Referent(speaker, speaker.name, 0.95)
        if token.i in self.narrated and not self.quoted[token.i]:
            return self.narrated[token.i]
        if lowered in MASCULINE | FEMININE:
            return self._person(token, "m" if lowered in MASCULINE else "f", speaker)
        if lowered in PLURAL:
            return self._group(token)
        return self._thing(token) if lowered in NEUTER and not self.quoted[token.i] else None

    def described(self, noun: "Token", speaker: Party | None = None) -> Referent | None:
        """Whom "the prosecutor" or "the company" means; None where it could be several."""
        return described(noun, self.candidates, speaker)

    def _walk(self) -> None:
        for token in self.doc:
            if self.quoted[token.i]:
                continue
            if token.pos_ == "NOUN" and token.lower_ in _CALLED:
                called = self.described(token)
                if called is not None and called.party is not None and called.party.kind == PERSON:
                    self.candidates.note(called.party, token.i - 1, token.i + 1, token.i)
            if token.pos_ != "PRON":
                continue
            found = self.referent(token)
            if found is None:
                continue
            self.narrated[token.i] = found
            self.taken[id(found.party)] += 1
            if found.party is not None and found.party.kind == PERSON and not found.plural:
                self.candidates.note(found.party, token.i, token.i + 1, token.i)

    def _person(self, token: "Token", gender: str, speaker: Party | None) -> Referent | None:
        weights: dict[int, tuple[float, Party, int]] = {}
        ahead: Party | None = None
        for c in self.candidates.people(token):
            party = c.party
            if party is None or party is speaker or (party.gender and party.gender != gender):
                continue
            if c.span[0] >= token.i:
                ahead = ahead or (party if c.span[0] > token.i and not party.common else None)
            elif not self._same_clause(token, c):
                weight = self._weight(token, c) + self._standing(party, token)
                if id(party) not in weights or weights[id(party)][0] < weight:
                    weights[id(party)] = (weight, party, c.head)
        ranked = sorted(weights.values(), key=lambda pair: -pair[0])
        if not ranked:  # "When he arrived, Smith said": the name comes after, in the same sentence
            return None if ahead is None else Referent(ahead, ahead.name, 0.6)
        lead = ranked[0][0] - ranked[1][0] if len(ranked) > 1 else 2.0
        if len(ranked) > 1 and self._coordinated(ranked[0][2], ranked[1][2]):
            return None  # "Xan and Bly met. She …"
        return Referent(ranked[0][1], ranked[0][1].name, min(0.95, 0.55 + lead / 5)) if lead >= MARGIN else None

    def _coordinated(self, one: int, two: int) -> bool:
        first, second = self.doc[min(one, two)], self.doc[max(one, two)]
        return second.dep_ == "conj" and second.head == first

    def _weight(self, token: "Token", c: Candidate) -> float:
        """How near and how prominent a mention is."""
        head = self.doc[c.head]
        distance = self.candidates.sentence_of[token.i] - c.sentence
        weight = 3.0 - 0.9 * distance + (1.0 if c.subject else 0.0)
        if is_subject(token) and c.subject:
            weight += 0.4
        if distance and closes_speech(head):
            # '"She was kind," said Smith. She …': the talk goes on about her, unless the pronoun speaks in turn
            weight -= 0.8 if is_subject(token) and token.head.lemma_.lower() in words.SAYING else 1.8
        if self.quoted[c.head] and not self.quoted[token.i]:
            weight -= 1.0
        if judged(token, head):
            weight += 2.0  # "Xan called Bly weak, and said he would pay": the talk is about Bly
        if mourned(token, head):
            weight += 2.5
        if asked(token, head):
            weight += 1.5  # "Xan was asked by Bly if she would stay"
        if head.dep_ == "poss":
            weight -= 0.4
        if any(a.dep_ == "relcl" and a.head.i == c.head for a in token.ancestors):
            weight += 1.5  # "Salunke, who had gone for 22 in her last two overs"
        if head.dep_ == "conj" or any(k.dep_ == "conj" for k in head.children):
            weight -= 0.6  # one of "A and B" is seldom taken up alone
        sent = head.sent
        weight += 0.3 * (c.head - sent.start) / max(len(sent), 1)
        return weight - (min((token.i - c.span[1]) / 60, 0.3) if distance == 0 else 0.0)

    def _standing(self, party: Party, token: "Token") -> float:
        """How much the article is about a person: named and taken up often; a lone name of no known kind counts less."""
        first = party.name.split()[0].lower()
        whole = (
            party.common or party.role or len(party.name.split()) > 1 or first in words.MALE_NAMES | words.FEMALE_NAMES
        )
        opens = party is self.protagonist and token.i in self.openings
        often = min(0.06 * (self.taken[id(party)] + party.count), 0.8)
        return often - (0.0 if whole else 1.0) + (1.2 if opens else 0.0) + (1.2 if party.gender else 0.0)

    def _same_clause(self, token: "Token", c: Candidate) -> bool:
        """Subject and object of one verb are two, unless the pronoun is reflexive or possessive."""
        head = self.doc[c.head]
        if token.lower_.endswith(("self", "selves")) or token.dep_ == "poss":
            return head.head.i == token.head.i and head.dep_ == "poss"
        return verb_above(head) == verb_above(token) and self.candidates.sentence_of[token.i] == c.sentence

    def _group(self, token: "Token") -> Referent | None:
        verb = token.head.head.head if token.dep_ == "pobj" and token.head.lower_ == "of" else token.head
        says = verb.lemma_.lower() in words.SAYING and (is_subject(token) or token.dep_ == "pobj")
        return self._best(
            token,
            lambda c: (c.plural or (c.party is not None and c.party.kind == BODY)) and (not says or self._can_speak(c)),
            0.6,
            plural=True,
        )

    def _thing(self, token: "Token") -> Referent | None:
        if token.lower_ != "its" and (not is_subject(token) or expletive(token)):
            return None
        says = is_subject(token) and token.head.lemma_.lower() in words.SAYING
        return self._best(
            token,
            lambda c: not c.plural and not self._someone(c) and (not says or self._can_speak(c)),
            0.55,
            plural=False,
        )

    def _someone(self, c: Candidate) -> bool:
        """ "A bank clerk" is no "it"."""
        lemma = self.doc[c.head].lemma_.lower()
        return c.party is None and lemma in SOMEONE

    def _can_speak(self, c: Candidate) -> bool:
        """Bodies and documents say things; weather and meadows do not."""
        if c.party is not None:
            return c.party.kind == BODY
        head = self.doc[c.head]
        spoke = is_subject(head) and head.head.lemma_.lower() in words.SAYING - words.MENTAL
        return spoke or bool({head.lemma_.lower(), head.lower_} & (words.DOCUMENTS | words.COLLECTIVES))

    def _best(
        self, token: "Token", fits: "Callable[[Candidate], bool]", confidence: float, *, plural: bool
    ) -> Referent | None:
        here = self.candidates.sentence_of[token.i]
        found = [
            c
            for c in self.candidates.things(token)
            if fits(c)
            and (self.quoted[token.i] or not self.quoted[c.head])
            and (here - c.sentence < 2 or c.subject)
            and self.doc[c.head].dep_ != "npadvmod"
            and not self._same_clause(token, c)
        ]
        best = max(found, key=lambda c: (self._weight(token, c) + (1.2 if c.party else 0.0), c.span[0]), default=None)
        if best is None:
            return None
        if best.party is not None:
            return Referent(best.party, best.party.name, confidence + 0.1, plural=plural)
        span = self.doc[best.span[0] : best.span[1]]
        if any(t.tag_ == "PRP$" for t in span):
            return None
        text = span.text[0].lower() + span.text[1:] if span[0].pos_ in {"DET", "NUM", "ADJ", "NOUN"} else span.text
        return Referent(None, text, confidence, plural=plural)

"""Whom a pronoun means: candidates before it are weighed, and only a clear winner is taken."""

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from . import words
from .cuts import comma_before, content_of
from .people import BODY, PERSON, PLACE, Cast, Mention, Party

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from spacy.tokens import Doc, Span, Token

    from .quotations import Quotation

MASCULINE = frozenset({"he", "him", "his", "himself"})
FEMININE = frozenset({"she", "her", "hers", "herself"})
PLURAL = frozenset({"they", "them", "their", "theirs", "themselves"})
NEUTER = frozenset({"it", "its", "itself"})
FIRST = frozenset({"i", "me", "my", "mine", "myself"})
FIRST_PLURAL = frozenset({"we", "us", "our", "ours", "ourselves"})
POSSESSIVE = frozenset({"his", "her", "hers", "their", "theirs", "its", "my", "mine", "our", "ours"})
MARGIN = 0.1  # a winner must lead the second by this much
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_FAR = 6  # sentences


@dataclass(frozen=True, slots=True)
class Referent:
    """What a pronoun stands for: a party, or the words of a noun phrase; `confidence` 0 to 1."""

    party: Party | None
    words: str
    confidence: float
    plural: bool = False


@dataclass(frozen=True, slots=True)
class _Candidate:
    party: Party | None
    span: tuple[int, int]
    head: int
    sentence: int
    subject: bool
    plural: bool
    first: bool = False


class Resolver:
    """Resolves the pronouns of one article; narration first, so that "he" may lead on to the next "he"."""

    def __init__(
        self, doc: "Doc", cast: Cast, quotations: "Sequence[Quotation]", paragraph_starts: "Collection[int]" = ()
    ) -> None:
        self.doc = doc
        self.cast = cast
        self.sentence_of: list[int] = [0] * len(doc)
        for number, sent in enumerate(doc.sents):
            for token in sent:
                self.sentence_of[token.i] = number
        self.quoted = [False] * len(doc)
        for quotation in quotations:
            span = doc.char_span(quotation.inner_start, quotation.inner_end, alignment_mode="contract")
            for i in range(span.start, span.end) if span is not None else ():
                self.quoted[i] = True
        self.protagonist = max((p for p in cast.parties if p.kind == PERSON), key=lambda p: p.count, default=None)
        self.openings = {t.i for s in doc.sents if s.start_char in paragraph_starts for t in s if t.head == s.root}
        self.narrated: dict[int, Referent] = {}
        self.taken: Counter[int] = Counter(id(m.party) for m in cast.mentions)
        self.people = sorted([*map(self._candidate, cast.mentions), *self._unnamed()], key=lambda c: c.span)
        self.groups = sorted([*self._couples(), *self._things()], key=lambda c: c.span)
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
        if lowered in NEUTER:
            return self._thing(token)
        return None

    def described(self, noun: "Token", speaker: Party | None = None) -> Referent | None:
        """Whom "the prosecutor", "the Democrat" or "the company" means; None where it could be several."""
        doc, lowered = self.doc, noun.lower_
        if noun.i == 0 or doc[noun.i - 1].lower_ != "the" or noun.tag_ not in {"NN", "NNP"}:
            return None
        if noun.i + 1 < len(doc) and (doc[noun.i + 1].pos_ == "PROPN" or doc[noun.i + 1].dep_ == "case"):
            return None
        told = [c for c in noun.children if c.dep_ in {"prep", "relcl", "acl", "appos", "compound", "amod", "poss"}]
        if any(c.dep_ not in {"relcl", "appos"} or not comma_before(c) for c in told) or noun.dep_ == "compound":
            return None
        here = self.sentence_of[noun.i]
        if lowered in words.BODIES:
            found = [c.party for c in self.groups if c.party is not None and c.party.kind == BODY and c.span[1] <= noun.i and here - c.sentence <= 3]
            return Referent(found[-1], found[-1].name, 0.6) if found and len({id(p) for p in found[-2:]}) == 1 else None
        if lowered in words.ROLES:
            holders = [p for p in self.cast.with_role(lowered) if p is not speaker]
            near = {id(self.cast.at[t.i].party) for t in noun.sent if t.i in self.cast.at}
            apart = [p for p in holders if id(p) not in near] or holders
            if len(apart) == 1 or (apart and apart[0].count > 2 * apart[1].count):
                return Referent(apart[0], apart[0].name, 0.75)
            return None
        if lowered not in words.LABELS:
            return None
        before = [c for c in self.people if c.party is not None and c.party.kind == PERSON and c.span[1] <= noun.i and here - c.sentence <= 2 and c.party is not speaker]
        best = max(before, key=lambda c: (c.sentence, c.subject, c.span[0]), default=None)
        return None if best is None or best.party is None else Referent(best.party, best.party.name, 0.55)

    def _walk(self) -> None:
        for token in self.doc:
            if token.pos_ != "PRON" or self.quoted[token.i]:
                continue
            found = self.referent(token)
            if found is None:
                continue
            self.narrated[token.i] = found
            self.taken[id(found.party)] += 1
            if found.party is not None and found.party.kind == PERSON and not found.plural:
                where = (token.i, token.i + 1)
                self.people.append(
                    _Candidate(
                        found.party, where, token.i, self.sentence_of[token.i], token.dep_ in _SUBJECTS, plural=False
                    )
                )

    def _unnamed(self) -> list[_Candidate]:
        """"A man in his sixties": people without a name, taken up as "the man"."""
        known: dict[str, Party] = {}
        found = []
        for chunk in self.doc.noun_chunks:
            root = chunk.root
            male, female = root.lower_ in words.MALE, root.lower_ in words.FEMALE
            if root.pos_ != "NOUN" or root.i in self.cast.at or not (male or female) or root.dep_ in {"compound", "attr"}:
                continue
            if any(c.dep_ in {"appos", "poss"} for c in root.children) or (root.dep_ == "appos" and root.head.i in self.cast.at):
                continue
            party = known.setdefault(root.lower_, Party(f"the {root.text}", PERSON, "m" if male else "f", common=True))
            found.append(_Candidate(party, (chunk.start, chunk.end), root.i, self.sentence_of[root.i], _is_subject(root), plural=False))
        return found

    def _candidate(self, mention: Mention) -> _Candidate:
        head = self.doc[mention.head]
        return _Candidate(
            mention.party,
            (mention.start, mention.end),
            mention.head,
            self.sentence_of[mention.start],
            _is_subject(head),
            plural=False,
        )

    def _person(self, token: "Token", gender: str, speaker: Party | None) -> Referent | None:
        here = self.sentence_of[token.i]
        weights: dict[int, tuple[float, Party]] = {}
        for c in self.people:
            party = c.party
            if party is None or party.kind != PERSON or party is speaker or (party.gender and party.gender != gender):
                continue
            if c.span[0] >= token.i or here - c.sentence > _FAR or self._same_clause(token, c):
                continue
            protagonist = party is self.protagonist and token.i in self.openings
            weight = self._weight(token, c) + (1.2 if protagonist else 0.0) + (1.2 if party.gender else 0.0) + self._standing(party)
            if id(party) not in weights or weights[id(party)][0] < weight:
                weights[id(party)] = (weight, party)
        ranked = sorted(weights.values(), key=lambda pair: -pair[0])
        if not ranked:
            return self._ahead(token, gender, speaker)
        lead = ranked[0][0] - ranked[1][0] if len(ranked) > 1 else 2.0
        if lead < MARGIN:
            return None
        return Referent(ranked[0][1], ranked[0][1].name, min(0.95, 0.55 + lead / 5))

    def _ahead(self, token: "Token", gender: str, speaker: Party | None) -> Referent | None:
        """ "When he arrived, Smith said": the name comes after, in the same sentence."""
        for c in self.people:
            if c.party is not None and c.party.kind == PERSON and c.party is not speaker and c.span[0] > token.i:
                if c.sentence != self.sentence_of[token.i]:
                    return None
                if not c.party.gender or c.party.gender == gender:
                    return Referent(c.party, c.party.name, 0.6)
        return None

    def _weight(self, token: "Token", c: _Candidate) -> float:
        distance = self.sentence_of[token.i] - c.sentence
        weight = 3.0 - 0.9 * distance + (1.0 if c.subject else 0.0)
        if _is_subject(token) and c.subject:
            weight += 0.4
        if _speaks(self.doc[c.head]) and self.sentence_of[token.i] != c.sentence:
            weight -= 0.8  # the subject of "said" passes on; the talk goes on about someone else
        if self.quoted[c.head] and not self.quoted[token.i]:
            weight -= 1.0
        if self.doc[c.head].dep_ == "poss":
            weight -= 0.4
        if any(a.dep_ == "relcl" and a.head.i == c.head for a in token.ancestors):
            weight += 1.5  # "Salunke, who had gone for 22 in her last two overs"
        if self.doc[c.head].dep_ == "conj" or any(k.dep_ == "conj" for k in self.doc[c.head].children):
            weight -= 0.6  # one of "A and B" is seldom taken up alone
        weight += 0.3 * self._late(c)
        if distance == 0:
            weight -= min((token.i - c.span[1]) / 60, 0.3)
        return weight

    def _standing(self, party: Party) -> float:
        """How much the article is about a person: named and taken up often; a lone name of no known kind counts less."""
        first = party.name.split()[0].lower()
        whole = party.common or len(party.name.split()) > 1 or first in words.MALE_NAMES | words.FEMALE_NAMES or party.role
        return min(0.06 * (self.taken[id(party)] + party.count), 0.8) - (0.0 if whole else 1.0)

    def _late(self, c: _Candidate) -> float:
        """How far on in its sentence the candidate stands, 0 to 1."""
        sent = self.doc[c.head].sent
        return (c.head - sent.start) / max(len(sent), 1)

    def _same_clause(self, token: "Token", c: _Candidate) -> bool:
        """Subject and object of one verb are two, unless the pronoun is reflexive or possessive."""
        if token.lower_.endswith(("self", "selves")) or token.dep_ == "poss":
            return self.doc[c.head].head.i == token.head.i and self.doc[c.head].dep_ == "poss"
        head = self.doc[c.head]
        return _verb_above(head) == _verb_above(token) and self.sentence_of[token.i] == c.sentence

    def _couples(self) -> list[_Candidate]:
        """ "Thomas Sam and his wife Manju Sam": people named side by side, whom "they" may mean."""
        couples = []
        mentions = [m for m in self.cast.mentions if m.party.kind == PERSON]
        for one, two in zip(mentions, mentions[1:], strict=False):
            between = self.doc[one.end : two.start]
            if one.party is two.party or len(between) > 7 or not any(t.lower_ == "and" for t in between):
                continue
            if any(t.pos_ in {"VERB", "AUX"} or t.text in ';:"' for t in between):
                continue
            party = Party(f"{one.party.name} and {two.party.name}", PERSON, members=(one.party, two.party))
            couples.append(
                _Candidate(
                    party,
                    (one.start, two.end),
                    one.head,
                    self.sentence_of[one.start],
                    _is_subject(self.doc[one.head]),
                    plural=True,
                )
            )
        return couples

    def _things(self) -> list[_Candidate]:
        things = []
        for chunk in self.doc.noun_chunks:
            root = chunk.root
            if root.pos_ == "PRON" or any(t.pos_ == "PRON" and t.tag_ != "PRP$" for t in chunk) or len(chunk) > 8:
                continue
            mention = self.cast.at.get(root.i)
            if mention is not None and mention.party.kind == PERSON:
                continue
            party = (
                mention.party
                if mention is not None
                and mention.party.kind in {BODY, PLACE}
                and len(chunk) <= mention.end - mention.start + 1
                else None
            )
            plural = (
                root.tag_ in {"NNS", "NNPS"}
                or root.lower_ in {"police", "people"}
                or any(c.dep_ == "conj" for c in root.children)
            )
            things.append(
                _Candidate(
                    party, (chunk.start, chunk.end), root.i, self.sentence_of[root.i], _is_subject(root), plural=plural
                )
            )
        return things

    def _group(self, token: "Token") -> Referent | None:
        best = self._best(token, lambda c: c.plural or (c.party is not None and c.party.kind == BODY))
        return self._referent(best, 0.6, plural=True)

    def _thing(self, token: "Token") -> Referent | None:
        if token.lower_ != "its" and (not _is_subject(token) or expletive(token)):
            return None
        says = _is_subject(token) and token.head.lemma_.lower() in words.SAYING
        best = self._best(token, lambda c: not c.plural and (not says or self._can_speak(c)))
        return self._referent(best, 0.55, plural=False)

    def _can_speak(self, c: _Candidate) -> bool:
        """Bodies and documents say things; weather and meadows do not."""
        return (c.party is not None and c.party.kind == BODY) or self.doc[c.head].lemma_.lower() in words.DOCUMENTS | words.COLLECTIVES

    def _best(self, token: "Token", fits: "object") -> _Candidate | None:
        assert callable(fits)
        here = self.sentence_of[token.i]
        found = [
            c
            for c in self.groups
            if fits(c)
            and c.span[1] <= token.i
            and 0 <= here - c.sentence <= 2
            and not self._same_clause(token, c)
            and (self.quoted[token.i] or not self.quoted[c.head])
            and (here - c.sentence < 2 or c.subject)
            and self.doc[c.head].dep_ != "npadvmod"
        ]
        return max(
            found,
            key=lambda c: (self._weight(token, c) + (1.2 if c.party is not None else 0.0), c.span[0]),
            default=None,
        )

    def _referent(self, c: _Candidate | None, confidence: float, *, plural: bool) -> Referent | None:
        if c is None:
            return None
        if c.party is not None:
            return Referent(c.party, c.party.name, confidence + 0.1, plural=plural)
        span: Span = self.doc[c.span[0] : c.span[1]]
        if any(t.tag_ == "PRP$" for t in span):
            return None
        text = span.text[0].lower() + span.text[1:] if span[0].pos_ == "DET" else span.text
        return Referent(None, text, confidence, plural=plural)


def expletive(token: "Token") -> bool:
    """ "It is likely that", "it rained": an "it" that stands for nothing before it."""
    if token.dep_ == "expl":
        return True
    verb = token.head
    raising = verb.lemma_.lower() in {"be", "seem", "appear", "happen", "turn", "take", "remain", "become"}
    passive = any(c.dep_ == "auxpass" for c in verb.children)
    return token.lower_ == "it" and (raising or passive) and any(
        c.dep_ in {"ccomp", "xcomp", "csubj", "acomp", "advcl"}
        and c.i > verb.i
        and (c.dep_ != "acomp" or any(g.dep_ in {"xcomp", "ccomp"} for g in c.children))
        for c in verb.children
    )


def _speaks(token: "Token") -> bool:
    content = content_of(token.head) if _is_subject(token) else None
    return content is not None and content.i < token.i and token.head.lemma_.lower() in words.SAYING


def _is_subject(token: "Token") -> bool:
    while token.dep_ in {"conj", "appos"} and token.head != token:
        token = token.head
    return token.dep_ in _SUBJECTS


def _verb_above(token: "Token") -> int:
    while (
        token.dep_ in {"conj", "appos", "compound", "poss", "nmod"}
        and token.head != token
        and token.pos_ not in {"VERB", "AUX"}
    ):
        token = token.head
    return token.head.i if token.dep_ in {"nsubj", "nsubjpass", "dobj", "dative", "attr"} else -token.i - 1

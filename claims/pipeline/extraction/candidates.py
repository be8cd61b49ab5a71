"""Whom or what a pronoun could mean: every mention of an article, by sentence."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from . import words
from .people import Cast, Mention, Party
from .recognising import BODY, PERSON, PLACE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc, Span, Token

FAR = 6  # sentences that a pronoun may look back
_LONG = 8  # tokens of a noun phrase that may still stand for a pronoun


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A mention: token indices `span`, its governing token, its sentence, and the party it names (None for a mere thing)."""

    party: Party | None
    span: tuple[int, int]
    head: int
    sentence: int
    subject: bool
    plural: bool = False


class Candidates:
    """People and things of an article, looked up by the sentence they stand in."""

    def __init__(self, doc: "Doc", cast: Cast) -> None:
        self.doc = doc
        self.cast = cast
        self.sentence_of = [0] * len(doc)
        for number, sent in enumerate(doc.sents):
            for token in sent:
                self.sentence_of[token.i] = number
        self._people: defaultdict[int, list[Candidate]] = defaultdict(list)
        self._things: defaultdict[int, list[Candidate]] = defaultdict(list)
        chunks = [chunk for chunk in doc.noun_chunks if chunk.root.pos_ != "PRON"]
        for mention in cast.mentions:
            if mention.party.kind == PERSON:
                self.note(mention.party, mention.start, mention.end, mention.head)
        self._note_unnamed(chunks)
        self._note_couples()
        self._note_things(chunks)

    def people(self, token: "Token") -> "Iterator[Candidate]":
        """People named in the token's sentence, before or after it, and in the sentences before."""
        here = self.sentence_of[token.i]
        for sentence in range(max(here - FAR, 0), here + 1):
            yield from self._people[sentence]

    def things(self, token: "Token", back: int = 2) -> "Iterator[Candidate]":
        """Things, bodies and groups that stand before the token, at most `back` sentences away."""
        here = self.sentence_of[token.i]
        for sentence in range(max(here - back, 0), here + 1):
            yield from (c for c in self._things[sentence] if c.span[1] <= token.i)

    def note(self, party: Party, start: int, end: int, head: int) -> None:
        """Add a person's mention; a resolved pronoun is one too."""
        subject = is_subject(self.doc[head])
        self._people[self.sentence_of[start]].append(
            Candidate(party, (start, end), head, self.sentence_of[start], subject)
        )

    def _note_unnamed(self, chunks: "list[Span]") -> None:
        """ "A man in his sixties": people without a name, taken up as "the man"."""
        known: dict[str, Party] = {}
        for chunk in chunks:
            root = chunk.root
            male, female = root.lower_ in words.MALE, root.lower_ in words.FEMALE
            if root.pos_ != "NOUN" or root.i in self.cast.at or male == female or root.dep_ in {"compound", "attr"}:
                continue
            if any(c.dep_ in {"appos", "poss"} for c in root.children) or (
                root.dep_ == "appos" and root.head.i in self.cast.at
            ):
                continue
            party = known.setdefault(root.lower_, Party(f"the {root.text}", PERSON, "m" if male else "f", common=True))
            self.note(party, chunk.start, chunk.end, root.i)

    def _note_couples(self) -> None:
        """ "Thomas Sam and his wife Manju Sam": people named side by side, whom "they" may mean."""
        for one, two in pairwise(m for m in self.cast.mentions if m.party.kind == PERSON):
            between = self.doc[one.end : two.start]
            if one.party is two.party or len(between) > 7 or not any(t.lower_ == "and" for t in between):
                continue
            if any(t.pos_ in {"VERB", "AUX"} or t.text in ';:"' for t in between):
                continue
            party = Party(f"{one.party.name} and {two.party.name}", PERSON, members=(one.party, two.party))
            self._note_thing(Mention(one.start, two.end, one.head, party), party, plural=True)

    def _note_things(self, chunks: "list[Span]") -> None:
        for chunk in chunks:
            root = chunk.root
            if any(t.pos_ == "PRON" and t.tag_ != "PRP$" for t in chunk) or len(chunk) > _LONG:
                continue
            mention = self.cast.at.get(root.i)
            if mention is not None and mention.party.kind == PERSON:
                continue
            alone = mention is not None and len(chunk) <= mention.end - mention.start + 1
            party = mention.party if mention is not None and alone and mention.party.kind in {BODY, PLACE} else None
            plural = root.tag_ in {"NNS", "NNPS"} or root.lower_ in {"police", "people"}
            plural = plural or any(c.dep_ == "conj" for c in root.children)
            self._note_thing(Mention(chunk.start, chunk.end, root.i, Party("", "")), party, plural=plural)

    def _note_thing(self, where: Mention, party: Party | None, *, plural: bool) -> None:
        sentence, subject = self.sentence_of[where.start], is_subject(self.doc[where.head])
        self._things[sentence].append(Candidate(party, (where.start, where.end), where.head, sentence, subject, plural))


def is_subject(token: "Token") -> bool:
    """Whether the token, or the one that it is coordinated with, is a subject."""
    while token.dep_ in {"conj", "appos"} and token.head != token:
        token = token.head
    return token.dep_ in {"nsubj", "nsubjpass"}

"""Who stands behind words: the person, body, document or group that a noun names."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from . import words
from .clauses import asserts
from .propositions import subject_of
from .recognising import BODY, PERSON

if TYPE_CHECKING:
    from spacy.tokens import Token

    from .people import Cast, Party
    from .pronouns import Resolver

_OUTLET = re.compile(r"(?:\.(?:com|org|net|co\.uk)|News|TV|FM)$")


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """Whoever stands behind words: a name as the article has it, the party if known, and whether it is an outlet."""

    name: str
    party: "Party | None"
    confidence: float

    @property
    def outlet(self) -> bool:
        """Whether this looks like a newspaper, broadcaster or agency."""
        last = self.name.lower().replace("the ", "").split()
        person = self.party is not None and self.party.kind == PERSON
        return not person and bool(
            _OUTLET.search(self.name)
            or (any(w in words.OUTLETS for w in last) and (self.party is not None or len(last) > 1))
        )


def source_of_verb(verb: "Token", cast: "Cast", resolver: "Resolver") -> Source | None:
    """Who speaks: the subject, the agent of a passive, or the antecedent of "who"."""
    agent = next((g for c in verb.children if c.dep_ == "agent" for g in c.children if g.dep_ == "pobj"), None)
    subject = agent or subject_of(speaking_verb(verb))
    if subject is None or (any(c.dep_ == "auxpass" for c in verb.children) and agent is None):
        return None
    if subject.tag_ in {"WP", "WDT"}:
        subject = verb.head if verb.dep_ == "relcl" else None
    return None if subject is None else source_of(subject, cast, resolver)


def source_of(token: "Token", cast: "Cast", resolver: "Resolver") -> Source | None:
    """The source that a noun or pronoun names; None for "I", "it" and the like that lead nowhere."""
    if token.pos_ == "PRON":
        found = resolver.referent(token)
        return None if found is None else Source(found.words, found.party, found.confidence)
    mention = cast.at.get(token.i) or next(
        (cast.at[c.i] for c in token.children if c.dep_ == "appos" and c.i in cast.at), None
    )
    if mention is None and token.lower_ in words.ROLES:
        mention = next(
            (
                cast.at[c.i]
                for c in token.children
                if c.i in cast.at and cast.at[c.i].party.kind == PERSON and c.dep_ in {"compound", "nmod"}
            ),
            None,
        )
    if mention is not None and mention.party.kind in {PERSON, BODY, "place"} and token.dep_ != "poss":
        return Source(mention.party.name, mention.party, 0.9)
    if token.lower_ in words.DOCUMENTS:
        maker = _maker(token)
        made = source_of(maker, cast, resolver) if maker is not None else None
        if made is not None:
            return made
    beside = _name_beside(token, cast)
    if beside is not None:
        return Source(beside.name, beside, 0.85)
    definite = resolver.described(token)
    if definite is not None:
        return Source(definite.words, definite.party, definite.confidence)
    if token.pos_ not in {"NOUN", "PROPN"} and not _OUTLET.search(token.text):
        return None
    owner = next((c for c in token.children if c.tag_ == "PRP$"), None)
    owned = resolver.referent(owner) if owner is not None else None
    if owner is not None:
        return None if owned is None else Source(f"{owned.words}'s {_after(owner, noun_phrase(token))}", None, 0.6)
    return Source(
        noun_phrase(token), None, 0.7 if token.lower_ in words.COLLECTIVES | words.DOCUMENTS | words.ROLES else 0.5
    )


def speaking_verb(verb: "Token") -> "Token":
    """In "she claimed that many had left and vowed to help" the parser ties "vowed" to "left"; the subject is that of "claimed"."""
    first = verb
    while first.dep_ == "conj" and first.head != first:
        first = first.head
    told = first != verb and first.dep_ == "ccomp" and asserts(first.head)
    own = any(c.dep_ in {"nsubj", "nsubjpass"} for c in verb.children)
    return (
        first.head
        if told and not own and verb.lemma_.lower() in (words.SAYING | words.PERFORMING) - words.MENTAL
        else verb
    )


def _maker(document: "Token") -> "Token | None":
    """Whose study it is: "research done by X", "a report from X"."""
    for child in document.children:
        by = child if child.dep_ == "prep" and child.lower_ in {"by", "from"} else None
        if child.dep_ == "acl":
            by = next((c for c in child.children if c.dep_ in {"agent", "prep"} and c.lower_ == "by"), None)
        maker = next((c for c in by.children if c.dep_ == "pobj"), None) if by is not None else None
        if maker is not None:
            return maker
    return None


def _name_beside(noun: "Token", cast: "Cast") -> "Party | None":
    """ "A spokeswoman for the department, Elaine Cho, said": the name between commas before the verb."""
    if noun.lower_ not in words.ROLES or noun.dep_ not in {"nsubj", "nsubjpass"}:
        return None
    for token in noun.doc[noun.i + 1 : max(noun.head.i, noun.i + 1)]:
        mention = cast.at.get(token.i)
        if (
            mention is not None
            and mention.start == token.i
            and mention.party.kind == PERSON
            and token.nbor(-1).text == ","
        ):
            return mention.party if noun.doc[mention.end].text == "," else None
    return None


def noun_phrase(token: "Token") -> str:
    """The noun with the words that name it, without its article and without clauses or appositions."""
    kept = [t for t in token.subtree if t.i <= token.i or _belongs(t, token)]
    while kept and (kept[0].dep_ in {"det", "cc"} or kept[0].is_punct or kept[0].is_space):
        kept = kept[1:]
    doc = token.doc
    return " ".join(doc[kept[0].i : kept[-1].i + 1].text.split()) if kept else token.text


def _after(owner: "Token", phrase: str) -> str:
    return phrase.removeprefix(owner.text).strip()


def _belongs(part: "Token", noun: "Token") -> bool:
    """Within an "of"- or "at"-phrase right after the noun, up to five tokens."""
    prep = noun.nbor() if noun.i + 1 < len(noun.doc) else None
    return (
        prep is not None
        and prep.lower_ in {"of", "at", "from", "for"}
        and prep.head == noun
        and prep.i <= part.i <= noun.i + 6
        and part in set(prep.subtree)
        and not any(t.text in {",", '"'} or t.pos_ == "VERB" for t in noun.doc[noun.i : part.i + 1])
    )

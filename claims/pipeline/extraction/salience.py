"""Where a pronoun and a mention stand to each other: what makes one likelier to mean the other, or mean nothing at all."""

from typing import TYPE_CHECKING

from . import words
from .candidates import is_subject
from .clauses import content_of

if TYPE_CHECKING:
    from spacy.tokens import Token

_DEATHS = frozenset({"death", "killing", "murder", "funeral"})
_RAISING = frozenset({"be", "seem", "appear", "happen", "turn", "take", "remain", "become"})


def expletive(token: "Token") -> bool:
    """ "It is likely that", "it is believed": an "it" that stands for nothing before it."""
    if token.dep_ == "expl":
        return True
    verb = token.head
    passive = any(c.dep_ == "auxpass" for c in verb.children)
    if token.lower_ != "it" or not (verb.lemma_.lower() in _RAISING or passive):
        return False
    for child in verb.children:
        if child.i > verb.i and child.dep_ in {"ccomp", "xcomp", "csubj", "advcl"}:
            return True
        if child.dep_ == "acomp" and any(g.dep_ in {"xcomp", "ccomp"} for g in child.children):
            return True
    return False


def closes_speech(token: "Token") -> bool:
    """Whether the token is the subject of a "said" that follows its speech."""
    content = content_of(token.head) if is_subject(token) else None
    return content is not None and content.i < token.i and token.head.lemma_.lower() in words.SAYING


def judged(token: "Token", head: "Token") -> bool:
    """Whether the subject of "said he …" may be whom the verb before "and said" accused, described or praised."""
    said = token.head.head
    verb = said.head
    return (
        is_subject(token)
        and token.head.dep_ == "ccomp"
        and said.dep_ == "conj"
        and not any(c.dep_ in {"nsubj", "nsubjpass"} for c in said.children)
        and verb.lemma_.lower() in words.PERFORMING
        and head.dep_ == "dobj"
        and head.head == verb
    )


def asked(token: "Token", head: "Token") -> bool:
    """Whether the subject of an "if" or "whether" may be the one who was asked."""
    clause = token.head
    verb = clause.head
    if verb.lemma_ != "ask" or not is_subject(token) or not any(c.lower_ in {"if", "whether"} for c in clause.children):
        return False
    return head.head == verb and head.dep_ == (
        "nsubjpass" if any(c.dep_ == "auxpass" for c in verb.children) else "dobj"
    )


def mourned(token: "Token", head: "Token") -> bool:
    """ "… for the death of their child, Xan. She died in May": who died is whose death was told."""
    died = is_subject(token) and token.head.lemma_.lower() == "die"
    return died and any(a.lemma_.lower() in _DEATHS for a in head.ancestors)


def verb_above(token: "Token") -> int:
    """The verb whose subject or object the token is; another number for each other place."""
    while (
        token.dep_ in {"conj", "appos", "compound", "poss", "nmod"}
        and token.head != token
        and token.pos_ not in {"VERB", "AUX"}
    ):
        token = token.head
    return token.head.i if token.dep_ in {"nsubj", "nsubjpass", "dobj", "dative", "attr"} else -token.i - 1

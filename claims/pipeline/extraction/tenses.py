"""Questions to a verb about its time: simple past, past perfect, present, a state with a number."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Token

    from .propositions import Proposition

_PRESENT = frozenset({"is", "are", "has", "have", "'s", "'ve", "'re"})


def simple_past(verb: "Token", proposition: "Proposition") -> bool:
    """Whether the clause tells of one past time: "fell", "was shot", "did not take"; an auxiliary may be shared."""
    if verb.tag_ == "VBD" or (verb.dep_ == "ROOT" and verb.pos_ in {"NOUN", "PROPN"} and _taken_for_participle(verb)):
        return True
    helpers = {c.lower_ for c in verb.children if c.dep_ in {"aux", "auxpass"}}
    if not helpers and proposition.borrowed is not None and verb.tag_ == "VBN" and verb != proposition.borrowed:
        helpers = {c.lower_ for c in proposition.borrowed.children if c.dep_ in {"aux", "auxpass"}}
    return (
        verb.tag_ in {"VBN", "VB"} and bool(helpers & {"was", "were", "did"}) and not helpers & {"had", "has", "have"}
    )


def _taken_for_participle(noun: "Token") -> bool:
    """ "The coach overturned": a sentence whose only verb the parser takes for a participle of its subject."""
    return any(c.dep_ == "acl" and c.tag_ in {"VBN", "VBD"} and c.i > noun.i for c in noun.children)


def had(verb: "Token") -> bool:
    """Whether it is the past perfect: "had shelled"."""
    return verb.tag_ == "VBN" and any(c.lower_ == "had" for c in verb.children if c.dep_ == "aux")


def present(verb: "Token") -> bool:
    """Whether it tells of now: "is shut", "has been lifted"."""
    helpers = {c.lower_ for c in verb.children if c.dep_ in {"aux", "auxpass"}}
    return verb.tag_ in {"VBZ", "VBP"} or bool(helpers & _PRESENT)


def counted(verb: "Token") -> bool:
    """Whether it has, or is told of, a number of things: "has 46 observers", "have sickened 12 people"."""
    parts = [*verb.children, *(g for c in verb.children if c.lower_ == "to" for g in c.children)]
    if any(c.lower_ == "to" and g.like_num for c in verb.children for g in c.children):
        return True
    for part in parts:
        for number in part.children if part.dep_ in {"dobj", "nsubj", "nsubjpass", "attr", "pobj"} else ():
            year = number.text[:2] in {"19", "20"} and len(number.text) == 4
            plural = number.dep_ == "nummod" and not year and number.lower_ != "one"
            if plural and (number.text[:1].isdigit() or part.dep_ != "attr"):
                return True
    return False

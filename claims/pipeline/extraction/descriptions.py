"""Whom "the prosecutor", "the Democrat" or "the company" means."""

from typing import TYPE_CHECKING

from . import words
from .clauses import comma_before
from .people import Party
from .recognising import BODY, PERSON, PLACE
from .referent import Referent

if TYPE_CHECKING:
    from spacy.tokens import Token

    from .candidates import Candidates

_ANY_BODY = frozenset({"company", "firm", "agency", "group", "operator", "organisation", "organization"})
_OFTEN = 3  # mentions that make a body what the article is about
_TELLING = frozenset({"prep", "relcl", "acl", "appos", "compound", "amod", "poss"})


def described(noun: "Token", candidates: "Candidates", speaker: Party | None) -> Referent | None:
    """The party that a definite noun without further words stands for; None where it could be several."""
    if not _bare_definite(noun) or any(c.dep_ == "appos" and c.i in candidates.cast.at for c in noun.children):
        return None
    if noun.lower_ in words.BODIES:
        return _body(noun, candidates)
    if noun.lower_ in {"country", "nation"}:
        return _place(noun, candidates)
    if noun.lower_ in words.ROLES:
        return _holder(noun, candidates, speaker)
    return _last_named(noun, candidates, speaker) if noun.lower_ in words.LABELS else None


def _bare_definite(noun: "Token") -> bool:
    """ "The governor", also with a clause behind a comma; not "the governor of Maine" nor "the former governor"."""
    doc = noun.doc
    if noun.i == 0 or doc[noun.i - 1].lower_ != "the" or noun.tag_ not in {"NN", "NNP"} or noun.dep_ == "compound":
        return False
    if noun.i + 1 < len(doc) and (noun.nbor().pos_ == "PROPN" or noun.nbor().dep_ == "case"):
        return False
    told = [c for c in noun.children if c.dep_ in _TELLING]
    return all(c.dep_ in {"relcl", "appos"} and comma_before(c) for c in told)


def _body(noun: "Token", candidates: "Candidates") -> Referent | None:
    found = [c.party for c in candidates.things(noun, back=3) if c.party is not None and c.party.kind == BODY]
    if noun.lower_ not in _ANY_BODY:  # "the bank" is a bank
        found = [p for p in found if noun.lower_ in p.name.lower()]
    if not found:
        return None
    if len({id(p) for p in found[-2:]}) == 1:
        return Referent(found[-1], found[-1].name, 0.6)
    most = sorted((p for p in candidates.cast.parties if p.kind == BODY), key=lambda p: -p.count)
    leads = most[0].count >= _OFTEN and most[0].count >= 2 * most[1].count
    return Referent(most[0], most[0].name, 0.55) if leads and most[0] in found else None


def _place(noun: "Token", candidates: "Candidates") -> Referent | None:
    """ "The country": the place named last, where one stands in this sentence or the one before."""
    found = [c.party for c in candidates.things(noun, back=1) if c.party is not None and c.party.kind == PLACE]
    return Referent(found[-1], found[-1].name, 0.6) if len({id(p) for p in found}) == 1 else None


def _holder(noun: "Token", candidates: "Candidates", speaker: Party | None) -> Referent | None:
    cast = candidates.cast
    holders = [p for p in cast.with_role(noun.lower_) if p is not speaker]
    near = {id(cast.at[t.i].party) for t in noun.sent if t.i in cast.at}
    apart = [p for p in holders if id(p) not in near] or holders
    if len(apart) == 1 or (apart and apart[0].count > 2 * apart[1].count):
        return Referent(apart[0], apart[0].name, 0.75)
    return None


def _last_named(noun: "Token", candidates: "Candidates", speaker: Party | None) -> Referent | None:
    here = candidates.sentence_of[noun.i]
    before = [
        c
        for c in candidates.people(noun)
        if c.party is not None and c.party.kind == PERSON and c.party is not speaker
        and c.span[1] <= noun.i and here - c.sentence <= 2
    ]  # fmt: skip
    best = max(before, key=lambda c: (c.sentence, c.subject, c.span[0]), default=None)
    return None if best is None or best.party is None else Referent(best.party, best.party.name, 0.55)

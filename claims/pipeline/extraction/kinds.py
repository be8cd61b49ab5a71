"""What kind of statement a claim is, whether it can be checked, and why."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .propositions import subject_of
from .words import SAYING, word_list

if TYPE_CHECKING:
    from spacy.tokens import Token

    from .claimants import Attribution
    from .propositions import Proposition

FACT, QUOTE, REPORTED, PREDICTION, OPINION = "fact", "quote", "reported", "prediction", "opinion"
_FUTURE = frozenset(["will", "wo", "shall", "'ll", "would", "could", "might", "may", "'d"])
_NAMED = frozenset({"PERSON", "ORG", "GPE", "NORP", "DATE", "MONEY", "PERCENT", "EVENT", "LOC", "FAC"})
_EVERYONE = frozenset(["nobody", "everybody", "everyone", "people", "you", "it", "that", "this", "they", "one"])
_SURE_FUTURE = frozenset({"will", "wo", "shall", "'ll"})
_OUGHT = frozenset({"should", "ought", "must"})
_STANCE = word_list("stance")
_VALUE = word_list("value")
_UNTRUE, _DERIDING = word_list("untrue"), word_list("deriding")
_TERM = 9  # words of a quotation that still is a name for something
_BRANDING = word_list("branding")
_MEASURES = frozenset({"percent", "%", "million", "billion", "thousand"})


@dataclass(frozen=True, slots=True)
class Kind:
    """fact, quote, reported, prediction or opinion; whether it can be checked; a sentence that says why."""

    name: str
    checkable: bool
    reason: str
    rule: str


def kind_of(proposition: "Proposition", attribution: "Attribution | None") -> Kind:
    """Judge a proposition by its verbs and words; numbers and names speak for a fact, stance and value for an opinion."""
    quoted = attribution is not None and attribution.quotation is not None
    plain = QUOTE if quoted else REPORTED if attribution is not None else FACT
    words = {t.lower_ for t in proposition.tokens}
    lemmas = {t.lemma_.lower() for t in proposition.tokens}
    head = proposition.head
    measured = bool(words & _MEASURES) or any(t.tag_ == "CD" and t.lower_ != "one" for t in proposition.tokens)
    if proposition.tokens[-1].text == "?":
        return Kind(OPINION, False, "It is a question.", "question")
    if words & _OUGHT and not measured:
        return Kind(OPINION, False, "It says what ought to be, which no source can confirm.", "ought")
    if attribution is not None:
        branded = proposition.head.lemma_.lower() in _BRANDING and not words & _UNTRUE
        if attribution.rule == "performed" and branded and not measured:
            return Kind(OPINION, False, f"It passes a judgement (“{proposition.head.text}”).", "branding")
        stance = _stance(proposition)
        if stance:
            return Kind(OPINION, False, f"It tells the speaker's own stance (“{stance}”).", "stance")
        if quoted and not measured and _sweeping(proposition):
            return Kind(OPINION, False, "It is a general saying, with nobody and nothing named to check.", "sweeping")
        if not measured and _characterises(proposition):
            return Kind(OPINION, False, "It is the claimant's own word for something.", "characterised")
        value = sorted((words | lemmas) & _VALUE)
        if value and not measured:
            return Kind(OPINION, False, f"It is a judgement (“{value[0]}”).", "value")
    modal = next(
        (
            t.lower_
            for t in proposition.tokens
            if t.tag_ == "MD" and not _hedges(t) and (t.head == head or t.head.head == head) and t.lower_ in _FUTURE
        ),
        "",
    )
    if modal in _SURE_FUTURE or (modal and attribution is not None) or modal == "could":
        return Kind(PREDICTION, True, "It says what will or may happen; the outcome can be checked.", "modal")
    if attribution is None:
        return Kind(FACT, True, "The article states it as a fact.", "article's voice")
    name = attribution.source.name
    return Kind(
        plain,
        True,
        f"{name} states it as a fact." if plain == REPORTED else f"{name} is quoted as stating it.",
        "stated",
    )


def _hedges(modal: "Token") -> bool:
    """ "I would say that …": a hedge, no forecast."""
    return modal.head.lemma_.lower() in SAYING and any(c.lower_ in {"i", "we"} for c in modal.head.children)


def _sweeping(proposition: "Proposition") -> bool:
    """ "Nobody wins a war", "it has deep meaning": present tense, no name, and a subject that is everyone or no one."""
    if any(t.ent_type_ in _NAMED or t.tag_ in {"VBD", "VBN"} or t.lower_ == "if" for t in proposition.tokens):
        return False
    subject = subject_of(proposition.head)
    always = any(t.lower_ in {"always", "never", "ever"} for t in proposition.tokens)
    return always or (subject is not None and (subject.lower_ in _EVERYONE or _general(proposition.head, subject)))


def _general(verb: "Token", subject: "Token") -> bool:
    """ "We evaluate people's actions": what "we" do in general, in the bare present."""
    return (
        subject.lower_ == "we"
        and verb.tag_ == "VBP"
        and verb.lemma_ not in {"be", "have"}
        and not any(c.dep_ in {"aux", "neg"} for c in verb.children)
    )


def _characterises(proposition: "Proposition") -> bool:
    """A short quotation as a name or a quality: "rejected it as “…”", "said it was “plausible but …”"."""
    tokens = proposition.tokens
    marks = [n for n, t in enumerate(tokens) if t.text == '"']
    if len(marks) != 2 or not 0 < marks[0] < marks[1] <= marks[0] + _TERM:
        return False
    inside = tokens[marks[0] + 1 : marks[1]]
    if not inside or any(t.lower_ in _UNTRUE or t.ent_type_ in _NAMED or t.pos_ == "VERB" for t in inside[:4]):
        return False
    before, lemma = tokens[marks[0] - 1], proposition.head.lemma_.lower()
    if lemma in _DERIDING and before.lower_ == "as":
        return True
    return lemma == "be" and before.lemma_ == "be" and inside[0].pos_ == "ADJ"


def _stance(proposition: "Proposition") -> str:
    """ "I hope", "we want": a first-person verb of feeling or wishing that governs the statement."""
    for token in proposition.tokens:
        if (
            token.lemma_.lower() in _STANCE
            and token.tag_ != "VBD"
            and any(c.lower_ in {"i", "we"} and c.dep_ == "nsubj" for c in token.children)
        ):
            return token.text
    return ""

"""Small questions to a parsed clause: its subject, its tense, the words that it carries."""

from typing import TYPE_CHECKING

from . import words

if TYPE_CHECKING:
    from spacy.tokens import Token

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass", "expl"})
_COMMAS = frozenset({",", "–", "—", "(", "-", "--"})


def finite(token: "Token") -> bool:
    """Whether a verb, with its auxiliaries, has a tense."""
    if token.tag_ in {"VBD", "VBP", "VBZ", "MD"}:
        return True
    return token.pos_ in {"VERB", "AUX"} and any(
        c.tag_ in {"VBD", "VBP", "VBZ", "MD"} and c.dep_ in {"aux", "auxpass", "cop"} for c in token.children
    )


def own_subject(token: "Token") -> "Token | None":
    """The subject that stands with the verb itself."""
    return next((c for c in token.children if c.dep_ in SUBJECTS), None)


def content_of(verb: "Token") -> "Token | None":
    """The clause that a verb of saying carries: "said [that] X", or "X, she said"."""
    for child in verb.children:
        if child.dep_ == "ccomp" and (child.pos_ in {"VERB", "AUX"} or own_subject(child) is not None):
            return child
    return None


def asserts(verb: "Token") -> bool:
    """Whether a verb passes on words as said: not a question, a condition, a negation, nor the speaker's own "I think"."""
    lemma = verb.lemma_.lower()
    if lemma not in words.SAYING or lemma in words.ASKING or verb.pos_ not in {"VERB", "AUX"}:
        return False
    subject = own_subject(verb)
    if subject is not None and subject.lower_ in {"i", "we", "you", "one"}:
        return False
    if any(c.dep_ == "neg" or c.lower_ in {"if", "whether", "would", "could", "may", "might"} for c in verb.children):
        return False
    if any(c.dep_ == "auxpass" for c in verb.children) and not any(c.dep_ == "agent" for c in verb.children):
        return False
    if verb.dep_ == "xcomp" or (verb.tag_ == "VB" and not finite(verb)):
        return False
    return not any(c.dep_ == "mark" and c.lower_ in {"if", "whether"} for a in verb.ancestors for c in a.children)


def comma_before(token: "Token") -> bool:
    """Whether a comma, dash or bracket opens the phrase that hangs on the token."""
    left = token.left_edge
    if left != token and left.text in _COMMAS:
        return True
    return left.i > token.sent.start and left.nbor(-1).text in _COMMAS

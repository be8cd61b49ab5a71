"""Statements that only the sentence before completes: fragments, "This is …", and bare answers to a question."""

from itertools import pairwise
from typing import TYPE_CHECKING

from .clauses import finite, own_subject

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

    from .propositions import Proposition

_ANSWERS = frozenset({"respond", "reply", "answer", "say"})
_SHORT = 5  # words of a bare answer


def join_fragments(sentences: "list[tuple[Span, list[Proposition]]]", quoted: "list[bool]") -> None:
    """Give a quoted piece without a verb to the quoted sentence before it, in place ("We do it live. Without delay.")."""
    for (_, before), (sent, propositions) in pairwise(sentences):
        if (
            len(propositions) != 1
            or not before
            or before[-1].tokens[-1].i < sent.start - 3
            or not quoted[sent.start]
            or not quoted[before[-1].tokens[-1].i]
        ):
            continue
        piece = propositions[0]
        if finite(piece.head) or own_subject(piece.head) is not None or any(finite(t) for t in piece.tokens):
            continue
        before[-1].tokens = [*before[-1].tokens, *piece.tokens]
        propositions.clear()


def point_back(sentences: "list[tuple[Span, list[Proposition]]]") -> None:
    """ "This is the first rise in months" tells of what the sentence before stated; note that one as its parent, in place."""
    for (_, before), (sent, propositions) in pairwise(sentences):
        if not before or not propositions or before[-1].tokens[-1].i < sent.start - 3:
            continue
        first = propositions[0]
        start = first.tokens[0]
        if any(t.text == '"' for t in before[-1].tokens):
            continue
        if first.rule != "sentence" or start.dep_ not in {"nsubj", "nsubjpass"}:
            continue
        if start.lower_ in {"this", "that"} or (start.lower_ == "it" and _ranks(first.head)):
            first.rule, first.parent = "this", before[-1]


def answer_back(sentences: "list[tuple[Span, list[Proposition]]]", quoted: "list[bool]") -> None:
    """'"I do," Reed replied' answers what the sentence before says that Reed was asked; note the question, in place."""
    for (_, before), (sent, propositions) in pairwise(sentences):
        asked = next((p for p in reversed(before) if _question(p) is not None), None)
        said = [t for t in sent if quoted[t.i] and t.is_alpha]
        bare = 0 < len(said) <= _SHORT and not any(t.pos_ in {"NOUN", "PROPN"} for t in said[1:])
        if asked is None or not bare or sent.root.lemma_.lower() not in _ANSWERS:
            continue
        for proposition in propositions:
            if proposition.rule == "sentence" or quoted[proposition.head.i]:
                proposition.rule, proposition.parent = "answer", asked


def question_of(proposition: "Proposition") -> "list[Token]":
    """The words of a question that was asked: "by Smith if she would stay"."""
    verb = _question(proposition)
    return [t for t in proposition.tokens if verb is not None and t.i > verb.i and not (t.is_punct and t.text == ".")]


def _question(proposition: "Proposition") -> "Token | None":
    """The "asked" of "she was asked by Smith if …"."""
    for token in proposition.tokens:
        if token.lower_ == "asked" and any(c.dep_ == "auxpass" for c in token.children):
            return token
    return None


def _ranks(verb: "Token") -> bool:
    """ "It was the biggest fall since 2008": what is ranked so is what the sentence before told."""
    if verb.lemma_ != "be":
        return False
    rank = next((c for c in verb.children if c.dep_ == "attr"), None)
    return rank is not None and any(t.tag_ == "JJS" or t.ent_type_ == "ORDINAL" for t in rank.subtree)

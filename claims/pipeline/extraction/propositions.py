"""One proposition each: a sentence of several facts, cut along the parse."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .cuts import SUBJECTS, cut_at, finite, own_subject
from .pairs import paired
from .words import word_list

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_JOINERS = word_list("joiners")
_LOOSE_ENDS = frozenset({",", ";", ":", "–", "—", "-", "--", "("})


@dataclass(slots=True, eq=False)
class Proposition:
    """A finite clause, or what stands for one: its own tokens, and how its wording is to be completed.

    `rule` names the construction; `borrowed` is the verb whose subject it shares; `antecedent` the noun that a relative
    clause or an apposition tells about; `without` the tokens that its wording leaves out ("X and Y rose 2 and 3 percent").
    """

    head: "Token"
    tokens: list["Token"]
    rule: str
    borrowed: "Token | None" = None
    antecedent: "Token | None" = None
    parent: "Proposition | None" = field(default=None, repr=False)
    without: frozenset[int] = frozenset()

    @property
    def start(self) -> int:
        """Offset of the first token in the article."""
        return self.tokens[0].idx

    @property
    def end(self) -> int:
        """Offset after the last token."""
        return self.tokens[-1].idx + len(self.tokens[-1])


def subject_of(verb: "Token") -> "Token | None":
    """The subject of a verb, its own or the one that it shares with the verb it is coordinated with."""
    for _ in range(6):
        for child in verb.children:
            if child.dep_ in SUBJECTS - {"expl"}:
                return child
        if verb.dep_ not in {"conj", "advcl", "xcomp", "pcomp"} or verb.head == verb:
            return None
        verb = verb.head
    return None


def split_sentence(sent: "Span") -> list[Proposition]:
    """The propositions of a sentence in the order of the text; clauses of attribution come along."""
    heads: dict[int, Proposition] = {}
    for token in sent:
        cut = cut_at(token)
        if cut is not None:
            heads[token.i] = Proposition(token, [], cut.rule, cut.borrowed, cut.antecedent)
    if sent.root.i not in heads:
        heads[sent.root.i] = Proposition(sent.root, [], "sentence")
    for token in sent:
        _owner(token, heads).tokens.append(token)
    for proposition in heads.values():
        if proposition.head.dep_ != "ROOT":
            proposition.parent = _owner(proposition.head.head, heads)
    trimmed = [p for p in map(_trimmed, heads.values()) if any(t.is_alpha or t.like_num for t in p.tokens)]
    whole = [part for p in trimmed for part in _parts(p)]
    return sorted(whole, key=lambda p: (p.start, p.end))


def join_fragments(sentences: "list[tuple[Span, list[Proposition]]]", quoted: "list[bool]") -> None:
    """Give a quoted piece without a verb to the quoted sentence before it, in place ("We do it live. Without delay.")."""
    for (_, before), (sent, propositions) in zip(sentences, sentences[1:], strict=False):
        if len(propositions) != 1 or not before or not quoted[sent.start] or not quoted[before[-1].tokens[-1].i]:
            continue
        piece = propositions[0]
        if finite(piece.head) or own_subject(piece.head) is not None or any(finite(t) for t in piece.tokens):
            continue
        before[-1].tokens = [*before[-1].tokens, *piece.tokens]
        propositions.clear()


def _owner(token: "Token", heads: dict[int, Proposition]) -> Proposition:
    while token.i not in heads:
        token = token.head
    return heads[token.i]


def _parts(proposition: Proposition) -> list[Proposition]:
    """Two propositions with one span where a sentence pairs two subjects with two numbers."""
    return [
        Proposition(
            proposition.head, proposition.tokens, "paired", proposition.borrowed, proposition.antecedent, proposition.parent, drop
        )
        for drop in paired(proposition.head, proposition.tokens)
    ] or [proposition]


def _trimmed(proposition: Proposition) -> Proposition:
    """Without the conjunctions, commas and joining adverbs around it, nor the marks that a cut clause left behind."""
    tokens = proposition.tokens
    while tokens and _leads_in(tokens, proposition.rule):
        tokens = tokens[1:]
    while tokens and _loose_end(tokens):
        tokens = tokens[:-1]
    proposition.tokens = tokens
    return proposition


def _leads_in(tokens: "list[Token]", rule: str) -> bool:
    first = tokens[0]
    if first.is_space or first.dep_ in {"cc", "preconj"} or (first.is_punct and first.text not in "\"'(["):
        return True
    if rule in {"adverbial", "content"} and (first.dep_ == "mark" or (first.lower_ == "that" and first.pos_ != "DET")):
        return True
    if rule == "where" and first.lower_ == "where":
        return True
    following = tokens[1] if len(tokens) > 1 else first
    if first.lower_ in _JOINERS and (following.text == "," or first.lower_ in {"then", "but", "and", "so", "yet"}):
        return True
    return first.text == '"' and following.i != first.i + 1


def _loose_end(tokens: "list[Token]") -> bool:
    last = tokens[-1]
    if last.is_space or last.dep_ == "cc" or last.text in _LOOSE_ENDS:
        return True
    apart = len(tokens) > 1 and tokens[-2].i + 1 != last.i
    if apart and (last.is_punct or last.lower_ in {"with", "but", "and", "that", "while"}):
        return True
    return last.lower_ == "with" and last.i + 1 < len(last.doc) and last.nbor().sent == last.sent

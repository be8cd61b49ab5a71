"""One proposition each: a sentence of several facts, cut along the parse."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .clauses import SUBJECTS, finite, own_subject
from .cuts import cut_at
from .pairs import paired
from .trimming import trimmed
from .words import SAYING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Span, Token


_HOURS = frozenset({"a.m.", "p.m.", "am", "pm"})


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


def split_sentence(sent: "Span", quoted: "Sequence[bool]" = ()) -> list[Proposition]:
    """The propositions of a sentence in the order of the text; clauses of attribution come along.

    `quoted` says of each token of the article whether it stands in a quotation: what someone tells of others' words there
    is theirs, so it stays whole.
    """
    heads: dict[int, Proposition] = {}
    for token in sent:
        cut = cut_at(token)
        if cut is not None and not _kept_whole(token, cut.rule, quoted):
            heads[token.i] = Proposition(token, [], cut.rule, cut.borrowed, cut.antecedent)
    if sent.root.i not in heads:
        heads[sent.root.i] = Proposition(sent.root, [], "sentence")
    for token in sent:
        _owner(token, heads).tokens.append(token)
    for proposition in heads.values():
        if proposition.head.dep_ != "ROOT":
            proposition.parent = _owner(proposition.head.head, heads)
    _move_source(sent, list(heads.values()))
    for proposition in heads.values():
        _take_noun(proposition)
    for proposition in heads.values():
        proposition.tokens = trimmed(proposition.tokens, proposition.rule, quoted)
    worded = [p for p in heads.values() if any(t.is_alpha or t.like_num for t in p.tokens)]
    whole = [part for p in worded for part in _parts(p)]
    return sorted(whole, key=lambda p: (p.start, p.end))


def states(proposition: Proposition, attribution: object | None) -> bool:
    """Whether it states anything: a verb with a tense, or someone's words; and no aside about who is speaking."""
    words = sum(t.is_alpha or t.like_num for t in proposition.tokens)
    if attribution is None and (proposition.tokens[-1].text == "?" or _announces(proposition)):
        return False
    told = (
        any(finite(t) for t in proposition.tokens)
        or own_subject(proposition.head) is not None
        or proposition.rule
        in {
            "participle",
            "absolute",
            "apposition",
            "record",
        }
    )
    if proposition.rule == "relative" and proposition.antecedent is not None:
        speaks = proposition.antecedent.head.lemma_.lower() in SAYING and proposition.antecedent.dep_ == "nsubj"
        named = any(t.like_num or t.ent_type_ for t in proposition.tokens)
        return words > 1 and (named or not speaks)
    return words > 1 and (
        told or attribution is not None or (words > 3 and any(t.tag_ == "VBN" for t in proposition.tokens))
    )


def _announces(proposition: Proposition) -> bool:
    """ "Here is what is changing": says that something follows, and nothing else."""
    opening = [t.lower_ for t in proposition.tokens[:3]]
    signs_off = opening[:1] == ["that"] and "all" in opening
    return proposition.head.lemma_ == "be" and (opening[:1] == ["here"] or signs_off)


def _kept_whole(token: "Token", rule: str, quoted: "Sequence[bool]") -> bool:
    """Inside a quotation: reported speech in it, and short coordinated verbs, stay with their clause."""
    if not quoted or not quoted[token.i]:
        return False
    if rule in {"content", "saying"}:
        return quoted[token.head.i]
    return rule == "shared subject" and sum(t.is_alpha for t in token.subtree) < 6


def _move_source(sent: "Span", propositions: list[Proposition]) -> None:
    """A closing ", according to X" goes with the clause right before it, whatever verb the parser hung it on."""
    start = next(
        (
            t.i
            for t in reversed(sent)
            if t.lower_ in {"according", "per"} and t.i > sent.start and t.nbor(-1).text == ","
        ),
        None,
    )
    if start is None:
        return
    holder = next(p for p in propositions if any(t.i == start for t in p.tokens))
    before = [p for p in propositions if any(t.i < start - 1 for t in p.tokens)]
    nearest = max(before, key=lambda p: max(t.i for t in p.tokens if t.i < start - 1), default=holder)
    moved = [t for t in holder.tokens if t.i >= start - 1]
    if nearest is not holder:
        holder.tokens = [t for t in holder.tokens if t.i < start - 1]
        nearest.tokens = sorted([*nearest.tokens, *moved], key=lambda t: t.i)


def _take_noun(proposition: Proposition) -> None:
    """ "with agencies pointing to it", "after a lorry overturned": the noun goes with its verb."""
    noun, above = proposition.antecedent, proposition.parent
    if proposition.rule not in {"absolute", "afterwards"} or noun is None or above is None:
        return
    first = noun.left_edge.i
    taken = [t for t in above.tokens if first <= t.i < proposition.head.i and t.i <= proposition.head.left_edge.i]
    above.tokens = [t for t in above.tokens if t not in taken]
    proposition.tokens = [*taken, *proposition.tokens]
    proposition.antecedent = None


def _owner(token: "Token", heads: dict[int, Proposition]) -> Proposition:
    if token.lower_ in _HOURS and token.i > token.sent.start:
        token = token.nbor(-1)  # the parser hangs "a.m." on any verb, as if it were a mark
    while token.i not in heads:
        token = token.head
    return heads[token.i]


def _parts(proposition: Proposition) -> list[Proposition]:
    """Two propositions with one span where a sentence pairs two subjects with two numbers."""
    return [
        Proposition(
            proposition.head,
            proposition.tokens,
            "paired",
            proposition.borrowed,
            proposition.antecedent,
            proposition.parent,
            drop,
        )
        for drop in paired(proposition.head, proposition.tokens)
    ] or [proposition]

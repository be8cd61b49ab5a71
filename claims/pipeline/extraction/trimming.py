"""The edges of a clause: no conjunctions, commas, bullets or marks that another clause left behind."""

from typing import TYPE_CHECKING

from .words import word_list

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Token

_JOINERS = word_list("joiners")
_BULLETS = frozenset("•*·▪⁃")
_DROPPED = frozenset({"that", "as", "after", "while", "although", "though", "whereas"})
_LOOSE_ENDS = frozenset({",", ";", ":", "–", "—", "-", "--", "("})


def trimmed(tokens: "list[Token]", rule: str, quoted: "Sequence[bool]") -> "list[Token]":
    """Without the conjunctions, commas and joining adverbs around it, nor the marks that a cut clause left behind."""
    spoken = bool(quoted) and rule == "sentence" and any(quoted[t.i] for t in tokens[:2])
    while tokens and not (spoken and tokens[0].is_alpha) and _leads_in(tokens, rule):
        tokens = tokens[1:]
    while tokens and _loose_end(tokens):
        tokens = tokens[: _stop_apart(tokens)]
    return tokens


def _leads_in(tokens: "list[Token]", rule: str) -> bool:
    first = tokens[0]
    following = tokens[1] if len(tokens) > 1 else first
    if first.text in _BULLETS or (first.like_num and following.text in {".", ")"}) or first.text in {"1.", "2.", "3."}:
        return True
    if first.is_space or first.dep_ in {"cc", "preconj"} or (first.is_punct and first.text not in "\"'(["):
        return True
    if rule in {"adverbial", "content"} and (
        (first.dep_ == "mark" and first.lower_ in _DROPPED) or (first.lower_ == "that" and first.pos_ != "DET")
    ):
        return True
    if rule in {"coordinated", "shared subject"} and first.lower_ == "that" and first.pos_ != "DET":
        return True
    if rule == "where" and first.lower_ == "where":
        return True
    if first.lower_ in _JOINERS and (following.text == "," or first.lower_ in {"then", "but", "and", "so", "yet"}):
        return True
    return first.text == '"' and following.i != first.i + 1


def _stop_apart(tokens: "list[Token]") -> int:
    """How many tokens stay when the last goes; a full stop and mark left far behind their clause go together."""
    last = len(tokens) - 1
    while last > 0 and tokens[last].is_punct and tokens[last - 1].is_punct and tokens[last - 1].i + 1 == tokens[last].i:
        last -= 1
    apart = last > 0 and tokens[last].is_punct and tokens[last - 1].i + 1 != tokens[last].i
    return last if apart else len(tokens) - 1


def _loose_end(tokens: "list[Token]") -> bool:
    last = tokens[-1]
    if last.is_space or last.dep_ == "cc" or last.text in _LOOSE_ENDS:
        return True
    if _stop_apart(tokens) < len(tokens) - 1:
        return True
    apart = len(tokens) > 1 and tokens[-2].i + 1 != last.i
    if apart and (last.is_punct or last.lower_ in {"with", "but", "and", "that", "while"}):
        return True
    return (
        last.lower_ in {"with", "after"}
        and last.i + 1 < len(last.doc)
        and not (last.nbor().is_punct or last.nbor().sent != last.sent)
    )

"""Words of time that a statement holds: an hour, "of the day", another time than the report's."""

import re
from typing import TYPE_CHECKING

from .moments import DAYS, MONTHS
from .words import SAYING, word_list

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Token

_STRETCHES = frozenset({"day", "week", "month", "year", "decade"})
_TELLING = SAYING - {"rule", "find", "vote", "call", "show", "hold", "point", "post", "accuse"}
_ELSEWHEN, _DAYTIMES = word_list("elsewhen"), word_list("daytimes")
_CLOCKED = re.compile(r"\d{1,2}(?:[.:]\d\d)?[ap]m")
_PARTS = frozenset({"straight", "consecutive", "half", "minute", "over", "innings", "quarter", "set", "lap", "round"})


def of_the_day(tokens: "Sequence[Token]") -> "Token | None":
    """ "The last match of the day": its "day"."""
    for token in tokens:
        if (
            token.lower_ == "day"
            and token.i > 2
            and [t.lower_ for t in token.doc[token.i - 2 : token.i]] == ["of", "the"]
        ):
            return token
    return None


def taken_up(noun: "Token") -> bool:
    """ "The drop", with nothing that says which."""
    doc = noun.doc
    first = noun.i - 1 - (noun.i > 1 and doc[noun.i - 1].lower_ in {"first", "second"})
    if first < 0 or doc[first].lower_ != "the" or noun.dep_ in {"compound", "poss"}:
        return False
    following = doc[noun.i + 1] if noun.i + 1 < len(doc) else None
    return following is None or following.lower_ not in {"of", "in", "at", "'s", "that", "on", "which", "who"}


def hour(token: "Token") -> bool:
    """ "9:40 p.m.", "overnight", "in the evening"."""
    if token.lower_ in {"a.m.", "p.m.", "am", "pm"}:
        return token.i > 0 and token.nbor(-1).text[:1].isdigit()
    if _CLOCKED.fullmatch(token.lower_):
        return True
    if token.lower_ == "that" or token.lower_ not in _DAYTIMES:
        return (
            token.lower_ in {"morning", "afternoon", "evening"} and token.dep_ == "pobj" and token.head.lower_ == "in"
        )
    return True


def lasting(tokens: "Sequence[Token]") -> bool:
    """ "For nine days": how long, which is no one day's."""
    return any(
        t.lower_ == "for" and any(c.lemma_.lower() in _STRETCHES for c in t.children if c.dep_ == "pobj")
        for t in tokens
    )


def said_on(date: "Token | None") -> bool:
    """Whether a date is when something was said, not when it happened: "said on Monday that"."""
    verb = next((a for a in date.ancestors if a.pos_ in {"VERB", "AUX"}), None) if date is not None else None
    return verb is not None and verb.lemma_.lower() in _TELLING


def elsewhen(token: "Token") -> bool:
    """ "Previously", "ago", "all season"; not the "year" of "34-year-old"."""
    joined = (token.i and token.nbor(-1).text == "-") or (token.i + 1 < len(token.doc) and token.nbor().text == "-")
    return token.lower_ in _ELSEWHEN and not joined


def dated(token: "Token") -> bool:
    """Part of a date; the recogniser also takes "the first half" and ages for one."""
    named = token.pos_ == "PROPN" and token.text not in {*DAYS, *MONTHS}
    if (
        token.ent_type_ != "DATE" or named or token.text.isdigit()
    ):  # a year in a date is a moment; "Russell 2000" is none
        return False
    near = [t for t in token.doc[max(token.i - 3, 0) : token.i + 4] if t.ent_type_ == "DATE"]
    return not any(t.lower_ in _PARTS or t.text == "-" for t in near)

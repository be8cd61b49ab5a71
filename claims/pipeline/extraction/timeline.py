"""The dates of an article in order: what each comes to, and which day was told last before any place."""

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from .dates import DateEdit, counted_on, date_edits
from .moments import Moment, explicit_moments
from .words import PERFORMING, SAYING, word_list

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from spacy.tokens import Doc, Token

_AHEAD, _PLANS = word_list("ahead"), word_list("plans")
_NEAR = 400  # characters behind which a day told before is no longer meant by "the next day"


class Timeline:
    """Every date of an article written out, and every moment that it tells, in the order of the text."""

    def __init__(self, doc: "Doc", plain: str, anchor: "date | None") -> None:
        self.anchor = anchor
        self._tokens = {t.idx: t for t in doc}
        counted = list(date_edits(plain, anchor, ahead=lambda at: looks_ahead(self._tokens.get(at))))
        written = explicit_moments(plain)
        self._tell([(e.start, e.end, e.moment) for e in counted if e.moment is not None] + written)
        taken = [(e.start, e.end) for e in counted]
        for edit in counted_on(plain, self._before):
            if not any(start < edit.end and edit.start < end for start, end in taken):
                counted.append(edit)
                self._tell([*self._told, *([(edit.start, edit.end, edit.moment)] if edit.moment is not None else [])])
        self.edits = sorted(counted, key=lambda e: e.start)
        self._starts = [e.start for e in self.edits]

    def between(self, start: int, end: int) -> "list[DateEdit]":
        """The dates to be written out in a stretch of the article."""
        return [
            e for e in self.edits[bisect_left(self._starts, start) : bisect_left(self._starts, end)] if e.end <= end
        ]

    def moments(self, start: int, end: int) -> "list[tuple[int, Moment]]":
        """(offset, moment) of what a stretch tells."""
        low, high = bisect_left(self._offsets, start), bisect_left(self._offsets, end)
        return [(at, moment) for at, _, moment in self._told[low:high]]

    def at(self, offset: int) -> "Token | None":
        """The word that begins at an offset."""
        return self._tokens.get(offset)

    def tells(self, tokens: "Sequence[Token]") -> bool:
        """Whether the tokens hold a date that says when; "from 4 percent on Wednesday" and "since March" only compare."""
        inside = {t.idx: t for t in tokens}
        found = [inside[at] for at, _ in self.moments(tokens[0].idx, tokens[-1].idx + 1) if at in inside]
        return any(not _compares(token) for token in found)

    def _before(self, offset: int) -> Moment | None:
        """The moment told last before an offset, at most a paragraph away."""
        index = bisect_right(self._offsets, offset) - 1
        if index < 0 or offset - self._told[index][1] > _NEAR:
            return None
        return self._told[index][2]

    def _tell(self, told: "list[tuple[int, int, Moment]]") -> None:
        self._told = sorted(told, key=lambda t: (t[0], t[1]))
        self._offsets = [start for start, _, _ in self._told]


def _compares(date: "Token") -> bool:
    """Whether a date only says what is compared with, or which other event is meant: "after Wednesday's fall"."""
    doc = date.doc
    low = max(date.i - 5, date.sent.start)
    before = [t.lower_ for t in doc[low : date.i]]
    if "since" in {date.lower_, *before[-1:]} or "than" in before or before[-2:] == ["compared", "with"]:
        return True
    if "from" in before and any(t.like_num or t.text[:1].isdigit() for t in doc[low + before.index("from") : date.i]):
        return True
    behind = doc[date.i + 1 : date.i + 5]
    owned = next((t.i for t in behind if t.tag_ == "POS"), None)
    return owned is not None and bool({"after", "before", "from", "of", "following"} & set(before[-2:]))


def looks_ahead(token: "Token | None") -> bool | None:
    """Whether a date looks ahead: its verb is in the future or the scheduled present; None for a present that leaves it open."""
    if token is None:
        return False
    opening = {token.lower_, token.nbor(-1).lower_ if token.i else ""}
    if "since" in opening:
        return False
    limit = bool(opening & {"till", "until", "by"})
    within = False
    for above in (token, *token.ancestors):
        beside = {c.lower_ for c in above.children}
        if beside & _AHEAD or above.lower_ in _AHEAD:
            return True
        if above.dep_ == "ROOT" and above.tag_ == "NN" and any(c.dep_ == "dobj" for c in above.children):
            return True if limit else _scheduled(above, within=within)  # "drivers need a test": a verb taken for a noun
        if above.pos_ not in {"VERB", "AUX"}:
            within = within or (above.pos_ == "NOUN" and above != token)
            continue
        if above.tag_ == "VB" and "to" in beside:
            if above.head.lemma_.lower() in _PLANS:
                return True
            continue
        helpers = {c.tag_ for c in above.children if c.dep_ in {"aux", "auxpass"}}
        if above.tag_ == "VB" and "MD" in helpers:
            return True
        if above.tag_ == "VBD" or "VBD" in helpers:
            return False
        if above.tag_ == "VBN":
            return True if limit else None if beside & {"is", "are"} else False
        if above.tag_ in {"VBZ", "VBP"} or helpers & {"VBZ", "VBP"}:
            return True if limit else _scheduled(above, within=within)
    return limit


def _scheduled(verb: "Token", *, within: bool) -> bool | None:
    """Whether a present tense sets a time: "starts on Monday", "is on Saturday"; not "says on Monday", "Monday's vote is"."""
    if verb.lemma_.lower() in SAYING | PERFORMING:
        return False
    told = any(c.dep_ in {"attr", "acomp", "oprd"} for c in verb.children)
    return None if within or (verb.lemma_ == "be" and told) else True

"""When: relative days, months and years found in a text and written out from the article's date."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .moments import DAYS, MONTH, Moment, dated_in_full
from .reckoning import carried, resolved

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

_DAY = rf"(?:{'|'.join(DAYS)})"
_PART = r"(?P<part> (?:morning|afternoon|evening|night))?"
_FEW = r"\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|a"
_ENDS = r"(?=[,.;)]|$| (?:and|but|to|after|when|as|with|at|on|in|for|because)\b)"  # what stands behind a date that is no mere adjective
_KINDS = (
    rf"(?P<weekday>(?:(?P<which>last|next|this) )?(?P<day>{_DAY}){_PART}(?!,? (?:the )?(?:\d|{MONTH})))",
    r"(?P<near>(?:this|tomorrow|yesterday) (?:morning|afternoon|evening)|tomorrow night|last night|yesterday|today|tomorrow|tonight)",
    (
        r"(?P<period>(?:(?P<edge>earlier|later|early|late|of|in|for|since|until|by) )?(?P<turn>last|this|next)"
        r" (?P<unit>week|month|year|decade|weekend|quarter|season|spring|summer|autumn|winter"
        r"|fall(?! (?:in|of|by|is|was|left|could|would)\b)))"
    ),
    rf"(?P<span>(?:between|from) {MONTH} (?:and|to) (?P<m4>{MONTH})(?P<of4> (?:of )?(?:this|last) year)?)(?! \d|,? \d{{4}})",
    rf"(?P<bare>(?:the|its|their) (?P<m5>{MONTH}))(?= [a-z])",
    r"(?P<weekend>(?:at|over) the weekend)",
    (
        r"(?P<past>(?P<lead3>over|in|during|for|within) the (?:past|last) (?:(?P<howmany>\d{1,2}|two|three|four|five|six"
        r"|seven|eight|nine|ten|few) )?(?P<stretch>(?:hour|day|week|month|year|decade)s?))(?! of\b)"
    ),
    rf"(?P<ago>(?P<few>{_FEW}) (?P<step>day|week|month|year|decade)s? ago)",
    (
        rf"(?P<monthday>(?P<m1>{MONTH}) (?P<d1>\d{{1,2}}(?: (?:and|to|until) \d{{1,2}})?)\b(?!,? \d{{4}}|[-–]\d|\.\d|,\d)"
        rf"|\b(?P<d2>\d{{1,2}})(?:st|nd|rd|th)? (?P<m2>{MONTH})(?!,? \d{{4}}))"
    ),
    (
        rf"(?P<month>(?P<prep>in|since|until|by|from|of|during|early|late|last|next|this|through|mid-) ?(?P<m3>{MONTH})"
        r"(?! (?:\d|of \d)|,? \d{4}|'s)(?P<of> (?:of )?(?:this|last) year)?)"
    ),
    r"(?P<ordinal>(?P<lead>on|of|by|since|until|from|before|after) the (?P<nth>[12]?\d|3[01])(?:st|nd|rd|th))(?=[,.;]|$| (?:and|but|to)\b)",
    rf"(?P<inseason>(?P<lead6>in|by|from|since|until|during|over|before|after) the (?P<season>spring|summer|autumn|winter)){_ENDS}",
    r"(?P<feast>Christmas (?:Eve|Day)|Boxing Day|New Year's (?:Eve|Day)|Halloween|Valentine's Day)(?! (?:\d{4}|of \d))",
    r"(?P<rest>(?:remainder|rest|end|beginning|start|middle) of (?:the|this) (?P<whole>year|month))",
    r"(?P<all>all (?P<through>month|year)(?: long)?)(?! round)",
    r"(?P<quarter>(?:in|for|during|of) the (?P<which4>first|second|third|fourth) quarter)(?! of\b| (?:final|century))",
    r"(?P<today>(?:rest|remainder|end) of the day)",
)
_COUNTED = (
    r"(?P<same>(?:(?P<samelead>on|from|since|by) )?(?:the same date|(?:the same|that) (?:day|(?P<part2>morning|afternoon|evening|night))))",
    r"(?P<then>(?P<thenlead>since|by|until) then)",
    (
        r"(?P<turned>(?:(?:on|in) )?the (?P<turn2>next|following|previous)"
        r" (?P<unit3>day|week|month|year|spring|summer|autumn|winter))(?! of\b)"
    ),
    (
        rf"(?P<stepped>(?P<few2>{_FEW}|the) (?P<unit2>day|week|month|year|decade)s? (?P<way>(?:earlier|later|previously)(?! than\b)"
        r"|(?:before|after)(?=[,.;:)]|$)))"
    ),
)
_RELATIVE = re.compile(rf"\b(?:{'|'.join(_KINDS)})(?!\w)", re.IGNORECASE)
_CARRIED = re.compile(rf"\b(?:{'|'.join(_COUNTED)})(?!\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DateEdit:
    """Characters `start` to `end` of a text and what they are when written out; None where no date is known to count from."""

    start: int
    end: int
    words: str | None
    moment: Moment | None = None


def dateline(lines: "Iterable[str]") -> "date | None":
    """The first full date in the opening lines of an article, when no date came with it."""
    for line in lines:
        found = dated_in_full(line[:300])
        if found is not None:
            return found
    return None


def date_edits(text: str, anchor: "date | None", *, ahead: "Callable[[int], bool | None]") -> "Iterator[DateEdit]":
    """Every date of a text that counts from the article's day, written out.

    `ahead` says of an offset whether its clause looks ahead, so that a bare weekday is the coming one; None leaves it open.
    """
    for found in _RELATIVE.finditer(text):
        if any(found[name] and found[name][0].islower() for name in ("day", "m1", "m2", "m3", "m4", "m5", "feast")):
            continue
        if anchor is None:
            yield DateEdit(found.start(), found.end(), None)
            continue
        words, moment = resolved(found, text, anchor, ahead=ahead(found.start()))
        yield DateEdit(found.start(), found.end(), words, moment)


def counted_on(text: str, before: "Callable[[int], Moment | None]") -> "Iterator[DateEdit]":
    """Every date that counts from the one told before it ("the next day", "a year earlier"), written out.

    `before` gives the moment told before an offset; where it knows none the words are left alone.
    """
    for found in _CARRIED.finditer(text):
        moment = before(found.start())
        told = carried(found, moment) if moment is not None else None
        if told is not None:
            yield DateEdit(found.start(), found.end(), told[0], told[1])

"""When: relative days, months and years written out from the article's date."""

import re
from calendar import month_name
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = tuple(month_name)[1:]
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan\.|Feb\.|Mar\.|Apr\.|Aug\.|Sept?\.|Oct\.|Nov\.|Dec\.)"
)
_DAY = rf"(?:{'|'.join(DAYS)})"
_PREPOSITION = r"(?:on|of|since|by|until|till|from|to|for|before|after|through|between|and|or|in|during|at|early|late|next|last|this)"
_FULL_DATE = re.compile(
    rf"\b(?:({_MONTH}) (\d{{1,2}}),? (\d{{4}})|(\d{{1,2}}) ({_MONTH}),? (\d{{4}})|(\d{{4}})-(\d\d)-(\d\d))\b"
)
_PART = r"(?P<part> (?:morning|afternoon|evening|night))?"
_FEW = r"(?P<few>\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|a)"
_KINDS = (
    rf"(?P<weekday>(?:(?P<which>last|next|this) )?(?P<day>{_DAY}){_PART}(?!,? (?:the )?(?:\d|{_MONTH})))",
    r"(?P<near>yesterday|today|tomorrow|tonight|(?:this|tomorrow|yesterday) (?:morning|afternoon|evening)|last night)",
    (
        r"(?P<period>(?:(?P<edge>earlier|later|of|in|for|since|until|by) )?"
        r"(?P<turn>last|this|next|the previous) (?P<unit>week|month|year|decade|weekend))"
    ),
    rf"(?P<ago>{_FEW} (?P<step>day|week|month|year)s? ago)",
    (
        rf"(?P<monthday>(?P<m1>{_MONTH}) (?P<d1>\d{{1,2}}(?: (?:and|to|until) \d{{1,2}})?)\b(?!,? \d{{4}}|[-–]\d|\.\d|,\d)"
        rf"|\b(?P<d2>\d{{1,2}})(?:st|nd|rd|th)? (?P<m2>{_MONTH})(?!,? \d{{4}}))"
    ),
    (
        rf"(?P<month>(?P<prep>in|since|until|by|from|of|during|early|late|last|next|mid-) ?(?P<m3>{_MONTH})"
        r"(?! (?:\d|of \d)|,? \d{4}|'s)(?P<of> (?:of )?(?:this|last) year)?)"
    ),
    r"(?P<ordinal>(?P<lead>on|of|by|since) the (?P<nth>[12]?\d|3[01])(?:st|nd|rd|th))(?=[,.;]|$| (?:and|but)\b)",
    r"(?P<rest>(?:remainder|rest|end|beginning|start|middle) of (?:the|this) year)",
    r"(?P<today>(?:rest|remainder|end) of the day)",
)
_RELATIVE = re.compile(rf"\b(?:{'|'.join(_KINDS)})(?!\w)", re.IGNORECASE)
_NUMBERS = {
    w: i for i, w in enumerate(["zero", "a", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"])
}


@dataclass(frozen=True, slots=True)
class DateEdit:
    """Characters `start` to `end` of a text and what they are when written out; None where no date is known to count from."""

    start: int
    end: int
    words: str | None


def dateline(lines: "Iterable[str]") -> date | None:
    """The first full date in the opening lines of an article, when no date came with it."""
    for line in lines:
        found = _FULL_DATE.search(line[:300])
        if found is not None:
            return _parsed(found)
    return None


def written(day: date, *, weekday: bool = True) -> str:
    """ "Thursday, September 4, 2008"; without the weekday "September 4, 2008"."""
    plain = f"{MONTHS[day.month - 1]} {day.day}, {day.year}"
    return f"{DAYS[day.weekday()]}, {plain}" if weekday else plain


def date_edits(text: str, anchor: date | None, *, future: "Callable[[int], bool]") -> "Iterator[DateEdit]":
    """Every relative date of a text, written out.

    `future` says of an offset whether its clause looks ahead: then a bare weekday is the coming one.
    """
    for found in _RELATIVE.finditer(text):
        if (
            (found["day"] and found["day"][0].islower())
            or (found["month"] and found["m3"][0].islower())
            or (found["monthday"] and (found["m1"] or found["m2"])[0].islower())
        ):
            continue
        edit = DateEdit(
            found.start(),
            found.end(),
            None if anchor is None else _resolved(found, text, anchor, future=future(found.start())),
        )
        if edit.words != found.group():
            yield edit


def _resolved(found: "re.Match[str]", text: str, anchor: date, *, future: bool) -> str:
    if found["weekday"]:
        return _weekday(found, text, anchor, future=future)
    if found["near"]:
        return _near(found["near"], text, found, anchor)
    if found["period"]:
        return _period(found, anchor)
    if found["ago"]:
        return _ago(found, anchor)
    if found["ordinal"]:
        return _ordinal(found, anchor, future=future)
    if found["monthday"]:
        return _month_and_day(found, anchor, future=future)
    if found["month"]:
        return _month(found, anchor, future=future)
    if found["today"]:
        return re.sub(r"the day$", written(anchor), found.group(), flags=re.IGNORECASE)
    return re.sub(r"(?:the|this) year$", str(anchor.year), found.group())


def first_day(text: str, anchor: date) -> tuple[date, bool] | None:
    """(the first day that a text names by weekday, yesterday or today; whether by its weekday)."""
    for found in _RELATIVE.finditer(text):
        if found["weekday"] and found["day"][0].isupper():
            return _day_of(found, anchor, future=False), True
        if found["near"]:
            return anchor + timedelta(days=_shift(found["near"])), False
    return None


def _day_of(found: "re.Match[str]", anchor: date, *, future: bool) -> date:
    """The day that "Thursday", "last Thursday" or "next Thursday" is, seen from the anchor."""
    which = (found["which"] or "").lower()
    index = DAYS.index(found["day"].capitalize())
    back = (anchor.weekday() - index) % 7
    ahead = (index - anchor.weekday()) % 7
    if which == "last":
        return anchor - timedelta(days=back or 7)
    if which == "next" or future:
        return anchor + timedelta(days=ahead or (7 if which == "next" else 0))
    if which == "this":
        return anchor + timedelta(days=ahead)
    return anchor - timedelta(days=back)


def _weekday(found: "re.Match[str]", text: str, anchor: date, *, future: bool) -> str:
    day = _day_of(found, anchor, future=future)
    full = f"{DAYS[day.weekday()]}{found['part'] or ''}, {written(day, weekday=False)}"
    return full if _after_preposition(text, found.start()) else f"on {full}"


def _shift(words: str) -> int:
    lowered = words.lower()
    return -1 if lowered.startswith(("yesterday", "last")) else 1 if lowered.startswith("tomorrow") else 0


def _after_preposition(text: str, start: int) -> bool:
    before = text[max(start - 12, 0) : start].split()
    return bool(before) and re.fullmatch(_PREPOSITION, before[-1], re.IGNORECASE) is not None


def _near(words: str, text: str, found: "re.Match[str]", anchor: date) -> str:
    day = written(anchor + timedelta(days=_shift(words)), weekday=False)
    part = next((p for p in ("morning", "afternoon", "evening", "night") if p in words.lower()), "")
    if part:
        return f"on the {part} of {day}"
    return day if _after_preposition(text, found.start()) else f"on {day}"


def _period(found: "re.Match[str]", anchor: date) -> str:
    turn = -1 if found["turn"].lower() in {"last", "the previous"} else 1 if found["turn"].lower() == "next" else 0
    unit, edge = found["unit"].lower(), found["edge"] or ""
    inner = edge if edge.lower() in {"of", "for", "since", "until", "by", "in"} else f"{edge} in".strip()
    if unit == "year":
        return f"{inner} {anchor.year + turn}"
    if unit == "month":
        months = anchor.year * 12 + anchor.month - 1 + turn
        return f"{inner} {MONTHS[months % 12]} {months // 12}"
    if unit in {"week", "weekend"}:
        where = {-1: "before", 0: "of", 1: "after"}[turn]
        return f"{inner} the {unit} {where} {written(anchor, weekday=False)}"
    return found.group()


def _ago(found: "re.Match[str]", anchor: date) -> str:
    """ "three days ago" is a day; "two years ago" is told from the article's month."""
    few, step = found["few"].lower(), found["step"].lower()
    if step == "day":
        count = int(few) if few.isdigit() else _NUMBERS[few]
        return f"on {written(anchor - timedelta(days=count), weekday=False)}"
    since = written(anchor, weekday=False) if step == "week" else f"{MONTHS[anchor.month - 1]} {anchor.year}"
    return re.sub(r"(?:ago|earlier)$", f"before {since}", found.group())


def _ordinal(found: "re.Match[str]", anchor: date, *, future: bool) -> str:
    """ "on the 23rd": the nearest such day behind the article, or ahead of it."""
    number = int(found["nth"])
    months = anchor.year * 12 + anchor.month - 1
    if future:
        months += number < anchor.day
    else:
        months -= number > anchor.day
    return f"{found['lead']} {MONTHS[months % 12]} {number}, {months // 12}"


def _month_and_day(found: "re.Match[str]", anchor: date, *, future: bool) -> str:
    month = _month_number(found["m1"] or found["m2"])
    number = int((found["d1"] or found["d2"]).split()[0])
    year = _year_for(month, number, anchor, future=future)
    return f"{found.group()}, {year}" if found["m1"] else f"{found.group()} {year}"


def _month(found: "re.Match[str]", anchor: date, *, future: bool) -> str:
    month = _month_number(found["m3"])
    of = (found["of"] or "").lower()
    if found["prep"].lower() in {"last", "next"}:
        year = _year_for(month, 1, anchor, future=found["prep"].lower() == "next")
        return f"in {MONTHS[month - 1]} {year}"
    year = anchor.year - 1 if "last" in of else anchor.year if of else _year_for(month, 1, anchor, future=future)
    head = found.group()[: len(found.group()) - len(of)]
    return f"{head} {year}"


def _year_for(month: int, day: int, anchor: date, *, future: bool) -> int:
    """The year that puts a month nearest: behind the article's date, or ahead of it."""
    if future:
        return anchor.year + ((month, day) < (anchor.month, anchor.day) and month != anchor.month)
    return anchor.year - (month > anchor.month)


def _month_number(name: str) -> int:
    return next(i for i, month in enumerate(MONTHS, 1) if month.lower().startswith(name.rstrip(".").lower()[:3]))


def _parsed(found: "re.Match[str]") -> date | None:
    month, day, year, day2, month2, year2, *iso = found.groups()
    try:
        if iso[0]:
            return date(int(iso[0]), int(iso[1]), int(iso[2]))
        return date(int(year or year2), _month_number(month or month2), int(day or day2))
    except ValueError:
        return None

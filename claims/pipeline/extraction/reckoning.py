"""What a relative date comes to: counted from the article's day, or from the day told before."""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from .moments import DAYS, MONTHS, Moment, day_moment, month_number, written

Told = tuple[str, Moment | None]
"""The words written out, and the moment where they come to one."""

_PREPOSITION = re.compile(
    r"(?:on|of|since|by|until|till|from|to|for|before|after|through|between|and|or|in|during|at|early|late|next|last|this)",
    re.IGNORECASE,
)
_MEASURED = re.compile(r"(?: [a-z-]+){0,2} (?:data|figures|numbers|sales|inflation|report|results|survey)\b")
_KEPT = frozenset({"of", "for", "since", "until", "by", "in"})
_NUMBERS = {
    w: i for i, w in enumerate(["zero", "a", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"])
} | {"the": 1, "one": 1}
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9}
_FEASTS = {
    "christmas eve": (12, 24), "christmas day": (12, 25), "boxing day": (12, 26), "new year's eve": (12, 31),
    "new year's day": (1, 1), "halloween": (10, 31), "valentine's day": (2, 14),
}  # fmt: skip


def count(words: str) -> int:
    """ "two" -> 2, "a" -> 1."""
    return int(words) if words.isdigit() else _NUMBERS[words.lower()]


def resolved(found: "re.Match[str]", text: str, anchor: date, *, ahead: bool | None) -> Told:
    """A relative date counted from the article's day; `ahead` None where the tense leaves it open."""
    kind = next(name for name in _WAYS if found[name])
    return _WAYS[kind](found, text, anchor, ahead)


def carried(found: "re.Match[str]", before: Moment) -> Told | None:
    """ "The next day", "a year earlier", "that night", "since then": counted from the moment told before."""
    if found["then"]:
        bare = before.words.partition(" ")[2]
        return f"{found['thenlead']} {bare}", before
    if found["same"]:
        part, lead = (found["part2"] or "").strip(), (found["samelead"] or "on").lower()
        if before.on is None:
            return None
        if lead != "on":
            return f"{lead} {part and f'the {part} of '}{before.words.removeprefix('on ')}", before
        return (f"on the {part} of {written(before.on, weekday=False)}" if part else before.words), before
    unit, few = (found["unit2"] or found["unit3"]).lower(), count(found["few2"] or "a")
    back = (found["way"] or found["turn2"]).lower() in {"earlier", "before", "previous", "previously"}
    if unit in {*_SEASONS, "winter"}:
        return (f"in {_next_season(unit, -1 if back else 1, before)}", None) if before.month else None
    moved = before.moved(-few if back else few, unit)
    return None if moved is None else (moved.words, moved)


def _weekday(found: "re.Match[str]", text: str, anchor: date, ahead: bool | None) -> Told:
    which, index = (found["which"] or "").lower(), DAYS.index(found["day"].capitalize())
    back, on = (anchor.weekday() - index) % 7, (index - anchor.weekday()) % 7
    if which == "last":
        day = anchor - timedelta(days=back or 7)
    elif which == "next" or (ahead and which != "this"):
        day = anchor + timedelta(days=on or (7 if which == "next" else 0))
    else:
        day = anchor + timedelta(days=on) if which == "this" else anchor - timedelta(days=back)
    part = found["part"] or ""
    full = f"{DAYS[day.weekday()]}{part}, {written(day, weekday=False)}"
    return (full if _after_preposition(text, found.start()) else f"on {full}"), day_moment(day, named=True)


def _near(found: "re.Match[str]", text: str, anchor: date, _: bool | None) -> Told:
    words = found["near"].lower()
    shift = -1 if words.startswith(("yesterday", "last")) else 1 if words.startswith("tomorrow") else 0
    moment = day_moment(anchor + timedelta(days=shift))
    part = next((p for p in ("morning", "afternoon", "evening", "night") if p in words), "")
    plain = moment.words.removeprefix("on ")
    if part:
        return f"{'' if _after_preposition(text, found.start()) else 'on '}the {part} of {plain}", moment
    return (plain if _after_preposition(text, found.start()) else f"on {plain}"), moment


def _period(found: "re.Match[str]", _text: str, anchor: date, ahead: bool | None) -> Told:
    turn = {"last": -1, "next": 1}.get(found["turn"].lower(), 0)
    unit, edge = found["unit"].lower(), found["edge"] or ""
    inner = edge if edge.lower() in _KEPT else f"{edge} in".strip()
    if unit in {"year", "month"}:
        moment = Moment(anchor.year, anchor.month if unit == "month" else 0).moved(turn, unit) or Moment(anchor.year)
        return f"{inner} {moment.words.removeprefix('in ')}", moment
    if unit == "weekend":
        return f"{edge} {_weekend(anchor, turn, ahead)}".strip(), None
    if unit == "winter":
        return (
            f"{inner} {_winter(anchor.year + turn - (anchor.month < (3 if turn < 0 else 12 if turn > 0 else 7)))}",
            None,
        )
    if unit in _SEASONS:
        return f"{inner} the {unit} of {_season_year(unit, turn, anchor)}", None
    if unit in {"week", "quarter", "season"}:
        where = {-1: "before", 0: "of", 1: "after"}[turn]
        day = written(anchor, weekday=False) if unit == "week" else f"{MONTHS[anchor.month - 1]} {anchor.year}"
        return f"{inner} the {unit} {where} {day}", None
    return found.group(), None


def _winter(first: int) -> str:
    """A winter by the year that it begins in."""
    return f"the winter of {first}-{(first + 1) % 100:02d}"


def _in_season(found: "re.Match[str]", _text: str, anchor: date, ahead: bool | None) -> Told:
    """ "By the summer": the last or the coming one by the tense; where the tense leaves it open it stays."""
    if ahead is None:
        return found.group(), None
    here = Moment(anchor.year, anchor.month)
    words = _next_season(found["season"].lower(), 1 if ahead else 0, here)
    return f"{found['lead6']} {words}", Moment(int(words.rpartition(" ")[2][:4]))


def _next_season(season: str, turn: int, here: Moment) -> str:
    """The season that begins after a month (1), began in it or before it (0), or was over before it (-1)."""
    begins = _SEASONS.get(season, 12)
    year = here.year + (turn > 0 and begins <= here.month) - (turn <= 0 and begins > here.month)
    year -= turn < 0 and (here.month - begins) % 12 < 3
    return _winter(year) if season == "winter" else f"the {season} of {year}"


def _season_year(season: str, turn: int, anchor: date) -> int:
    """Last summer is the one that is over; in September and later that of the year."""
    over = anchor.month >= _SEASONS[season] + 3
    return anchor.year - (turn < 0 and not over) + (turn > 0 and anchor.month >= _SEASONS[season])


def _weekend(anchor: date, turn: int, ahead: bool | None) -> str:
    """The weekend by its Saturday: the last one, or the coming one."""
    back = (anchor.weekday() - 5) % 7
    saturday = anchor - timedelta(days=back)
    if turn > 0 or (ahead and turn == 0):
        saturday = anchor + timedelta(days=(5 - anchor.weekday()) % 7)
    elif back < 2 and (turn < 0 or not ahead):
        saturday -= timedelta(days=7)
    return f"on the weekend of {written(saturday, weekday=False)}"


def _at_weekend(_found: "re.Match[str]", _text: str, anchor: date, ahead: bool | None) -> Told:
    return _weekend(anchor, 0, ahead), None


def _past_stretch(found: "re.Match[str]", _text: str, anchor: date, _: bool | None) -> Told:
    """ "Over the past year" -> "in the year to March 2025"."""
    unit = found["stretch"].lower()
    fine = unit.rstrip("s") in {"hour", "day", "week"}
    end = written(anchor, weekday=False) if fine else f"{MONTHS[anchor.month - 1]} {anchor.year}"
    few = f"{found['howmany']} " if found["howmany"] else ""
    return f"{found['lead3']} the {few}{unit} to {end}", None


def _ago(found: "re.Match[str]", _text: str, anchor: date, _: bool | None) -> Told:
    """ "Three days ago" is a day, "a year ago" a month; "two years ago" is told from the article's month."""
    few, step = found["few"].lower(), found["step"].lower()
    if step == "day":
        moment = day_moment(anchor - timedelta(days=count(few)))
        return moment.words, moment
    if step == "year" and few in {"a", "one"}:
        moment = Moment(anchor.year - 1, anchor.month)
        return moment.words, moment
    since = written(anchor, weekday=False) if step == "week" else f"{MONTHS[anchor.month - 1]} {anchor.year}"
    return re.sub(r"ago$", f"before {since}", found.group()), None


def _ordinal(found: "re.Match[str]", _text: str, anchor: date, ahead: bool | None) -> Told:
    """ "On the 23rd": the nearest such day behind the article, or ahead of it."""
    number = int(found["nth"])
    months = anchor.year * 12 + anchor.month - 1
    months += number < anchor.day if ahead else -(number > anchor.day)
    year, month = months // 12, months % 12 + 1
    if number > monthrange(year, month)[1]:
        return found.group(), None
    return f"{found['lead']} {MONTHS[month - 1]} {number}, {year}", Moment(year, month, number)


def _month_and_day(found: "re.Match[str]", _text: str, anchor: date, ahead: bool | None) -> Told:
    month = month_number(found["m1"] or found["m2"])
    number = int((found["d1"] or found["d2"]).split()[0])
    year = _year_for(month, number, anchor, ahead)
    told = f"{found.group()}, {year}" if found["m1"] else f"{found.group()} {year}"
    return told, Moment(year, month, min(number, 28)) if number > 28 else Moment(year, month, number)


def _month(found: "re.Match[str]", text: str, anchor: date, ahead: bool | None) -> Told:
    month, prep, of = month_number(found["m3"]), found["prep"].lower(), (found["of"] or "").lower()
    if prep in {"last", "next", "this"}:
        year = anchor.year if prep == "this" else _year_for(month, 1, anchor, prep == "next")
        return f"in {MONTHS[month - 1]} {year}", Moment(year, month)
    year = anchor.year - 1 if "last" in of else anchor.year if of else _year_for(month, 1, anchor, ahead)
    if not of and _MEASURED.match(text, found.end()):
        year = _year_for(month, 1, anchor, ahead=False)
    return f"{found.group()[: len(found.group()) - len(of)]} {year}", Moment(year, month)


def _year_for(month: int, day: int, anchor: date, ahead: bool | None) -> int:
    """The year that puts a month behind the article's date, ahead of it, or where the tense is open, nearest to it."""
    if ahead is None:
        return min(
            (anchor.year, anchor.year - 1, anchor.year + 1),
            key=lambda y: abs((y - anchor.year) * 12 + month - anchor.month),
        )
    if ahead:
        return anchor.year + ((month, day) < (anchor.month, anchor.day) and month != anchor.month)
    return anchor.year - (month > anchor.month)


def _feast(found: "re.Match[str]", _text: str, anchor: date, ahead: bool | None) -> Told:
    month, day = _FEASTS[found["feast"].lower()]
    passed = (month, day) <= (anchor.month, anchor.day)
    year = anchor.year + (1 if ahead and passed else -1 if ahead is False and not passed else 0)
    return f"{found.group()} {year}", Moment(year, month, day)


def _rest(found: "re.Match[str]", _text: str, anchor: date, _: bool | None) -> Told:
    unit = found["whole"].lower()
    words = str(anchor.year) if unit == "year" else f"{MONTHS[anchor.month - 1]} {anchor.year}"
    return re.sub(rf"(?:the|this) {unit}$", words, found.group(), flags=re.IGNORECASE), None


def _all(found: "re.Match[str]", _text: str, anchor: date, _: bool | None) -> Told:
    unit = found["through"].lower()
    return f"all through {anchor.year if unit == 'year' else f'{MONTHS[anchor.month - 1]} {anchor.year}'}", None


def _span(found: "re.Match[str]", _text: str, anchor: date, ahead: bool | None) -> Told:
    of = (found["of4"] or "").lower()
    counted = _year_for(month_number(found["m4"]), 1, anchor, ahead)
    year = anchor.year - 1 if "last" in of else anchor.year if of else counted
    return f"{found.group()[: len(found.group()) - len(of)]} {year}", Moment(year, month_number(found["m4"]))


def _bare_month(found: "re.Match[str]", _text: str, anchor: date, ahead: bool | None) -> Told:
    """ "Its February meeting" -> "its February 2025 meeting"."""
    year = _year_for(month_number(found["m5"]), 1, anchor, ahead)
    return f"{found.group()} {year}", None


def _quarter(found: "re.Match[str]", _text: str, anchor: date, ahead: bool | None) -> Told:
    """The quarter that ended within the last half year, or that is to come in this one."""
    end = 3 * (1 + ("first", "second", "third", "fourth").index(found["which4"].lower()))
    since = (anchor.month - end - 1) % 12  # months since it was over
    if ahead:
        return (f"{found.group()} of {anchor.year}" if end >= anchor.month else found.group()), None
    year = anchor.year - (end >= anchor.month)
    return (f"{found.group()} of {year}" if since < 6 else found.group()), None


def _today(found: "re.Match[str]", _text: str, anchor: date, _: bool | None) -> Told:
    return re.sub(r"the day$", written(anchor), found.group(), flags=re.IGNORECASE), None


def _after_preposition(text: str, start: int) -> bool:
    before = text[max(start - 12, 0) : start].split()
    return bool(before) and _PREPOSITION.fullmatch(before[-1]) is not None


_WAYS: dict[str, Callable[["re.Match[str]", str, date, bool | None], Told]] = {
    "weekday": _weekday, "near": _near, "period": _period, "weekend": _at_weekend, "past": _past_stretch, "ago": _ago,
    "ordinal": _ordinal, "monthday": _month_and_day, "month": _month, "feast": _feast, "rest": _rest, "all": _all,
    "inseason": _in_season, "span": _span, "bare": _bare_month, "quarter": _quarter, "today": _today,
}  # fmt: skip

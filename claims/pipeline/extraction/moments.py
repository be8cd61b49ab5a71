"""A day, month or year that news tells of, and how it is written out."""

import re
from calendar import month_name, monthrange
from dataclasses import dataclass
from datetime import date, timedelta

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = tuple(month_name)[1:]
MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan\.|Feb\.|Mar\.|Apr\.|Aug\.|Sept?\.|Oct\.|Nov\.|Dec\.)"
)
_FULL = rf"({MONTH}) (\d{{1,2}}),? (\d{{4}})|(\d{{1,2}}) ({MONTH}),? (\d{{4}})|(\d{{4}})-(\d\d)-(\d\d)"
_DATE = re.compile(rf"\b(?:{_FULL})\b")
_EXPLICIT = re.compile(rf"\b(?:{_FULL}|({MONTH}),? (?:of )?(\d{{4}})|((?:19|20)\d\d)(?![\d,.:%-]\d|s\b))\b")


_BEFORE_YEAR = frozenset(
    {"in", "since", "from", "to", "by", "until", "till", "of", "during", "for", "before", "after", "through", "and", "between", "late",
     "early", "mid", "summer", "spring", "autumn", "winter", "fall", "around", "about"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, or a month or year where `day` or `month` is 0; `named` by its weekday, which the words then repeat."""

    year: int
    month: int = 0
    day: int = 0
    named: bool = False

    @property
    def on(self) -> date | None:
        """The calendar day; None for a month or a year."""
        return date(self.year, self.month, self.day) if self.day else None

    @property
    def words(self) -> str:
        """ "on Thursday, September 4, 2008", "in September 2008", "in 2008"."""
        if self.day:
            return f"on {written(date(self.year, self.month, self.day), weekday=self.named)}"
        return f"in {MONTHS[self.month - 1]} {self.year}" if self.month else f"in {self.year}"

    @property
    def since(self) -> str:
        """The same from then on: "from September 2008"."""
        return f"from {self.words.partition(' ')[2]}"

    def moved(self, count: int, unit: str) -> "Moment | None":
        """So many days, weeks, months or years on; None where the moment is too wide for the unit."""
        if unit in {"day", "week"}:
            here = self.on
            return None if here is None else day_moment(here + timedelta(days=count * (7 if unit == "week" else 1)))
        if unit == "month":
            if not self.month:
                return None
            months = self.year * 12 + self.month - 1 + count
            return Moment(months // 12, months % 12 + 1)
        return Moment(self.year + count * (10 if unit == "decade" else 1), self.month)


def day_moment(day: date, *, named: bool = False) -> Moment:
    """A calendar day as a moment."""
    return Moment(day.year, day.month, day.day, named)


def written(day: date, *, weekday: bool = True) -> str:
    """ "Thursday, September 4, 2008"; without the weekday "September 4, 2008"."""
    plain = f"{MONTHS[day.month - 1]} {day.day}, {day.year}"
    return f"{DAYS[day.weekday()]}, {plain}" if weekday else plain


def month_number(name: str) -> int:
    """1 for "January" or "Jan."."""
    return next(i for i, month in enumerate(MONTHS, 1) if month.lower().startswith(name.rstrip(".").lower()[:3]))


def dated_in_full(line: str) -> date | None:
    """The first date of a line that has its year; None for none, and for a day that no month has."""
    found = _DATE.search(line)
    moment = _moment(found) if found is not None else None
    return None if moment is None else moment.on


def explicit_moments(text: str) -> list[tuple[int, int, Moment]]:
    """(start, end, moment) of each date, month or year that a text writes with its year."""
    found = ((m.start(), m.end(), _moment(m)) for m in _EXPLICIT.finditer(text) if not m[12] or _a_year(text, m))
    return [(start, end, moment) for start, end, moment in found if moment is not None]


def _a_year(text: str, found: "re.Match[str]") -> bool:
    """ "In 2000", "(2000)"; not "the Russell 2000" nor "2000 people"."""
    before = text[max(found.start() - 12, 0) : found.start()]
    word = before.split()[-1].lower().strip("\"'([") if before.split() else ""
    return before.endswith("(") or word in _BEFORE_YEAR


def _moment(found: "re.Match[str]") -> Moment | None:
    month, day, year, day2, month2, year2, *rest = found.groups()
    if month or month2:
        return _checked(int(year or year2), month_number(month or month2), int(day or day2))
    if rest[0]:
        return _checked(int(rest[0]), int(rest[1]), int(rest[2]))
    return Moment(int(rest[4]), month_number(rest[3])) if rest[3] else Moment(int(rest[5]))


def _checked(year: int, month: int, day: int) -> Moment | None:
    fits = 1 <= month <= 12 and year > 0 and 1 <= day <= monthrange(year, month)[1]
    return Moment(year, month, day) if fits else None

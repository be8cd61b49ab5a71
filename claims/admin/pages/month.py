"""The desk's last thirty days: how much was open at the end of each, and how long verdicts took, drawn in 320 × 120."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import ceil
from typing import TYPE_CHECKING

from django.utils.formats import date_format, number_format
from django.utils.timezone import localdate, make_aware
from django.utils.translation import gettext as _

from claims.admin.counting import Counted
from claims.lifecycle import Status
from claims.models.claim import Claim
from claims.models.move import ClaimMove
from claims.models.publication import Publication

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from claims.models.user import User

DAYS = 30
MOST = 10_000
"""How many moves, claims and rows of the ledger a chart reads, the newest; days that lie further back are left out."""
OPEN = (Status.SPOTTED, Status.ASSIGNED, Status.RATED, Status.APPROVED)
BEGINS, ENDS = 110, 258
"""Where the lines of statuses begin and end; words stand before, numbers after."""
LEFT, RIGHT, TOP, FLOOR = 34, 272, 20, 100
"""The corners within which the times are drawn."""
HOURS_READ_WELL = 96


@dataclass(frozen=True, slots=True)
class Level:
    """One status's line: `points` as SVG has them, the number at the end, and where its words stand."""

    label: str
    number: Counted
    points: str
    y: int


@dataclass(frozen=True, slots=True)
class Levels:
    """The lines, and behind them each day with its numbers in the order of the lines."""

    lines: list[Level]
    days: list[tuple[str, list[Counted]]]

    @property
    def said(self) -> str:
        """Say the chart in a sentence."""
        numbers = ", ".join(f"{line.label} {line.number!s}" for line in self.lines)
        return _("Line chart. Open claims at the end of each of the last thirty days; today: %(numbers)s.") % {
            "numbers": numbers
        }


@dataclass(frozen=True, slots=True)
class Took:
    """How long the verdicts of one day took; `day` is empty for all together. Numbers are written out."""

    day: str
    verdicts: str
    median: str
    ninetieth: str


@dataclass(frozen=True, slots=True)
class Times:
    """Two lines over the days on which verdicts were published, in hours or days; where both end, with their numbers."""

    rows: list[Took]
    in_all: Took
    in_days: bool
    top: int
    median: str
    ninetieth: str
    x: int
    median_y: int
    ninetieth_y: int
    first_day: str
    last_day: str

    @property
    def median_words_y(self) -> int:
        """Return where the median's number stands: below that of the other."""
        return max(self.median_y + 4, self.ninetieth_y + 14)

    @property
    def words_x(self) -> int:
        """Return where both numbers stand."""
        return self.x + 7

    @property
    def said(self) -> str:
        """Say the chart in a sentence."""
        words = (
            _(
                "Line chart. Half of the verdicts of the last thirty days took %(half)s days or less, nine in ten %(most)s."
            )
            if self.in_days
            else _(
                "Line chart. Half of the verdicts of the last thirty days took %(half)s hours or less, nine in ten %(most)s."
            )
        )
        return words % {"half": self.in_all.median, "most": self.in_all.ninetieth}


def span() -> tuple[list[date], datetime]:
    """Return the last thirty days, and when the first of them begins."""
    first = localdate() - timedelta(days=DAYS - 1)
    return [first + timedelta(days=place) for place in range(DAYS)], make_aware(datetime.combine(first, time.min))


def moved(me: User) -> list[tuple[date, str, str, int]]:
    """Count, by day, origin and target, the moves of the claims that this person sees; claims are born without an origin."""
    _days, since = span()
    spotted = Claim.objects.visible_to(me).newest_since(since, most=MOST)
    return ClaimMove.objects.visible_to(me).newest_since(since, most=MOST).count_by_day(spotted=spotted)


def open_by_day(moved: Sequence[tuple[date, str, str, int]], *, now: Mapping[str, Counted]) -> Levels:
    """Draw how many claims were open at the end of each day: `now`, less what came, and with what left."""
    days, _since = span()
    came: Counter[tuple[date, str]] = Counter()
    for day, origin, target, number in moved:
        came[day, origin] -= number
        came[day, target] += number
    for read in ([row for row in moved if row[1]], [row for row in moved if not row[1]]):
        if sum(number for *_way, number in read) >= MOST:  # days before the oldest row that was read are not known
            days = [day for day in days if day >= min(row[0] for row in read)]
    numbers = [ends_of_days(now.get(status, Counted(0)), [came[day, status] for day in days]) for status in OPEN]
    return Levels(
        lines=[line(status, place, numbers[place]) for place, status in enumerate(OPEN)],
        days=[(written(day), [each[place] for each in numbers]) for place, day in enumerate(days)],
    )


def ends_of_days(now: Counted, came: Sequence[int]) -> list[Counted]:
    """Walk back from today's number. Where that is a lower bound, so are those of the days before."""
    found, level = [], int(now)
    for number in reversed(came):
        found.append(Counted(max(level, 0) + now.more, most=max(level, 0)))
        level -= number
    return found[::-1]


def line(status: Status, place: int, numbers: Sequence[Counted]) -> Level:
    """Draw a status's line on a scale of its own."""
    highest, base = max(numbers, default=0) or 1, 26 + place * 28
    points = [
        f"{along(at, len(numbers), BEGINS, ENDS)},{base - round(number / highest * 20)}"
        for at, number in enumerate(numbers)
    ]
    return Level(str(status.label).capitalize(), numbers[-1], " ".join(points), base)


def along(place: int, places: int, begins: int, ends: int) -> int:
    """Return where the `place`-th of so many places stands; a single one stands at the end."""
    return begins + round(place * (ends - begins) / (places - 1)) if places > 1 else ends


def written(day: date) -> str:
    """Write a day as tables do."""
    return date_format(day, _("j M"))


def measured() -> list[tuple[date | None, int, list[float] | None]]:
    """Measure from taking in an article to a verdict's first publication, by day, and all together (no day)."""
    _days, since = span()
    return Publication.objects.first_since(since, most=MOST).hours_by_day()


def times(measured: Sequence[tuple[date | None, int, list[float] | None]]) -> Times | None:
    """Draw how long verdicts took, by day; None where nothing was published."""
    days, _since = span()
    rows = sorted((day, number, shares) for day, number, shares in measured if day and shares)
    in_all = next((shares for day, _number, shares in measured if day is None), None)
    if not rows or in_all is None:
        return None
    in_days = max(max(shares) for _day, _number, shares in rows) > HOURS_READ_WELL
    unit = 24 if in_days else 1
    top = max(1, ceil(max(max(shares) for _day, _number, shares in rows) / unit))

    def down(hours: float) -> int:
        return FLOOR - round(hours / unit / top * (FLOOR - TOP))

    def took(day: str, verdicts: int, shares: Sequence[float]) -> Took:
        half, most = (number_format(round(share / unit, 1), 1, force_grouping=True) for share in shares)
        return Took(day, number_format(verdicts, force_grouping=True), half, most)

    places = [along(days.index(day), DAYS, LEFT, RIGHT) for day, _number, _shares in rows]
    lines = [
        " ".join(f"{x},{down(shares[share])}" for x, (_day, _number, shares) in zip(places, rows, strict=True))
        for share in (0, 1)
    ]
    return Times(
        rows=[took(written(day), number, shares) for day, number, shares in rows],
        in_all=took("", sum(number for _day, number, _shares in rows), in_all),
        in_days=in_days,
        top=top,
        median=lines[0],
        ninetieth=lines[1],
        x=places[-1],
        median_y=down(rows[-1][2][0]),
        ninetieth_y=down(rows[-1][2][1]),
        first_day=written(days[0]),
        last_day=written(days[-1]),
    )

"""Charts as plain numbers: where each bar stands in a drawing of 320 × 120, and the table behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils.formats import date_format
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from claims.admin.counting import Counted, each_up_to
from claims.lifecycle import Status
from claims.models.claim import Claim
from claims.models.move import ClaimMove
from claims.models.published import Tally
from claims.models.rating import Rating
from claims.models.user import User

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

BEGINS, WIDEST, TALLEST, FLOOR = 110, 162, 80, 100
"""Where lying bars begin: “Zusammengeführt” fits before it."""
FITS = 17
"""How many letters stand beside a lying bar."""
DAYS = 14
BUSIEST = 8


@dataclass(frozen=True, slots=True)
class Bar:
    """One lying bar. Lengths are whole units of the drawing."""

    label: str
    number: int
    y: int
    width: int
    looks: str

    @property
    def short(self) -> str:
        """Return as much of the label as fits beside the bar; the table has the whole."""
        return self.label if len(self.label) <= FITS else f"{self.label[: FITS - 1].rstrip()}…"

    @property
    def middle(self) -> int:
        """Return the line on which its words stand."""
        return self.y + 10

    @property
    def after(self) -> int:
        """Return where its number stands."""
        return BEGINS + self.width + 6


@dataclass(frozen=True, slots=True)
class Day:
    """Two standing bars of one day."""

    label: str
    marked: bool
    came: int
    went: int
    x: int
    came_height: int
    went_height: int

    @property
    def came_top(self) -> int:
        """Return where the first bar begins."""
        return FLOOR - self.came_height

    @property
    def went_top(self) -> int:
        """Return where the second bar begins."""
        return FLOOR - self.went_height

    @property
    def second_x(self) -> int:
        """Return where the second bar stands."""
        return self.x + 8

    @property
    def middle(self) -> int:
        """Return where the day's name stands."""
        return self.x + 8


def lying(rows: Sequence[tuple[str, int, str]]) -> list[Bar]:
    """Lay out rows of label, number and looks as bars, the longest filling the drawing."""
    most = max((number for _label, number, _looks in rows), default=0) or 1
    step = min(19, 116 // max(1, len(rows)))
    return [
        Bar(label, number, 4 + place * step, round(number / most * WIDEST), looks)
        for place, (label, number, looks) in enumerate(rows)
    ]


def counts_by_status(me: User) -> dict[str, Counted]:
    """Count the claims that this person sees, by status."""
    return each_up_to({status: Claim.objects.visible_at(status, to=me) for status in Status.values})


def by_status(counts: Mapping[str, Counted]) -> list[Bar]:
    """Draw how many claims have each status; statuses without any are left out but for the working ones."""
    always = {Status.SPOTTED, Status.ASSIGNED, Status.RATED, Status.PUBLISHED}
    return lying(
        [
            (str(status.label).capitalize(), counts.get(status, Counted(0)), "a")
            for status in Status
            if counts.get(status) or status in always
        ]
    )


def by_rating() -> list[Bar]:
    """Count the verdicts that stand in public, by rating, in the order of the scale."""
    counts = dict(Tally.objects.of("all", [""]).values_list("rating", "verdicts"))
    return lying([(each.label, counts.get(each.slug, 0), f"r-{each.slug}") for each in Rating.objects.in_use()])


def open_work(me: User) -> list[tuple[str, int]]:
    """Count the open claims of the eight people who hold the most. Blind reviews count here as they do to this person."""
    people: Iterable[Any] = User.objects.get_queryset().busiest(seen_by=me)[:BUSIEST]
    return [(str(person), person.open_work) for person in people]


def workload(counted: Sequence[tuple[str, int]]) -> list[Bar]:
    """Draw the open claims of those who hold the most."""
    return lying([(person, number, "a") for person, number in counted])


def came_and_went() -> tuple[dict[date, int], dict[date, int]]:
    """Count the claims that were spotted, and those that were closed, on each of the last fourteen days."""
    since = now() - timedelta(days=DAYS)
    closed = (Status.PUBLISHED, Status.CORRECTED, Status.DISMISSED, Status.MERGED)
    number = Count("pk")
    spotted = Claim.objects.filter(created_at__gte=since).order_by().annotate(day=TruncDate("created_at"))
    moved = ClaimMove.objects.filter(made_at__gte=since, target__in=closed).order_by()
    went = moved.annotate(day=TruncDate("made_at")).values_list("day").annotate(number=number)
    return dict(spotted.values_list("day").annotate(number=number)), dict(went)


def in_and_out(came: Mapping[date, int], went: Mapping[date, int]) -> tuple[list[Day], int]:
    """Draw claims spotted and closed on each of the last fourteen days; the second answer is the top line's number."""
    first = localdate() - timedelta(days=DAYS - 1)
    dates = [first + timedelta(days=place) for place in range(DAYS)]
    top = max((*came.values(), *went.values(), 0)) or 1
    days = [
        Day(
            label=date_format(date, _("j M")),
            marked=place % 4 == 1,
            came=came.get(date, 0),
            went=went.get(date, 0),
            x=28 + place * 20,
            came_height=round(came.get(date, 0) / top * TALLEST),
            went_height=round(went.get(date, 0) / top * TALLEST),
        )
        for place, date in enumerate(dates)
    ]
    return days, top


def sentence(bars: Sequence[Bar]) -> str:
    """Say a chart's numbers in one sentence, for those who hear it."""
    return _("Bar chart.") + " " + ", ".join(f"{bar.label} {bar.number!s}" for bar in bars) + "."

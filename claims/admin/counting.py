"""Counts and pages that cost the same however much lies on the desk: a count stops at ten thousand and says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.core.exceptions import EmptyResultSet
from django.core.paginator import Page, Paginator
from django.db import connection
from django.utils.formats import number_format
from django.utils.functional import cached_property

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import QuerySet

    Pages = Paginator[Any]
else:
    Pages = Paginator

MOST_COUNTED = 10_000


class Counted(int):
    """How many there are. From `most` on it is that number, and reads “10,000+”."""

    more: bool

    def __new__(cls, number: int, *, most: int = MOST_COUNTED) -> Self:
        """Cut what was counted up to one more than `most`."""
        made = super().__new__(cls, min(number, most))
        made.more = number > most
        return made

    def __str__(self) -> str:
        """Write it as the reader's language does, with the sign that there are more."""
        return number_format(int(self), force_grouping=True) + ("+" if self.more else "")


def up_to(rows: QuerySet[Any], *, most: int = MOST_COUNTED) -> Counted:
    """Count rows, up to `most`: one query."""
    return Counted(rows.order_by().values("pk")[: most + 1].count(), most=most)


class Groups(dict[Any, Counted]):
    """How many rows have each value of a column, the most frequent first. A value that was not met counts nothing, or “0+”."""

    more = False

    def __missing__(self, value: Any) -> Counted:
        return Counted(int(self.more), most=0)


def by_value(rows: QuerySet[Any], column: str, values: Iterable[object]) -> Groups:
    """Count the rows with each of these values, each up to MOST_COUNTED by itself: one query."""
    return Groups(each_up_to({value: rows.filter(**{column: value}) for value in values}))


def each_up_to(rows: Mapping[Any, QuerySet[Any]]) -> dict[Any, Counted]:
    """Count several rows, each up to MOST_COUNTED by itself, and leave out what there is none of: one query."""
    parts: list[str] = []
    given: list[Any] = []
    found: dict[Any, Counted] = {}
    asked = list(rows)
    for place, value in enumerate(asked):
        few = rows[value].order_by().values("pk")[: MOST_COUNTED + 1]
        try:
            statement, parameters = few.query.sql_with_params()
        except EmptyResultSet:
            continue
        parts.append(f"SELECT {place:d}, count(*) FROM ({statement}) AS few")  # noqa: S608 - parameters stay apart
        given += parameters
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), given)
            found = {asked[place]: Counted(number) for place, number in cursor.fetchall() if number}
    return found


def grouped(rows: QuerySet[Any], *columns: str) -> list[Groups]:
    """Count the values of text columns among the first MOST_COUNTED rows, which are read once for all: one query.

    Where there are more rows, each count is a lower bound, and says so.
    """
    groups = [Groups() for _column in columns]
    try:
        statement, parameters = rows.values_list(*columns)[: MOST_COUNTED + 1].query.sql_with_params()
    except EmptyResultSet:
        return groups
    names = [f"c{place:d}" for place in range(len(columns))]
    parts = [f"SELECT {place:d}, {name}, count(*) FROM few GROUP BY 2" for place, name in enumerate(names)]  # noqa: S608
    counting = (
        f"WITH few ({', '.join(names)}) AS MATERIALIZED ({statement}) {' UNION ALL '.join(parts)} ORDER BY 1, 3 DESC, 2"
    )
    with connection.cursor() as cursor:
        cursor.execute(counting, parameters)
        found = cursor.fetchall()
    more = sum(number for place, _value, number in found if place == 0) > MOST_COUNTED
    for group in groups:
        group.more = more
    for place, value, number in found:
        groups[place][value] = Counted(number + more, most=number)
    return groups


def together(counts: Iterable[Counted]) -> Counted:
    """Add counts up; one that stopped makes the sum one that stopped."""
    counted = list(counts)
    whole = sum(counted)
    return Counted(whole + 1, most=whole) if any(each.more for each in counted) else Counted(whole, most=whole)


class BoundedPages(Pages):
    """Django's paginator, counting up to MOST_COUNTED and leading no further; what lies beyond is found by filters.

    Beyond the first page the keys are fetched before the rows, so that only the rows of the page are put together; on the
    first page too where `sorts`, as no index has the order.
    """

    sorts = False

    @cached_property
    def count(self) -> Counted:
        """Count up to MOST_COUNTED."""
        rows: Any = self.object_list
        return up_to(rows) if hasattr(rows, "query") else Counted(len(rows))

    def page(self, number: int | str) -> Page[Any]:
        """Return a page; its rows are in the order of the whole."""
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        rows: Any = self.object_list
        last = min(first + self.per_page, int(self.count))
        if not (first or self.sorts) or not hasattr(rows, "query"):
            return Page(rows[first:last], number, self)
        keys = list(rows.values_list("pk", flat=True)[first:last])
        return Page(rows.filter(pk__in=keys), number, self)

"""Lists that cost the same on a large desk: bounded pages, days that are not looked for row by row, filters by one look each."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db import connection
from django.db.models import OuterRef
from django.utils.dates import MONTHS
from django.utils.text import capfirst
from django.utils.timezone import is_aware, localtime
from django.utils.translation import gettext as _

from claims.models.among import is_there

if TYPE_CHECKING:
    from datetime import date

    from django.contrib.admin import ModelAdmin
    from django.http import HttpRequest

    Rows = ModelAdmin[Any]

MOST_YEARS = 30
MOST_CHOICES = 200


@dataclass(frozen=True, slots=True)
class Days:
    """Where a list can be narrowed to: one step back, and years, months or days to choose from."""

    back: tuple[str, str] | None = None
    choices: list[tuple[str, str]] = field(default_factory=list)


class DeskChangeList(ChangeList):
    """Django's list of rows. What days it offers is worked out from the first and the last row, not from all."""

    @property
    def days(self) -> Days:
        """Offer years, the months of the chosen year, the days of the chosen month, whether or not rows stand there."""
        name = self.date_hierarchy
        if not name:
            return Days()
        year, month, day = (self.chosen(f"{name}__{part}") for part in ("year", "month", "day"))
        if not year:
            first, last = self.ends(name)
            if first is None or last is None:
                return Days()
            if first.year != last.year:
                years = range(max(first.year, last.year - MOST_YEARS + 1), last.year + 1)
                return Days(None, [(str(each), self.at(name, each)) for each in years])
            year = last.year
        if not 1 <= year <= 9998 or (month and not 1 <= month <= 12):
            return Days((_("All dates"), self.at(name)))
        if not month:
            names = [(capfirst(str(MONTHS[each])), self.at(name, year, each)) for each in range(1, 13)]
            return Days((_("All dates"), self.at(name)), names)
        if not day:
            numbers = range(1, monthrange(year, month)[1] + 1)
            return Days(
                (str(year), self.at(name, year)), [(str(each), self.at(name, year, month, each)) for each in numbers]
            )
        return Days((f"{capfirst(str(MONTHS[month]))} {year}", self.at(name, year, month)))

    def chosen(self, name: str) -> int | None:
        """Read a number from the address."""
        given = str(self.params.get(name, ""))
        return int(given) if given.isascii() and given.isdigit() and len(given) < 5 else None

    def at(self, name: str, *numbers: int) -> str:
        """Return the address of the same list at a year, month or day."""
        parts = dict(zip((f"{name}__year", f"{name}__month", f"{name}__day"), numbers, strict=False))
        return self.get_query_string(parts, [f"{name}__"])

    def ends(self, name: str) -> tuple[date | None, date | None]:
        """Return the days of the first and the last row that this person may see."""
        rows = self.root_queryset.order_by("pk").values_list(name, flat=True)
        found = [each for each in (rows.filter(**{f"{name}__isnull": False}).first(), rows.last()) if each]
        days = sorted(localtime(each) if hasattr(each, "hour") and is_aware(each) else each for each in found)
        return (days[0], days[-1]) if days else (None, None)


class OccurringOnly(admin.RelatedOnlyFieldListFilter):
    """Offers the people or things that the visible rows name; whom no row names at all is not looked for."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Rows) -> Any:
        """List them, at most MOST_CHOICES."""
        rows = model_admin.get_queryset(request).filter(**{str(self.field_path): OuterRef("pk")})
        of = field.related_model._default_manager  # noqa: SLF001 - Django's public name
        values = values_by_index(field.model, field.column)
        named = of.filter(is_there(rows), **({"pk__in": values} if len(values) < MOST_CHOICES else {}))
        return [(each.pk, str(each)) for each in named[:MOST_CHOICES]]


class ValuesByIndex(admin.AllValuesFieldListFilter):
    """Offers the values of a column that has an index."""

    def __init__(
        self, field: Any, request: HttpRequest, params: dict[str, Any], model: Any, model_admin: Rows, field_path: str
    ) -> None:
        """Look the values up."""
        super().__init__(field, request, params, model, model_admin, field_path)
        self.lookup_choices: Any = values_by_index(model, field.column)


def values_by_index(model: Any, column: str) -> list[Any]:
    """Return the values of a column, at most MOST_CHOICES, going from one to the next by its index instead of reading all rows."""
    table, column = (connection.ops.quote_name(each) for each in (model._meta.db_table, column))  # noqa: SLF001
    statement = f"""
        WITH RECURSIVE found (value) AS (
            (SELECT {column} FROM {table} ORDER BY {column} LIMIT 1)
            UNION ALL
            SELECT (SELECT {column} FROM {table} WHERE {column} > value ORDER BY {column} LIMIT 1)
            FROM found WHERE value IS NOT NULL
        ) SELECT value FROM found WHERE value IS NOT NULL LIMIT {MOST_CHOICES}"""  # noqa: S608 - names of our own tables
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return [value for (value,) in cursor.fetchall()]

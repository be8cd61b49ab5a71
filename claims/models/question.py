"""Questions that readers ask all day: their SQL is written once a process, and asked again with other values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, ParamSpec

from django.db import connection
from django.db.models import Value

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet
    from django.db.models.sql.compiler import SQLCompiler

Shape = ParamSpec("Shape")


class Given(Value):
    """Stands in a queryset for a value that each asking gives, by its name."""

    def as_sql(self, _compiler: SQLCompiler, _connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Leave its place open."""
        return "%s", (self,)


class Question(Generic[Shape]):
    """A queryset of `values_list`, with `Given` where values go; what the ORM makes of it is kept for each shape of it.

    Writing the SQL of a page of verdicts takes Django a third of the time that PostgreSQL takes to answer it.
    """

    def __init__(self, build: Callable[Shape, QuerySet[Any, Any]]) -> None:
        """Ask what `build` returns; its arguments are the shape, and nothing that comes from outside unchecked."""
        self.build = build
        self.written: dict[tuple[Any, ...], tuple[str, tuple[Any, ...]]] = {}

    def sql(self, *shape: Shape.args, **_nothing: Shape.kwargs) -> tuple[str, tuple[Any, ...]]:
        """Return statement and parameters; a parameter that is `Given` is open."""
        if shape not in self.written:
            statement, parameters = self.build(*shape, **_nothing).query.sql_with_params()
            self.written[shape] = statement, tuple(parameters)
        return self.written[shape]

    def ask(self, values: dict[str, Any], *shape: Shape.args, **_nothing: Shape.kwargs) -> list[tuple[Any, ...]]:
        """Return the rows, with these values in the open places."""
        statement, parameters = self.sql(*shape, **_nothing)
        with connection.cursor() as cursor:
            cursor.execute(statement, [values[each.value] if isinstance(each, Given) else each for each in parameters])
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows

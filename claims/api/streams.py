"""Whole lists as streams: PostgreSQL writes them (COPY), we pass them on; memory stays flat however long they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import F

from claims.api.stored import Sql

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from django.db.models import QuerySet

BLOCK = 128 * 1024
FORMULA = tuple("=+-@\t\r\n＝＋－＠")
"""What a spreadsheet may take for the beginning of one."""

BATCH = 200


def copied(queryset: QuerySet[Any], options: str = "") -> Iterator[bytes]:
    """Yield what COPY writes for a queryset of values, in blocks."""
    statement, given = queryset.query.sql_with_params()
    with connection.cursor() as cursor, cursor.copy(f"COPY ({statement}) TO STDOUT {options}", given) as copy:
        kept: list[bytes] = []
        size = 0
        for row in copy:
            kept.append(row)
            size += len(row)
            if size >= BLOCK:
                yield b"".join(kept)
                kept, size = [], 0
        yield b"".join(kept)


AS_IT_IS = r"WITH (FORMAT csv, DELIMITER E'\x02', QUOTE E'\x01', ESCAPE E'\x01')"
"""COPY that writes a JSON text as it is: it quotes for signs that JSON only has escaped, so it never does."""


def lines(queryset: QuerySet[Any]) -> Iterator[bytes]:
    """Yield a queryset of one JSON text a row, without line breaks in it, as NDJSON."""
    yield from copied(queryset, AS_IT_IS)


def table(queryset: QuerySet[Any], columns: Mapping[str, Any]) -> Iterator[bytes]:
    """Yield a queryset as CSV with a header. A text that a spreadsheet would take for a formula gets an apostrophe before it."""
    shown = {f"column_{name}": harmless(each) for name, each in columns.items()}
    yield (",".join(f'"{name}"' for name in columns) + "\n").encode()
    yield from copied(queryset.values(**shown), "WITH (FORMAT csv, FORCE_QUOTE *)")


def harmless(column: Any) -> Any:
    """Return the column, as a text that no spreadsheet runs."""
    column = F(column) if isinstance(column, str) else column
    return Sql(
        r"regexp_replace((%(expressions)s)::text, '^(?=[=+\-@\t\r\n＝＋－＠])', '''')",
        column,
    )


def batches(queryset: QuerySet[Any], made: Callable[[list[Any]], list[bytes]]) -> Iterator[bytes]:
    """Yield NDJSON of rows that must be worked on here, some at a time, read through a cursor of the server's."""
    kept: list[Any] = []
    for row in queryset.iterator(chunk_size=BATCH):
        kept.append(row)
        if len(kept) == BATCH:
            yield b"".join(each + b"\n" for each in made(kept))
            kept = []
    yield b"".join(each + b"\n" for each in made(kept))


def written_table(
    queryset: QuerySet[Any], columns: Sequence[str], made: Callable[[list[Any]], list[list[Any]]]
) -> Iterator[bytes]:
    """Yield CSV with a header of rows that must be worked on here; no cell is a formula."""
    yield (",".join(f'"{name}"' for name in columns) + "\n").encode()

    def lines(rows: list[Any]) -> list[bytes]:
        return [",".join(cell(value) for value in line).encode() for line in made(rows)]

    yield from batches(queryset, lines)


def cell(value: object) -> str:
    """Write a cell as COPY does where all are quoted, as a text that no spreadsheet runs."""
    words = str(value).lower() if isinstance(value, bool) else str(value)
    words = f"'{words}" if words.startswith(FORMULA) else words
    return '"' + words.replace('"', '""') + '"'

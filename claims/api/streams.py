"""Whole lists as streams: PostgreSQL writes them (COPY), we pass them on; memory stays flat however long they are."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection
from django.db.models import F

from claims.api.problems import Problem
from claims.api.stored import Sql

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from django.db.models import QuerySet

BUSY = (
    "As many whole lists are being read here as can be at once. Wait as long as the Retry-After header says, or read this "
    "one page by page as JSON."
)
BLOCK = 128 * 1024
FORMULA = tuple("=+-@\t\r\n＝＋－＠")
"""What a spreadsheet may take for the beginning of one."""

BATCH = 200


class Seats:
    """Who may read a whole list now: each holds a thread and a database connection of this process for as long as its reader reads.

    Without a bound, a few who read slowly would leave neither for the pages and the desk.
    """

    def __init__(self) -> None:
        """Begin with all of them free."""
        self.lock, self.taken = Lock(), 0

    def take(self) -> bool:
        """Take a seat, if one is free."""
        with self.lock:
            free = not settings.API_STREAMS_AT_ONCE or self.taken < settings.API_STREAMS_AT_ONCE
            self.taken += free
        return free

    def give_back(self) -> None:
        """Stand up."""
        with self.lock:
            self.taken -= 1


SEATS = Seats()


def seated(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Let somebody read a whole list, whose seat is free again once it was read or its reader has gone. Raises Problem (503)."""
    if not SEATS.take():
        raise Problem(503, BUSY)

    def kept() -> Iterator[bytes]:
        try:
            yield b""
            yield from blocks
        finally:
            SEATS.give_back()

    begun = kept()
    next(begun)  # from here on closing it gives the seat back, whether anything of it was read or not
    return begun


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

"""Pouring rows into the database by COPY."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg


@contextmanager
def unchecked(url: str = "") -> Iterator[psycopg.Connection]:
    """Connect as who may leave triggers aside while rows are poured in; the tables are checked by the audit afterwards."""
    import psycopg
    from django.db import connections

    from factcheck.embedded import home, wants_postgres
    from factcheck.embedded.postgresql import sockets
    from factcheck.embedded.roles import SUPERUSER
    from factcheck.embedded.strongbox import secret

    given = connections["owner"].get_connection_params()
    names = {name: given[name] for name in ("host", "port", "user", "password", "dbname") if given.get(name)}
    if wants_postgres():
        names |= {"host": str(sockets()), "user": SUPERUSER, "password": secret(SUPERUSER)}
    assert home()
    with psycopg.connect(**names) as connection:
        connection.execute("SET session_replication_role = replica")
        yield connection


def pour(connection: psycopg.Connection, table: str, rows: Iterator[dict[str, Any]]) -> int:
    """COPY rows into a table; columns are those of the first row, others keep the database's defaults."""
    first = next(rows, None)
    if first is None:
        return 0
    columns = list(first)
    count = 1
    named = ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({named}) FROM STDIN") as copy:
        copy.write_row([first[name] for name in columns])
        for count, row in enumerate(rows, start=2):  # noqa: B007 - counted
            copy.write_row([row[name] for name in columns])
    return count


def count_on(connection: psycopg.Connection) -> None:
    """Let every table's own numbers go on after the highest."""
    from django.apps import apps
    from django.db.models import AutoField

    for model in apps.get_app_config("claims").get_models():
        table, key = model._meta.db_table, model._meta.pk  # noqa: SLF001 - Django's public name
        if isinstance(key, AutoField):
            connection.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', '{key.column}'), "  # noqa: S608 - our own names
                f"coalesce((SELECT max({key.column}) FROM {table}), 1))"
            )

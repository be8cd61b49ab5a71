"""The roles, extensions and privileges of the embedded cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factcheck.embedded.strongbox import secret

if TYPE_CHECKING:
    from pathlib import Path

    import psycopg

SUPERUSER = "postgres"
OWNER = "claimdesk_owner"
APPLICATION = "claimdesk"
EXTENSIONS = ("vector", "pg_trgm")


def arrange_cluster(sockets: Path, *, port: int, database: str) -> None:
    """Create the roles, the extensions and the application's database; safe to repeat."""
    from psycopg import sql  # here, since settings import this package and should not wait for psycopg

    with connect(sockets, port=port, database="template1") as connection:
        for role, rights in ((OWNER, "CREATEDB"), (APPLICATION, "NOCREATEDB")):
            known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
            # Hashed here, so that the password itself never reaches the server's log.
            hashed = connection.pgconn.encrypt_password(secret(role).encode(), role.encode(), b"scram-sha-256").decode()
            connection.execute(
                sql.SQL("{} ROLE {} LOGIN NOSUPERUSER NOCREATEROLE {} PASSWORD {}").format(
                    sql.SQL("ALTER" if known else "CREATE"), sql.Identifier(role), sql.SQL(rights), sql.Literal(hashed)
                )
            )
        _furnish(connection)  # every database made from template1 later, the tests' too, inherits it
        exists = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone()
    with connect(sockets, port=port, database="postgres") as connection:
        if not exists:
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(database), sql.Identifier(OWNER))
            )


def furnish(sockets: Path, *, port: int, database: str) -> None:
    """Give a database that was not made from template1 its extensions and the application's privileges."""
    with connect(sockets, port=port, database=database) as connection:
        _furnish(connection)


def connect(sockets: Path, *, port: int, database: str) -> psycopg.Connection:
    """A superuser's connection in autocommit."""
    import psycopg  # here, as above

    return psycopg.connect(
        host=str(sockets), port=port, dbname=database, user=SUPERUSER, password=secret(SUPERUSER), autocommit=True
    )


def _furnish(connection: psycopg.Connection) -> None:
    from psycopg import sql  # here, as above

    for extension in EXTENSIONS:
        connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
    for granted in ("SELECT, INSERT, UPDATE, DELETE ON TABLES", "USAGE ON SEQUENCES"):
        connection.execute(
            sql.SQL("ALTER DEFAULT PRIVILEGES FOR ROLE {} GRANT {} TO {}").format(
                sql.Identifier(OWNER), sql.SQL(granted), sql.Identifier(APPLICATION)
            )
        )

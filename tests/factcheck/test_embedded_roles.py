"""What each role of the embedded PostgreSQL may do, and what nobody may."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from psycopg import errors

from factcheck import embedded
from factcheck.embedded.postgresql import Postgres, sockets
from tests.factcheck.own_folder import folder_of_its_own

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module", autouse=True)
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """One server for the whole file, in a folder with a path too long for a socket and a quote in its name."""
    long = tmp_path_factory.mktemp("editor's") / ("a" * 100)
    with folder_of_its_own(long), embedded.postgres():
        yield


@pytest.fixture
def owner() -> Iterator[psycopg.Connection]:
    with psycopg.connect(embedded.database_urls()[1], autocommit=True) as connection:
        yield connection


@pytest.fixture
def application() -> Iterator[psycopg.Connection]:
    with psycopg.connect(embedded.database_urls()[0], autocommit=True) as connection:
        yield connection


def one(connection: psycopg.Connection, query: str) -> object:
    row = connection.execute(query).fetchone()
    assert row is not None
    return row[0]


def in_database(url: str, name: str) -> str:
    return url.rsplit("/", 1)[0] + f"/{name}"


def test_it_is_postgresql_18_in_utf8_whatever_the_machine_speaks(application: psycopg.Connection) -> None:
    assert str(one(application, "SHOW server_version")).startswith("18.")
    assert one(application, "SHOW server_encoding") == "UTF8"
    assert one(application, "SELECT datlocale FROM pg_database WHERE datname = 'claimdesk'") == "C.UTF-8"
    assert one(application, "SELECT upper('é')") == "É"


def test_vectors_and_trigrams_are_there(application: psycopg.Connection) -> None:
    assert one(application, "SELECT '[1,2]'::vector <-> '[1,4]'::vector") == 2
    assert one(application, "SELECT similarity('claim', 'claims') > 0.5") is True


def test_the_application_reads_and_writes_rows_of_tables_that_it_does_not_own(
    owner: psycopg.Connection, application: psycopg.Connection
) -> None:
    owner.execute("CREATE TABLE note (id serial PRIMARY KEY, word text)")

    application.execute("INSERT INTO note (word) VALUES ('one')")
    application.execute("UPDATE note SET word = 'two'")
    assert one(application, "SELECT word FROM note") == "two"
    application.execute("DELETE FROM note")

    for forbidden in (
        "TRUNCATE note",
        "DROP TABLE note",
        "ALTER TABLE note ADD also text",
        "CREATE TABLE mine (id int)",
    ):
        with pytest.raises(errors.InsufficientPrivilege):
            application.execute(forbidden)


def test_neither_role_is_a_superuser(owner: psycopg.Connection, application: psycopg.Connection) -> None:
    for connection in (owner, application):
        assert (
            one(
                connection,
                "SELECT rolsuper OR rolcreaterole OR rolbypassrls FROM pg_roles WHERE rolname = current_user",
            )
            is False
        )
        with pytest.raises(errors.InsufficientPrivilege):
            connection.execute("COPY (SELECT 1) TO PROGRAM 'true'")


def test_a_database_made_later_has_extensions_and_privileges(owner: psycopg.Connection) -> None:
    owner.execute("CREATE DATABASE later")
    assert_furnished("later")


def test_a_copy_of_a_database_has_them_too(owner: psycopg.Connection) -> None:
    owner.execute("CREATE DATABASE original")
    owner.execute("CREATE DATABASE copy TEMPLATE original STRATEGY FILE_COPY")
    assert_furnished("copy")


def test_a_database_made_from_nothing_can_be_given_them(owner: psycopg.Connection) -> None:
    owner.execute("CREATE DATABASE bare TEMPLATE template0")

    embedded.prepare_database("bare")
    embedded.prepare_database("bare")

    assert_furnished("bare")


def assert_furnished(name: str) -> None:
    application, owner = (in_database(url, name) for url in embedded.database_urls())
    with psycopg.connect(owner) as connection:
        connection.execute("CREATE TABLE note (meaning vector(2))")
    with psycopg.connect(application) as connection:
        connection.execute("INSERT INTO note VALUES ('[1,2]')")
        with pytest.raises(errors.InsufficientPrivilege):
            connection.execute("TRUNCATE note")


@pytest.mark.parametrize("role", ["postgres", "claimdesk", "claimdesk_owner"])
def test_nobody_comes_in_without_the_password(role: str) -> None:
    for password in ("", "guessed"):
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(host=str(sockets()), dbname="claimdesk", user=role, password=password or None)


def test_the_socket_is_the_only_door_and_its_folder_is_closed(application: psycopg.Connection) -> None:
    assert one(application, "SHOW listen_addresses") == ""
    assert sockets().stat().st_mode & 0o777 == 0o700
    assert len(str(sockets())) < 88


def test_no_password_is_on_a_command_line_or_in_the_log() -> None:
    told = " ".join(Postgres().command()) + (embedded.home() / "log" / "postgres.log").read_text()

    assert not [role for role in ("postgres", "claimdesk", "claimdesk_owner") if embedded.secret(role) in told]
    assert not list(Path(embedded.place()).glob("password*"))

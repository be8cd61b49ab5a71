"""Tests run on real servers: PostgreSQL and Valkey from the wheels, or those that DATABASE_URL and REDIS_URL name."""

from __future__ import annotations

import hashlib
import os
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

os.environ["DJANGO_SETTINGS_MODULE"] = "factcheck.settings"  # here, so that the settings are read after the next two
os.environ.setdefault("CLAIMDESK_VAR", str(Path(__file__).resolve().parent.parent / "var" / "tests"))
if worker := os.environ.get("PYTEST_XDIST_WORKER"):  # every worker has servers of its own, so none meets another's data
    os.environ["CLAIMDESK_VAR"] = str(Path(os.environ["CLAIMDESK_VAR"]) / worker)
os.environ.setdefault("CLAIMDESK_EMBEDDED_FAST", "1")
os.environ["LOG_JSON"] = "yes"  # as where nobody watches, also when the tests are run in a terminal
os.environ["CLAIMDESK_QUEUE"] = f"tests-{os.getpid()}"  # two runs of the tests at once do not take each other's work

import django
import psycopg
import pytest
from psycopg import sql

from factcheck import embedded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.plugin import DjangoDbBlocker

pytest_plugins = ["tests.desk", "tests.stories"]


def pytest_configure(config: pytest.Config) -> None:
    """Set Django up, with the settings that the lines above prepared."""
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the real one takes a second
    django.setup()
    if config.getoption("numprocesses", None):  # workers inherit the environment, and would read the settings too early
        del os.environ["DJANGO_SETTINGS_MODULE"]


@pytest.fixture(autouse=True)
def environment_as_it_was(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail the test that leaves the environment changed: processes of later tests would read other settings than we."""
    before = dict(os.environ)
    yield
    monkeypatch.undo()  # what the test patched goes back first
    after = dict(os.environ)
    changed = {name for name in before | after if before.get(name) != after.get(name)} - {"PYTEST_CURRENT_TEST"}
    os.environ.update({name: before[name] for name in changed & before.keys()})
    for name in changed - before.keys():
        del os.environ[name]
    assert not changed, f"the test left these variables changed: {sorted(changed)}"


@pytest.fixture(scope="session")
def servers() -> Iterator[None]:
    """Have PostgreSQL for the session, started here unless DATABASE_URL names one."""
    with ExitStack() as running:
        if embedded.wants_postgres():
            running.enter_context(embedded.postgres())
        yield


@pytest.fixture(scope="session")
def queue() -> Iterator[str]:
    """Have Valkey for the session, started here unless REDIS_URL names one; the value is its address."""
    from django.conf import settings

    with ExitStack() as running:
        if embedded.wants_valkey():
            running.enter_context(embedded.valkey())
        yield settings.REDIS_URL


@pytest.fixture
def processes_see(committed_db: str, queue: str, tmp_path: Path) -> dict[str, str]:
    """Say in environment variables where the test's own database is, for worker, web and beat as real processes."""
    return as_processes_see(committed_db, queue, snapshots=tmp_path / "snapshots")


def as_processes_see(database: str, queue: str, *, snapshots: Path) -> dict[str, str]:
    """Say in environment variables where a database and the copies of pages are; nobody counts as out of reach there."""
    from django.db import connections
    from redis import Redis

    with Redis.from_url(queue) as memory:  # who gave other tests no answer is asked again
        for key in memory.scan_iter("breaker:*"):
            memory.delete(key)

    def url(alias: str) -> str:
        given = connections[alias].settings_dict
        user, password, host = (quote(str(given[name]), safe="") for name in ("USER", "PASSWORD", "HOST"))
        return f"postgresql://{user}:{password}@{host}:{given['PORT'] or 5432}/{database}"

    return {
        "DATABASE_URL": url("default"),
        "DATABASE_OWNER_URL": url("owner"),
        "SNAPSHOT_FOLDER": str(snapshots),
    }


@contextmanager
def owner() -> Iterator[psycopg.Connection]:
    """Connect as the owner, outside every transaction, to create and drop databases."""
    from django.db import connections

    given = connections["owner"].get_connection_params()
    names = ("host", "port", "user", "password")
    with psycopg.connect(
        **{name: given[name] for name in names if given.get(name)}, dbname=given["dbname"], autocommit=True
    ) as connection:
        yield connection


def exists(connection: psycopg.Connection, name: str) -> bool:
    """Say whether there is a database of this name."""
    return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def drop(connection: psycopg.Connection, name: str) -> None:
    """Drop a database as soon as its last session has ended; closed ones take a moment to be gone."""
    patience = time.monotonic() + 60
    while True:
        try:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
        except psycopg.errors.ObjectInUse as held:
            if time.monotonic() > patience:
                who = connection.execute(
                    "SELECT application_name, state, backend_start, query FROM pg_stat_activity WHERE datname = %s",
                    [name],
                )
                held.add_note(f"Held by: {who.fetchall()}")
                raise
            time.sleep(0.1)
        else:
            return


def clone(connection: psycopg.Connection, template: str, name: str) -> None:
    """Copy a database that nobody is in."""
    drop(connection, name)
    connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))


def point_at(name: str) -> str:
    """Let both of Django's connections lead to this database; return the name that they had."""
    from django.db import connections

    before = str(connections["default"].settings_dict["NAME"])
    for alias in ("default", "owner"):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name
    connections["default"].close_pool()
    return before


@pytest.fixture(scope="session")
def template(servers: None, django_db_blocker: DjangoDbBlocker) -> str:
    """Name a migrated, empty database; it is kept from one run of the tests to the next until a migration changes."""
    from django.conf import settings
    from django.core.management import call_command

    digest = hashlib.sha256()
    folders = (settings.BASE_DIR / "claims" / "migrations", settings.BASE_DIR / "claims" / "models")
    for file in sorted(file for folder in folders for file in folder.glob("*.py")):
        digest.update(file.read_bytes())
    name = f"claimdesk_template_{digest.hexdigest()[:12]}"
    with owner() as connection, django_db_blocker.unblock():
        connection.execute("SELECT pg_advisory_lock(20081012)")  # whoever comes second finds it made
        if not exists(connection, name):
            drop(connection, f"{name}_raw")
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(f"{name}_raw")))
            before = point_at(f"{name}_raw")
            call_command("migrate", verbosity=0)
            point_at(before)
            connection.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(f"{name}_raw"), sql.Identifier(name))
            )
    return name


@pytest.fixture(scope="session")
def django_db_setup(template: str, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Give pytest-django's `db` a clone of the template for the session."""
    name = f"claimdesk_tests_{os.getpid()}"
    with owner() as connection, django_db_blocker.unblock():
        clone(connection, template, name)
        before = point_at(name)
        yield
        point_at(before)
        drop(connection, name)


@pytest.fixture
def committed_db(template: str, django_db_blocker: DjangoDbBlocker, request: pytest.FixtureRequest) -> Iterator[str]:
    """Give the test a database of its own in which commits are real; other processes may use it. The value is its URL."""
    with database_of_its_own(request.node.nodeid, template=template, blocker=django_db_blocker) as name:
        yield name


@contextmanager
def database_of_its_own(whose: str, *, template: str, blocker: DjangoDbBlocker) -> Iterator[str]:
    """Clone the template, and let Django lead there for as long as it is held; the value is the clone's name."""
    name = f"claimdesk_test_{os.getpid()}_{abs(hash(whose)) % 10**8}"
    with owner() as connection:
        clone(connection, template, name)
        with blocker.unblock():
            before = point_at(name)
            try:
                yield name
            finally:
                point_at(before)
        drop(connection, name)

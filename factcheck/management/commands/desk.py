"""`manage.py desk`: the whole desk with one command."""

from __future__ import annotations

import os
import signal
import sys
import time
from typing import TYPE_CHECKING, Any, Final

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections
from rich.console import Console

from claims.management import first_run
from factcheck import embedded, processes
from factcheck.embedded.clearing import clear, made
from factcheck.first_show import Account, follow, print_accounts, print_addresses
from factcheck.plain_words import require_database, require_queue
from factcheck.supervisor import Supervisor

if TYPE_CHECKING:
    from claims.models.article import Article

HEARTBEAT: Final = 0.5
WIDE: Final = 140


class Command(BaseCommand):
    """Starts everything, checks the seed article on the first run, and serves the desk until Ctrl-C."""

    help = "Start the desk: database, queue, web, worker. On the first run, check the seed article."
    requires_system_checks: list[str] = []  # noqa: RUF012 - Django's own attribute; checks need settings only, and time

    def add_arguments(self, parser: CommandParser) -> None:
        """The four knobs."""
        parser.add_argument("--once", action="store_true", help="check the seed article, print its claims, and end")
        parser.add_argument("--port", type=int, default=8000, help="of the desk; live updates take the next one")
        parser.add_argument("--fresh", action="store_true", help="throw away this newsroom's data first (asks)")
        parser.add_argument("--yes", action="store_true", help="with --fresh: do not ask")

    def handle(self, *, once: bool, port: int, fresh: bool, yes: bool, **_: Any) -> None:
        """Start, show, serve, stop."""
        if not 1 <= port <= 65534:
            raise CommandError("--port takes a number from 1 to 65534.")
        if fresh:
            start_over(sure=yes)
        for needed in (port, port + 1):
            processes.require_free(processes.HOST, needed)
        require_database()
        require_queue()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _interrupt)
        try:
            Desk(port=port, once=once).run()
        except KeyboardInterrupt:
            print("Stopped.", file=sys.stderr)


class Desk:
    """One run of the desk, from its start to its stop."""

    def __init__(self, *, port: int, once: bool) -> None:
        self.port = port
        self.once = once
        # A table of claims needs room; a terminal says how much it has, a file or a pipe does not care.
        self.console = Console(width=None if sys.stdout.isatty() else int(os.environ.get("COLUMNS") or WIDE))
        self.accounts: list[Account] = []
        self.article: Article | None = None
        self.supervisor = Supervisor(
            [processes.worker(), processes.web(port), processes.live(port + 1), processes.beat()],
            first=[self._migrate, self._open_newsroom],
            environment={
                "SITE_URL": os.environ.get("SITE_URL") or f"http://{processes.HOST}:{port}",
                "LIVE_URL": os.environ.get("LIVE_URL") or f"http://{processes.HOST}:{port + 1}",
            },
        )

    def run(self) -> None:
        """Raises CommandError, with the reason, where `--once` could not finish its job."""
        self._say("Starting the desk. Ctrl-C stops it.")
        try:
            with self.supervisor:
                try:
                    trouble = self._show()
                    if not self.once:
                        self._serve()
                finally:
                    _let_go_of_the_database()
        except BaseException:
            self._hand_out_passwords()  # they exist nowhere else
            raise
        if trouble:
            raise CommandError(trouble)

    def _migrate(self) -> None:
        self._say("Preparing the database.")
        call_command("migrate", database="owner", interactive=False, verbosity=0)

    def _open_newsroom(self) -> None:
        self.accounts = [Account(*row) for row in first_run.seed_newsroom()]
        if self.accounts or self.once:
            self.article = first_run.take_in_seed_article()
        _let_go_of_the_database()
        self._say("Starting worker, web, live updates and clock.")

    def _show(self) -> str:
        trouble = ""
        if self.article is None:
            self.supervisor.start("web", "live")
            self.supervisor.start_behind("worker", "beat")  # the machines follow while people already work
        else:
            self.supervisor.start()
            trouble = follow(self.article, self.console, meanwhile=self.supervisor.check)
            self.console.print(first_run.table(self.article))
        self._hand_out_passwords()
        print_addresses(self.port, self.console)
        if trouble and not self.once:
            self._say(trouble)
        return trouble

    def _serve(self) -> None:
        _let_go_of_the_database()
        while True:
            self.supervisor.check()
            time.sleep(HEARTBEAT)

    def _hand_out_passwords(self) -> None:
        if self.accounts:
            print_accounts(self.accounts, self.console)
            self.accounts = []

    def _say(self, line: str) -> None:
        self.console.print(line, style="dim", highlight=False)


def start_over(*, sure: bool) -> None:
    """Throw away the newsroom's data, then run this command again as if for the first time."""
    if not embedded.wants_postgres():
        raise CommandError("--fresh clears only the embedded database; DATABASE_URL names another one.")
    doomed = made()
    if doomed and not sure:
        if not sys.stdin.isatty():
            raise CommandError("--fresh throws away all claims and verdicts. Add --yes if that is what you want.")
        print("This throws away all articles, claims and verdicts of this newsroom:", *doomed, sep="\n  ")
        if input('Type "fresh" to go on: ').strip() != "fresh":
            raise CommandError("Nothing was changed.")
    clear()
    # Settings hold the old passwords, so the rest runs in a new program in our place.
    left = [word for word in sys.argv[1:] if word not in ("--fresh", "--yes")]
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, sys.argv[0], *left])  # noqa: S606 - our own interpreter and arguments


def _let_go_of_the_database() -> None:
    # Connections kept here would be cut when the server stops; and a pool's threads have no place in a supervisor.
    for connection in connections.all(initialized_only=True):
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt

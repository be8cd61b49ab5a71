"""What the first run shows at the terminal: progress, accounts, addresses."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from claims.management import first_run
from factcheck.processes import HOST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rich.console import Console

    from claims.models.article import Article

LOOK_EVERY = 0.3
PATIENCE = 180.0


class Account(NamedTuple):
    """Somebody of the sample newsroom, with the password that is shown once."""

    username: str
    role: str
    password: str


def follow(article: Article, console: Console, *, meanwhile: Callable[[], object]) -> str:
    """Show how far the worker is with the article until it has finished; the reason where it has not, else empty."""
    show = _Bars(console) if console.is_terminal else _Lines(console)
    seen: list[tuple[str, int, int]] = []
    moved = time.monotonic()
    with show:
        while True:
            meanwhile()
            now = first_run.progress(article)
            if now.stages != seen:
                seen, moved = list(now.stages), time.monotonic()
                show.update(seen)
            if now.failed:
                return now.failed
            if now.finished:
                return ""
            if time.monotonic() - moved > PATIENCE:
                return f"Nothing has moved for {PATIENCE / 60:.0f} minutes. The worker's log is var/log/worker.log."
            time.sleep(LOOK_EVERY)


def print_accounts(accounts: Iterable[Account], console: Console) -> None:
    """The sample newsroom's people; their passwords are kept nowhere else."""
    console.print("People of the newsroom. Their passwords are shown only now: write them down.", soft_wrap=True)
    table = Table()
    for heading in ("user", "role", "password"):
        table.add_column(heading, no_wrap=True)
    for account in accounts:
        table.add_row(*account)
    console.print(table)


def print_addresses(port: int, console: Console) -> None:
    """Where the desk, the API and its documentation are."""
    here = f"http://{HOST}:{port}"
    for name, path in (("Desk", "/desk/"), ("API", "/api/v1/"), ("API docs", "/api/docs/")):
        console.print(f"{name:<9} {here}{path}", highlight=False)


class _Bars:
    def __init__(self, console: Console) -> None:
        self.bars = Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=console
        )

    def __enter__(self) -> None:
        self.bars.start()

    def __exit__(self, *_: object) -> None:
        self.bars.stop()

    def update(self, stages: Iterable[tuple[str, int, int]]) -> None:
        known = {task.description: task.id for task in self.bars.tasks}
        for label, done, total in stages:
            if label not in known:
                known[label] = self.bars.add_task(label, total=None)
            self.bars.update(known[label], completed=done, total=total or None)


class _Lines:
    def __init__(self, console: Console) -> None:
        self.console = console
        self.said: dict[str, tuple[int, int]] = {}

    def __enter__(self) -> None:
        return

    def __exit__(self, *_: object) -> None:
        return

    def update(self, stages: Iterable[tuple[str, int, int]]) -> None:
        # A stage is worth a line when it begins and when it is done, not at every step between.
        for label, done, total in stages:
            before = self.said.get(label)
            if total and (before is None or done == total) and before != (done, total):
                self.console.print(f"{label}: {done} of {total}", highlight=False)
                self.said[label] = (done, total)

"""One server, many processes: the first user starts it, the last one out stops it.

Every user holds a shared lock (flock) on `run/NAME.users.lock` for as long as it lives; the system lets it go even
after `kill -9`. The keeper holds `run/NAME.keeper.lock`. Who gets the users' lock for itself alone knows that nobody
else is in.
"""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from factcheck.embedded.errors import CannotStart
from factcheck.embedded.place import CHECKOUT, fresh_log, home, lock_file, locked, taken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

STOP_SECONDS = 15.0


def is_kept(name: str) -> bool:
    """Whether the server called `name` has a keeper now: it runs, starts or stops."""
    descriptor = lock_file(f"{name}.keeper")
    try:
        return not taken(descriptor, fcntl.LOCK_SH)
    finally:
        os.close(descriptor)


@contextmanager
def shared(name: str, *, is_ready: Callable[[], bool]) -> Iterator[None]:
    """Use the server called `name` between here and the end of the block. Raises CannotStart."""
    users = lock_file(f"{name}.users")
    try:
        fcntl.flock(users, fcntl.LOCK_SH)  # waits only while the server stops behind its last user
        ensure(name, is_ready=is_ready)
        yield
    finally:
        _leave(name, users)


def ensure(name: str, *, is_ready: Callable[[], bool]) -> None:
    """Start the server called `name` if it does not run; return when it takes connections. Raises CannotStart."""
    with locked(f"{name}.gate"):
        if not is_kept(name):
            _start_keeper(name)
        deadline = time.monotonic() + 60
        while not is_ready():  # its starter may have died between the server's start and its readiness
            if not is_kept(name) or time.monotonic() > deadline:
                raise CannotStart(f"The embedded {name} does not answer. See {home() / 'log' / name}.log")
            time.sleep(0.05)


def _start_keeper(name: str) -> None:
    log = fresh_log(name)
    with log.open("ab") as out:
        keeper = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-m", "factcheck.embedded.keeper", name],
            cwd=CHECKOUT,
            env=os.environ | {"CLAIMDESK_VAR": str(home())},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=out,
            start_new_session=True,  # Ctrl-C in the terminal is for us; the keeper goes when we let go
            text=True,
        )
    assert keeper.stdout is not None  # noqa: S101 - for the type checker
    with keeper.stdout:
        verdict, _, trouble = keeper.stdout.readline().strip().partition(" ")
    if verdict != "ready":
        keeper.wait(STOP_SECONDS)
        raise CannotStart(trouble or f"The embedded {name} did not start. See {log}")
    _started.append(keeper)


# Keepers outlive the call that started them; kept here so that their exit codes are collected.
_started: list[subprocess.Popen[str]] = []


def _leave(name: str, users: int) -> None:
    try:
        with locked(f"{name}.gate"):
            if taken(users, fcntl.LOCK_EX):
                _dismiss_keeper(name)
            elif taken(users, fcntl.LOCK_SH):
                return  # others are still in
            _wait_for_end(name)
    finally:
        os.close(users)
        _started[:] = [keeper for keeper in _started if keeper.poll() is None]


def _dismiss_keeper(name: str) -> None:
    descriptor = lock_file(f"{name}.keeper")
    try:
        number = os.pread(descriptor, 32, 0)
        if number and not taken(descriptor, fcntl.LOCK_SH):
            os.kill(int(number), signal.SIGTERM)
    except ProcessLookupError:
        pass
    finally:
        os.close(descriptor)


def _wait_for_end(name: str) -> None:
    deadline = time.monotonic() + STOP_SECONDS
    while is_kept(name) and time.monotonic() < deadline:
        time.sleep(0.02)

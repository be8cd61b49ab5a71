"""A server's keeper: the small process that starts one embedded server, minds it, and stops it after its last user.

    python -m factcheck.embedded.keeper postgres

Users hold a shared lock for as long as they live, so the keeper learns of a user's end from the system itself, by
`kill -9` too. Where the keeper itself is killed, Linux tells the server to stop (PR_SET_PDEATHSIG).
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import select
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Final

from factcheck.embedded.account import start_as, take_possession
from factcheck.embedded.broker import Valkey
from factcheck.embedded.errors import CannotStart
from factcheck.embedded.place import home, last_lines, lock_file, taken
from factcheck.embedded.postgresql import Postgres

if TYPE_CHECKING:
    from collections.abc import Callable

    from factcheck.embedded.server import Server

SERVERS: Final[dict[str, Callable[[], Server]]] = {"postgres": Postgres, "valkey": Valkey}
START_SECONDS = 60.0
HEARTBEAT = 1.0


class Keeper:
    """Starts the server, says so on standard output, and stays until nobody uses it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.process: subprocess.Popen[bytes] | None = None
        self._orders: list[int] = []
        self.bell, bell_end = os.pipe()
        os.set_blocking(bell_end, False)
        os.set_blocking(self.bell, False)
        signal.set_wakeup_fd(bell_end)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for stop in (signal.SIGTERM, signal.SIGINT):
            signal.signal(stop, lambda number, _: self._orders.append(number))

    def run(self) -> int:
        """Serve from start to stop; the exit code."""
        try:
            self.server = SERVERS[self.name]()
            self._start()
            _answer("ready")
            self._mind()
        except CannotStart as trouble:
            _answer(f"trouble {trouble}")
            return 1
        finally:
            self._stop()
        return 0

    def _start(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        self.server.prepare(take_possession())
        while not self.told_to_stop():
            self.process = start_as(self.server.command(), log=sys.stderr.fileno(), gentle=self.server.gentle)
            while not self.told_to_stop() and self.process.poll() is None:
                if self.server.is_ready():
                    self.server.settle()
                    return
                if time.monotonic() > deadline:
                    raise CannotStart(f"{self.server.title} did not answer within {START_SECONDS:.0f} s. {self._log()}")
                self._sleep(0.02)
            if self.told_to_stop():
                break
            if not self.server.may_retry(log := self._log()) or time.monotonic() > deadline:
                raise CannotStart(self.server.reason(log))
            self._sleep(0.5)
        raise CannotStart(f"{self.server.title} was told to stop while it started.")

    def _mind(self) -> None:
        users = lock_file(f"{self.server.name}.users")
        while not self.told_to_stop() and self.process is not None and self.process.poll() is None:
            if taken(users, fcntl.LOCK_EX):  # no user is left; held until we are gone, so that the next one waits
                return
            self._sleep(HEARTBEAT)

    def _stop(self) -> None:
        if self.process is None:
            return
        for signum, seconds in ((self.server.gentle, 6.0), (self.server.firm, 2.0), (signal.SIGKILL, 2.0)):
            if self.process.poll() is None:
                self.process.send_signal(signum)
                try:
                    self.process.wait(seconds)
                except subprocess.TimeoutExpired:
                    continue
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)  # whatever it left in its group

    def _log(self) -> str:
        return last_lines(home() / "log" / f"{self.server.name}.log")

    def told_to_stop(self) -> bool:
        """Whether a signal has asked for the end."""
        return bool(self._orders)

    def _sleep(self, seconds: float) -> None:
        # The wake-up descriptor ends the sleep at once when a signal comes: a child's end, or the order to stop.
        if select.select([self.bell], [], [], seconds)[0]:
            os.read(self.bell, 1024)


def _answer(line: str) -> None:
    with contextlib.suppress(BrokenPipeError):  # whoever started us is gone; others may be waiting for the server
        print(" ".join(line.split()), flush=True)
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, sys.stdout.fileno())
    os.close(quiet)


def main(name: str) -> int:
    """Keep the server called `name`, unless it has a keeper already."""
    mine = lock_file(f"{name}.keeper")
    deadline = time.monotonic() + 2.0
    while not taken(mine, fcntl.LOCK_EX):  # for an instant also where somebody only looks whether there is a keeper
        if time.monotonic() > deadline:
            _answer("ready")
            return 0
        time.sleep(0.01)
    os.truncate(mine, 0)
    os.write(mine, str(os.getpid()).encode())
    return Keeper(name).run()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

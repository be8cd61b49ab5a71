"""The process that outlives a killed supervisor, to clear up behind it.

`kill -9` gives the supervisor no time for anything. The system tells its children (see embedded/dying.py), but their
own children learn nothing, and a worker may wait for a broker that is gone. So this process, which knows their groups,
gives them three seconds and then ends them. It runs from its file with the standard library only: it starts at once.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time

PATIENCE = 3.0


class Watchdog:
    """The supervisor's end of the line; it closes by itself when the supervisor dies."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and file
            [sys.executable, "-I", "-S", __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )

    def watch(self, group: int) -> None:
        """From now on, end this process group if we die."""
        self._tell(f"+{group}")

    def forget(self, group: int) -> None:
        """This process group has ended."""
        self._tell(f"-{group}")

    def dismiss(self) -> None:
        """Nothing is left to watch."""
        self.process.communicate()

    def _tell(self, line: str) -> None:
        with contextlib.suppress(BrokenPipeError):  # somebody killed it: the system still tells our own children
            assert self.process.stdin is not None  # noqa: S101 - for the type checker
            self.process.stdin.write(f"{line}\n".encode())
            self.process.stdin.flush()


def main() -> None:
    """Read groups until the line breaks; then end those that are left."""
    groups: set[int] = set()
    for line in sys.stdin:
        change, group = line[0], int(line[1:])
        if change == "+":
            groups.add(group)
        else:
            groups.discard(group)
    deadline = time.monotonic() + PATIENCE
    while groups and time.monotonic() < deadline:
        groups = {group for group in groups if _signal(group, 0)}
        time.sleep(0.1)
    for group in groups:
        _signal(group, signal.SIGKILL)


def _signal(group: int, number: int) -> bool:
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


if __name__ == "__main__":
    main()

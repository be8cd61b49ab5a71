"""Web, live, worker, beat and the embedded servers as one: started in order, watched, and stopped in order.

One thread and no pipes: every process writes to `var/log/NAME.log` itself, in a process group of its own, and learns
from the system when we die. So there is nothing here that can block the desk, and nothing that outlives it.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from factcheck import embedded, processes
from factcheck.embedded.dying import dies_with_parent
from factcheck.embedded.place import CHECKOUT, fresh_log, last_lines
from factcheck.processes import require_free
from factcheck.watchdog import Watchdog

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from factcheck.processes import Process

START_SECONDS = 120.0  # spaCy and its model, on a busy laptop
LONGEST_PAUSE = 30.0
SETTLED_SECONDS = 60.0
STUBBORN = 5
# Beat first, so that nothing new is queued; the worker last, so that what people just did is still taken up.
STOP_ORDER = (("beat",), ("web", "live"), ("worker",))


def say(line: str) -> None:
    """Tell the person at the terminal."""
    print(line, file=sys.stderr, flush=True)


@dataclass
class Running:
    """One started process, and how often it has died in a row."""

    process: Process
    child: subprocess.Popen[bytes]
    log: Path
    since: float
    deaths: int = 0
    restart_at: float | None = None


class Supervisor:
    """Runs `processes`: entering starts the servers, `start` the processes, and `check` again those that have died.

    Call `check` now and then. `first` are called, in order, once the servers answer.
    `environment` is what the processes see beside our own. Raises embedded.CannotStart on enter.
    """

    def __init__(
        self,
        processes: Sequence[Process],
        *,
        first: Sequence[Callable[[], object]] = (),
        environment: Mapping[str, str] | None = None,
        tell: Callable[[str], object] = say,
    ) -> None:
        self.processes = processes
        self.first = first
        self.environment = {"PYTHONUNBUFFERED": "1", "CLAIMDESK_VAR": str(embedded.home())} | dict(environment or {})
        self.tell = tell
        self.running: dict[str, Running] = {}
        self.watchdog: Watchdog | None = None
        self.servers = embedded.Servers(
            postgres=embedded.wants_postgres(),
            valkey=embedded.wants_valkey(),
        )

    def __enter__(self) -> Self:
        for process in self.processes:
            if process.address is not None:
                require_free(*process.address)
        try:
            self.servers.start()
            for step in self.first:
                step()
            self.watchdog = Watchdog()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def check(self) -> None:
        """Restart what has died, a little later each time."""
        self.servers.check(self.tell)
        now = time.monotonic()
        for name, seen in self.running.items():
            if seen.restart_at is not None:
                if now >= seen.restart_at:
                    self._start(seen.process, log=seen.log, deaths=seen.deaths)
            elif seen.child.poll() is not None:
                self._mourn(seen, now)
            elif seen.deaths and now - seen.since > SETTLED_SECONDS:
                self.tell(f"The {name} process runs again.")
                seen.deaths = 0

    def start(self, *names: str) -> None:
        """Start these processes (all, where none is named) and return once they work. Raises CannotStart."""
        wanted = [process for process in self.processes if not names or process.name in names]
        for process in wanted:
            self._start(process, log=fresh_log(process.name))
        self.wait_until_ready(*(process.name for process in wanted))

    def start_behind(self, *names: str) -> None:
        """Start these processes and go on at once; should one not come up, `check` tells."""
        for process in self.processes:
            if process.name in names:
                self._start(process, log=fresh_log(process.name))

    def wait_until_ready(self, *names: str) -> None:
        """Return once these processes work. Raises CannotStart where one ends or takes too long."""
        for name in names:
            self._wait_for(self.running[name])

    def number(self, name: str) -> int:
        """The process id of the process called `name`."""
        return self.running[name].child.pid

    def stop(self) -> None:
        """Stop everything in order, within ten seconds; signals that come meanwhile change nothing."""
        with _deaf():
            for names in STOP_ORDER:
                self._stop([self.running[name] for name in names if name in self.running])
            self.running.clear()
            self.servers.stop()
            if self.watchdog is not None:
                self.watchdog.dismiss()

    def _start(self, process: Process, *, log: Path, deaths: int = 0) -> None:
        with log.open("ab") as out:
            child = subprocess.Popen(  # noqa: S603 - our own commands
                process.command,
                cwd=CHECKOUT,
                env=os.environ | self.environment | dict(process.environment),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                process_group=0,
                preexec_fn=dies_with_parent(process.on_our_death),
            )
        if self.watchdog is not None:
            self.watchdog.watch(child.pid)
        self.running[process.name] = Running(process, child, log, time.monotonic(), deaths)

    def _wait_for(self, started: Running) -> None:
        name = started.process.name
        deadline = time.monotonic() + START_SECONDS
        while not started.process.is_ready(started.log):
            if started.child.poll() is not None:
                raise embedded.CannotStart(f"The {name} process ended at once. {_end_of(started.log)}")
            if time.monotonic() > deadline:
                raise embedded.CannotStart(
                    f"The {name} process is not ready after {START_SECONDS:.0f} s. {_end_of(started.log)}"
                )
            time.sleep(0.05)

    def _mourn(self, seen: Running, now: float) -> None:
        name, code = seen.process.name, seen.child.returncode
        self._bury(seen)  # with its children, where it left any
        seen.deaths += 1
        pause = min(LONGEST_PAUSE, 2.0 ** (seen.deaths - 1))
        seen.restart_at = now + pause
        how = f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"
        self.tell(f"The {name} process {how}; it starts again in {pause:.0f} s.")
        if seen.deaths % STUBBORN == 0:
            self.tell(f"It has died {seen.deaths} times in a row. {_end_of(seen.log)}")

    def _stop(self, group: list[Running]) -> None:
        for position in range(max((len(seen.process.orders) for seen in group), default=0)):
            for seen in group:
                if seen.child.poll() is None:
                    order, _ = seen.process.orders[min(position, len(seen.process.orders) - 1)]
                    seen.child.send_signal(order)
            deadline = time.monotonic() + max(seen.process.orders[-1 if position else 0][1] for seen in group)
            while any(seen.child.poll() is None for seen in group) and time.monotonic() < deadline:
                time.sleep(0.02)
        for seen in group:
            self._bury(seen)
            seen.child.wait()

    def _bury(self, seen: Running) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):  # macOS says EPERM of a group of zombies
            os.killpg(seen.child.pid, signal.SIGKILL)
        if self.watchdog is not None:
            self.watchdog.forget(seen.child.pid)


@contextlib.contextmanager
def running(
    *names: str, port: int = 8000, children: int = 2, environment: Mapping[str, str] | None = None
) -> Iterator[Supervisor]:
    """Some of the desk's processes, with the servers they need: `with running("worker", "web", port=8123): …`."""
    known = {
        "web": processes.web(port),
        "live": processes.live(port + 1),
        "worker": processes.worker(children),
        "beat": processes.beat(),
    }
    with Supervisor([known[name] for name in names], environment=environment) as supervisor:
        supervisor.start()
        yield supervisor


def _end_of(log: Path) -> str:
    return f"Its last words: {last_lines(log, count=1) or 'none'} (all of them: {log})"


@contextlib.contextmanager
def _deaf() -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():  # only the main thread is sent signals
        yield
        return
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.signal(number, signal.SIG_IGN) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)

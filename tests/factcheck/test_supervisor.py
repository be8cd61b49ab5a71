"""The supervisor with real processes: readiness, deaths, order, and nothing left behind."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from factcheck import embedded, supervisor
from factcheck.embedded.place import CHECKOUT
from factcheck.processes import Process, require_free
from factcheck.supervisor import Supervisor, running
from tests.factcheck.left_behind import others, wait_for_silence
from tests.ports import free_port

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes through /proc")

HEEDLESS = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
)
TELLS = """
import signal, sys, time
def told(*_):
    with open(sys.argv[2], "a") as file:
        file.write(sys.argv[1] + "\\n")
    sys.exit()
signal.signal(signal.SIGTERM, told)
print("ready", flush=True)
time.sleep(60)
"""


@pytest.fixture
def port() -> int:
    """A port that is free, and so is the next one."""
    return free_port()


@pytest.fixture
def alone(var: Path, inside: pytest.MonkeyPatch) -> Path:
    """A folder whose supervisor starts no servers, for processes that need none."""
    inside.setenv("DATABASE_URL", "postgresql://elsewhere/x")
    inside.setenv("REDIS_URL", "redis://elsewhere")
    return var


def script(name: str, code: str, *words: str, order_seconds: float = 0.5, ready: str = "ready") -> Process:
    return Process(
        name=name,
        command=(sys.executable, "-c", code, *words),
        is_ready=lambda log: ready.encode() in log.read_bytes(),
        orders=((signal.SIGTERM, order_seconds),),
    )


def start_and_stop(*processes: Process) -> None:
    with Supervisor(processes) as desk:
        desk.start()


def status(port: int) -> int:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        line.request("GET", "/no-such-page")
        return line.getresponse().status
    finally:
        line.close()


def test_web_and_live_answer_once_started_and_are_gone_once_stopped(var: Path, port: int) -> None:
    with running("web", "live", port=port):
        assert status(port) == 404
        assert status(port + 1) == 404

    assert others(var) == {}


def test_a_killed_process_comes_back_and_its_children_do_not_stay(var: Path, port: int) -> None:
    with running("web", port=port) as desk:
        first = desk.number("web")
        os.kill(first, signal.SIGKILL)

        deadline = time.monotonic() + 90
        while desk.number("web") == first and time.monotonic() < deadline:
            desk.check()
            time.sleep(0.1)

        assert desk.number("web") != first
        desk.wait_until_ready("web")
        assert status(port) == 404
    assert others(var) == {}


def test_killed_servers_come_back(var: Path) -> None:
    told: list[str] = []
    with Supervisor([], tell=told.append) as desk:
        killed = [
            number for number, line in others(var).items() if "bin/postgres -D" in line or "valkey-server" in line
        ]
        for number in killed:
            os.kill(number, signal.SIGKILL)
        deadline = time.monotonic() + 90
        while len(told) < 2 and time.monotonic() < deadline:
            desk.check()
            time.sleep(0.1)

        assert len(killed) == 2
        assert sorted(told) == ["PostgreSQL has died; it starts again now.", "Valkey has died; it starts again now."]
        lines = others(var).values()
        assert any("bin/postgres -D" in line for line in lines)
        assert any("valkey-server" in line for line in lines)
    assert others(var) == {}


def test_a_killed_supervisor_leaves_nothing_behind(var: Path, port: int) -> None:
    code = (
        "import time; from factcheck.supervisor import running\n"
        f"with running('web', 'live', port={port}):\n"
        "    print('up', flush=True); time.sleep(60)"
    )
    desk = subprocess.Popen([sys.executable, "-c", code], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True)
    with desk:
        assert desk.stdout is not None
        assert desk.stdout.readline() == "up\n"
        assert len(others(var)) > 8

        desk.kill()

        assert wait_for_silence(var, seconds=10) == {}


def test_everything_stops_in_order(alone: Path, tmp_path: Path) -> None:
    order = tmp_path / "order"
    start_and_stop(*(script(name, TELLS, name, str(order)) for name in ("worker", "web", "live", "beat")))

    first, *middle, last = order.read_text().split()
    assert (first, sorted(middle), last) == ("beat", ["live", "web"], "worker")


def test_who_does_not_heed_the_order_is_killed(alone: Path) -> None:
    with Supervisor([script("worker", HEEDLESS, order_seconds=0.5, ready="deaf")]) as desk:
        desk.start()
        before = time.monotonic()

    assert time.monotonic() - before < 2
    assert others(alone) == {}


def test_a_process_that_ends_at_once_stops_the_start_with_its_last_words(alone: Path) -> None:
    talkative = script("web", "import sys; print('first'); sys.exit('no such setting')")

    with pytest.raises(embedded.CannotStart, match=r"The web process ended at once\. Its last words: no such setting"):
        start_and_stop(script("worker", TELLS, "worker", os.devnull), talkative)
    assert others(alone) == {}


def test_deaths_in_a_row_are_told_and_come_ever_later(alone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "LONGEST_PAUSE", 0.1)
    told: list[str] = []
    dying = script(
        "worker", "import time; print('ready', flush=True); time.sleep(0.3); raise SystemExit('out of memory')"
    )
    with Supervisor([dying], tell=told.append) as desk:
        desk.start()
        deadline = time.monotonic() + 90
        while not any("times in a row" in line for line in told) and time.monotonic() < deadline:
            desk.check()
            time.sleep(0.05)

    assert told[0] == "The worker process ended with code 1; it starts again in 0 s."
    assert "It has died 5 times in a row. Its last words: out of memory" in told[-1]


def test_a_taken_port_is_told_before_anything_starts(var: Path, port: int) -> None:
    with socket.create_server(("127.0.0.1", port)), pytest.raises(embedded.CannotStart, match=f"^Port {port} is taken"):
        running("web", port=port).__enter__()

    require_free("127.0.0.1", port)
    assert not (var / "log").exists()


def test_logs_of_earlier_runs_are_kept(alone: Path) -> None:
    for run in range(5):
        start_and_stop(script("worker", f"import time; print('ready {run}', flush=True); time.sleep(60)"))

    kept = [
        (alone / "log" / name).read_text() for name in ("worker.log", "worker.log.1", "worker.log.2", "worker.log.3")
    ]
    assert kept == ["ready 4\n", "ready 3\n", "ready 2\n", "ready 1\n"]
    assert not (alone / "log" / "worker.log.4").exists()

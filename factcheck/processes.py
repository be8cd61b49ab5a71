"""The four processes of the desk: what each runs, when it is ready, how it is asked to stop."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from factcheck import embedded

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

HOST = "127.0.0.1"
PEOPLE_FIRST = 5  # niceness of the machines: who waits for a page does not wait for them


@dataclass(frozen=True)
class Process:
    """One process of the desk.

    `orders` are the signals that ask it to stop, each with the seconds it gets before the next one; then it is killed.
    `on_our_death` is what the system sends it where we are killed ourselves. `niceness` lets others go first (0 to 19).
    """

    name: str
    command: tuple[str, ...]
    is_ready: Callable[[Path], bool]
    orders: tuple[tuple[signal.Signals, float], ...]
    on_our_death: signal.Signals = signal.SIGTERM
    niceness: int = 0
    environment: Mapping[str, str] = field(default_factory=dict)
    address: tuple[str, int] | None = None


def web(port: int) -> Process:
    """Pages and API on `port`."""
    return _granian(
        "web", "wsgi", "factcheck.wsgi:application", port, "--blocking-threads", os.environ.get("WEB_THREADS") or "4"
    )


def live(port: int) -> Process:
    """The streams of live updates on `port`."""
    return _granian("live", "asgi", "factcheck.asgi:application", port)


def require_free(host: str, port: int) -> None:
    """Raises CannotStart where another program listens on `port` already, or we may not."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except PermissionError:
            raise embedded.CannotStart(f"Port {port} is for root only. Choose one from 1024 up with --port.") from None
        except OSError:
            raise embedded.CannotStart(
                f"Port {port} is taken by another program. Stop it, or choose another one with --port."
            ) from None


def _granian(name: str, interface: str, application: str, port: int, *options: str) -> Process:
    return Process(
        name=name,
        command=(
            *(sys.executable, "-m", "granian", "--interface", interface, "--host", HOST, "--port", str(port)),
            *("--workers", "1", "--workers-kill-timeout", "1", "--no-ws"),
            *(*options, application),
        ),
        is_ready=lambda _: _answers(port),
        orders=((signal.SIGTERM, 2.5),),
        address=(HOST, port),
    )


def worker(children: int = 2) -> Process:
    """The machines: `children` tasks at a time, each message kept until its task is done.

    A running task has four seconds to finish; then SIGQUIT hands its message back to the queue.
    """
    return Process(
        name="worker",
        command=(
            *(sys.executable, "-m", "celery", "-A", "factcheck", "worker", "--pool", "prefork"),
            *("--concurrency", str(children), "--prefetch-multiplier", "1", "--loglevel", "INFO"),
            *("--without-gossip", "--without-mingle"),
        ),
        # The root logger's level may silence Celery's own "ready", so the desk's worker always logs from INFO up.
        is_ready=lambda log: b" ready." in log.read_bytes(),
        orders=((signal.SIGTERM, 4.0), (signal.SIGQUIT, 1.0)),
        on_our_death=signal.SIGQUIT,
        niceness=PEOPLE_FIRST,
        environment={"LOG_LEVEL": "INFO"},
    )


def beat() -> Process:
    """The clock: sweeps, embargoes, digests."""
    return Process(
        name="beat",
        command=(sys.executable, "-m", "celery", "-A", "factcheck", "beat", "--pidfile=", "--loglevel", "INFO"),
        is_ready=lambda log: b"beat: Starting" in log.read_bytes(),
        orders=((signal.SIGTERM, 1.5),),
        niceness=PEOPLE_FIRST,
        environment={"LOG_LEVEL": "INFO"},
    )


def _answers(port: int) -> bool:
    line = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        line.request("HEAD", "/")
        line.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()
    return True

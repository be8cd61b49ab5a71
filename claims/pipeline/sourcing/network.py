"""Connections that go where the guard looked: one look-up, every answer checked, that very address connected to."""

from __future__ import annotations

import contextvars
import select
import socket
import ssl
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpcore2

from claims.pipeline.sourcing.problems import Broken, Refused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from claims.pipeline.sourcing.guard import Guard

MOST_ADDRESSES = 3
"""How many addresses of a host are tried before it counts as unreachable."""


@dataclass(slots=True)
class Budget:
    """What the present fetch may still cost, whatever layer spends it: until when (monotonic clock), bytes on the wire.

    Read timeouts alone start anew with each byte, and a body of one-byte chunks is mostly not body.
    """

    ends: float = float("inf")
    wire: float = float("inf")


UNBOUNDED = Budget()
budget: contextvars.ContextVar[Budget] = contextvars.ContextVar("budget")


def remaining(timeout: float | None) -> float:
    """Return how long the next step may take; raise ReadTimeout if the time is up."""
    left = budget.get(UNBOUNDED).ends - time.monotonic()
    if left <= 0:
        raise httpcore2.ReadTimeout("The time for this page is up.")
    return min(left, timeout if timeout is not None else 60.0)


class GuardedBackend(httpcore2.NetworkBackend):
    """Opens the connections of a pool, to checked addresses only."""

    def __init__(self, guard: Guard) -> None:
        """Keep the rules."""
        self._guard = guard

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        """Connect to a host. Raises Refused, and httpcore2.ConnectError or ConnectTimeout."""
        found = look_up(host, port, timeout=remaining(timeout))
        self._guard.check_answers(host, port, [str(address[0]) for _family, address in found])
        ends = time.monotonic() + remaining(timeout)
        problem: OSError | None = None
        for family, address in found[:MOST_ADDRESSES]:
            left = ends - time.monotonic()
            if left <= 0:
                break
            try:
                return GuardedStream(connect(family, address, left))
            except OSError as failed:
                problem = failed
        if problem is None or isinstance(problem, TimeoutError):
            raise httpcore2.ConnectTimeout("No connection in time.")
        raise httpcore2.ConnectError(problem.strerror or "No connection.")

    def connect_unix_socket(self, path: str, *_given: object, **_named: object) -> httpcore2.NetworkStream:
        """Refuse: a page never lies behind a socket file."""
        raise Refused(f"Sockets are not fetched from ({path[:80]}).")


def connect(family: int, address: tuple[Any, ...], timeout: float) -> socket.socket:
    """Connect to one address; no name is looked up again."""
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.settimeout(timeout)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        made.connect(address)
    except BaseException:
        made.close()
        raise
    return made


def look_up(host: str, port: int, *, timeout: float) -> list[tuple[int, tuple[Any, ...]]]:
    """Ask the resolver once: (family, socket address) for each answer. Raises httpcore2.ConnectError, ConnectTimeout.

    The system's resolver knows no time limit of ours, so it answers to a thread that may be left behind.
    """
    answers: list[tuple[int, tuple[Any, ...]]] = []
    problems: list[OSError | UnicodeError] = []

    def ask() -> None:
        try:
            for family, _type, _protocol, _name, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
                answers.append((int(family), address))
        except (OSError, UnicodeError) as problem:
            problems.append(problem)

    asking = threading.Thread(target=ask, name="look-up", daemon=True)
    asking.start()
    asking.join(timeout)
    if asking.is_alive():
        raise httpcore2.ConnectTimeout("The name could not be looked up in time.")
    if problems or not answers:
        raise httpcore2.ConnectError("The name is not known.")
    return answers


class GuardedStream(httpcore2.NetworkStream):
    """A connection whose every step ends by the fetch's deadline."""

    def __init__(self, sock: socket.socket) -> None:
        """Hold the connected socket, and whom it was connected to: a server that hangs up at once is soon forgotten."""
        self._sock = sock
        try:
            self._peer = sock.getpeername()
        except OSError:
            self._peer = None

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what has come, at most `max_bytes`."""
        try:
            self._sock.settimeout(remaining(timeout))
            got = self._sock.recv(max_bytes)
        except TimeoutError as problem:
            raise httpcore2.ReadTimeout("The server fell silent.") from problem
        except OSError as problem:
            raise httpcore2.ReadError("The connection broke.") from problem

        spent = budget.get(UNBOUNDED)
        spent.wire -= len(got)
        if spent.wire < 0:
            raise Broken("The answer is too large.")
        return got

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send everything; nothing at all costs no call."""
        if not buffer:
            return
        try:
            self._sock.settimeout(remaining(timeout))
            self._sock.sendall(buffer)
        except TimeoutError as problem:
            raise httpcore2.WriteTimeout("The server takes nothing.") from problem
        except OSError as problem:
            raise httpcore2.WriteError("The connection broke.") from problem

    def close(self) -> None:
        """End the connection."""
        self._sock.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        """Encrypt, checking the certificate against the host's name (not the address)."""
        try:
            self._sock.settimeout(remaining(timeout))
            return GuardedStream(ssl_context.wrap_socket(self._sock, server_hostname=server_hostname))
        except TimeoutError as problem:
            self.close()
            raise httpcore2.ConnectTimeout("No secure connection in time.") from problem
        except ssl.SSLCertVerificationError as problem:
            self.close()
            raise Broken(f"The server's certificate is not valid ({problem.verify_message}).") from problem
        except (OSError, ValueError) as problem:
            self.close()
            raise httpcore2.ConnectError("No secure connection.") from problem

    def get_extra_info(self, info: str) -> Any:
        """Tell the pool and the fetcher about the connection."""
        if info == "server_addr":
            return self._peer
        if info == "client_addr":
            return self._sock.getsockname()
        if info == "socket":
            return self._sock
        if info == "ssl_object":
            return self._sock if isinstance(self._sock, ssl.SSLSocket) else None
        if info == "is_readable":
            return is_readable(self._sock)
        return None


def is_readable(sock: socket.socket) -> bool:
    """Say whether an idle connection was closed, or spoken into, by the other side."""
    if sock.fileno() < 0:
        return True
    poll = select.poll()
    poll.register(sock, select.POLLIN)
    return bool(poll.poll(0))

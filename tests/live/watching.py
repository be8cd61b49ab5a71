"""Watching a stream in tests, as a browser would."""

from __future__ import annotations

import http.client
import json
import queue
import socket
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.test import Client

if TYPE_CHECKING:
    from collections.abc import Iterator

    from claims.models import User


def cookie_of(user: User) -> str:
    """Sign a person in; return the Cookie header."""
    client = Client()
    client.force_login(user)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


class Stream:
    """An open stream, read by a thread of its own."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        """Begin to read."""
        self.response = response
        self.status = response.status
        self.lines: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        with suppress(OSError, ValueError, AttributeError, http.client.HTTPException):
            while read := self.response.readline():
                self.lines.put(read.decode().rstrip("\r\n"))
        self.lines.put(None)

    def line(self, *, within: float = 60) -> str:
        """Return the next line; raise EOFError at the end, queue.Empty after a silence."""
        line = self.lines.get(timeout=within)
        if line is None:
            raise EOFError
        return line

    def event(self, *, within: float = 60) -> dict[str, Any]:
        """Return the data of the next event; raise queue.Empty after a silence."""
        while not (line := self.line(within=within)).startswith("data: "):
            pass
        data: dict[str, Any] = json.loads(line.removeprefix("data: "))
        return data

    def settle(self) -> None:
        """Pass over what a stream says at its start, until it is silent."""
        with suppress(queue.Empty):
            while True:
                self.line(within=1.5)

    def is_silent(self, *, seconds: float = 1) -> bool:
        """Say whether no event comes for so long."""
        try:
            self.event(within=seconds)
        except queue.Empty:
            return True
        return False


@contextmanager
def watching(port: int, path: str, *, method: str = "GET", **headers: str) -> Iterator[Stream]:
    """Open a stream; `status` is that of the answer."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        line.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        yield Stream(line.getresponse())
    finally:
        if line.sock:
            line.sock.shutdown(socket.SHUT_RDWR)
        line.close()


def status_of(port: int, path: str, *, method: str = "GET", **headers: str) -> int:
    """Return the status with which an address answers."""
    with watching(port, path, method=method, **headers) as stream:
        return stream.status

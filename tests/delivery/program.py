"""A real program on loopback that is told of ledger rows by a webhook: it keeps what came, or answers as a test says."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

SECRET = "told/by-a-very-secret-path"


@dataclass(frozen=True, slots=True)
class Message:
    """What came: its headers, by small letters, and its body as it was sent."""

    headers: dict[str, str]
    body: bytes

    @property
    def name(self) -> str:
        """Return its id."""
        return self.headers["webhook-id"]

    @property
    def content(self) -> dict[str, Any]:
        """Return the body, read."""
        content: dict[str, Any] = json.loads(self.body)
        return content


@dataclass(slots=True)
class Program:
    """The server: what came, and what it answers: a status for each request in turn, then 204."""

    port: int = 0
    answers: list[int] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    hangs_up: bool = False
    taken: list[Message] = field(default_factory=list)
    asked: list[Message] = field(default_factory=list)

    @property
    def host(self) -> str:
        """Return the host as a deployment lists it."""
        return f"127.0.0.1:{self.port}"

    @property
    def hook(self) -> str:
        """Return the secret address."""
        return f"http://{self.host}/{SECRET}"

    @property
    def sequences(self) -> list[int]:
        """Return the ledger rows that were taken, in the order in which they came."""
        return [each.content["data"]["sequence"] for each in self.taken]


@contextmanager
def being_told() -> Iterator[Program]:
    """Run the program for as long as the block lasts."""
    program = Program()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            message = Message({name.lower(): value for name, value in self.headers.items()}, body)
            program.asked.append(message)
            if program.hangs_up:
                self.close_connection = True
                return
            status = program.answers.pop(0) if program.answers else 204
            if 200 <= status < 300:
                program.taken.append(message)
            self.send_response(status)
            for name, value in {"Content-Length": "0", **program.headers}.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_words: object) -> None:
            """Say nothing on the test's output."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    program.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield program
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)

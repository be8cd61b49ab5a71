"""A real chat on loopback with an incoming webhook: it keeps what it is told, or answers as a test tells it to."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

SECRET = "T0001/B0002/xoxb-very-secret"


@dataclass(slots=True)
class Chat:
    """The server: its port, what it was told, and what it answers."""

    port: int = 0
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    hangs_up: bool = False
    asked: list[str] = field(default_factory=list)
    said: list[dict[str, Any]] = field(default_factory=list)

    @property
    def host(self) -> str:
        """Return the host as a deployment lists it."""
        return f"127.0.0.1:{self.port}"

    @property
    def hook(self) -> str:
        """Return the webhook's secret address."""
        return f"http://{self.host}/services/{SECRET}"

    @property
    def texts(self) -> list[str]:
        """Return the words of what it was told."""
        return [each["text"] for each in self.said]


@contextmanager
def listening() -> Iterator[Chat]:
    """Run a chat for as long as the block lasts."""
    chat = Chat()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            chat.asked.append(self.path)
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if chat.hangs_up:
                self.close_connection = True
                return
            if chat.status == 200:
                assert self.headers["Content-Type"].startswith("application/json")
                chat.said.append(json.loads(body))
            self.send_response(chat.status)
            for name, value in {"Content-Length": "2", **chat.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, *_words: object) -> None:
            """Say nothing on the test's output."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    chat.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield chat
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)

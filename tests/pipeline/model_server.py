"""A language model on loopback that speaks the protocol: a test sets its next answer, and reads what it was asked."""

from __future__ import annotations

import json
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(slots=True)
class Model:
    """What the server answers, and all that it was asked."""

    port: int = 0
    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    drip: float = 0.0
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Its base address."""
        return f"http://127.0.0.1:{self.port}/v1"

    def answers(self, *rows: object, **beside: object) -> None:
        """Answer with these claims; `beside` stands at the answer's top, such as `usage`."""
        self.says(json.dumps({"claims": list(rows)}), **beside)

    def says(self, content: str | None, **beside: object) -> None:
        """Answer with these words."""
        choice = {"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": "stop"}
        self.body = json.dumps({"object": "chat.completion", "choices": [choice], **beside}).encode()


@contextmanager
def serving_model() -> Iterator[Model]:
    """Run a model for as long as the block lasts."""
    model = Model()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            model.asked.append({"path": self.path, **json.loads(self.rfile.read(length))})
            model.keys.append(self.headers.get("Authorization", ""))
            time.sleep(model.delay)
            self.send_response(model.status)
            for name, value in {"Content-Length": str(len(model.body)), **model.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                for start in range(0, len(model.body), 1 if model.drip else 65_536):
                    self.wfile.write(model.body[start : start + (1 if model.drip else 65_536)])
                    time.sleep(model.drip)
            except OSError:
                return  # the client hung up, as it may

        def log_message(self, *_words: object) -> None:
            """Say nothing on the test's output."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    model.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield model
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)

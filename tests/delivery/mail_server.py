"""A real SMTP server on loopback: it takes letters, or answers as a test tells it to."""

from __future__ import annotations

import socketserver
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(slots=True)
class Post:
    """The server: its port, the letters that it took, and what it answers to a recipient or to a whole letter."""

    port: int = 0
    letters: list[str] = field(default_factory=list)
    to_recipient: str = "250 ok"
    to_letter: str = "250 taken"
    hangs_up: bool = False


@contextmanager
def taking_letters() -> Iterator[Post]:
    """Run a server for as long as the block lasts."""
    post = Post()

    class Handler(socketserver.StreamRequestHandler):
        def say(self, words: str) -> None:
            self.wfile.write(f"{words}\r\n".encode())

        def handle(self) -> None:
            self.say("220 loopback")
            while line := self.rfile.readline().decode():
                verb = line[:4].upper()
                if verb == "DATA":
                    self.say("354 go on")
                    lines = []
                    while (part := self.rfile.readline().decode()) not in {".\r\n", ""}:
                        lines.append(part)
                    if post.hangs_up:
                        return
                    if post.to_letter.startswith("2"):
                        post.letters.append("".join(lines))
                    self.say(post.to_letter)
                elif verb == "RCPT":
                    self.say(post.to_recipient)
                elif verb == "QUIT":
                    self.say("221 bye")
                    return
                else:
                    self.say("250 ok")

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    post.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield post
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)

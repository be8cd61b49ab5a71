"""A server on loopback whose every answer means harm."""

from __future__ import annotations

import gzip
import socket
import threading
import time
import zlib
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Harm = Callable[[socket.socket], None]

HTML = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
MEGABYTE = b"<p>endless</p>\n" * 70_000
CLOSED = HTML + "Connection: close\r\n\r\n"


def say(head: str, body: bytes = b"") -> Harm:
    """Answer with these words and end."""
    return lambda visitor: visitor.sendall(head.encode("latin-1") + body)


def packed(megabytes: int, *, layers: int = 1) -> bytes:
    """Return gzip that unpacks to so many megabytes of nothing."""
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    data = b"".join(packer.compress(bytes(1_000_000)) for _megabyte in range(megabytes)) + packer.flush()
    for _layer in range(layers - 1):
        data = gzip.compress(data)
    return data


def sized(data: bytes, *more: str) -> Harm:
    """Answer with a body of known length and further headers."""
    head = HTML + "".join(f"{line}\r\n" for line in more) + f"Content-Length: {len(data)}\r\n\r\n"
    return say(head, data)


def endless(visitor: socket.socket) -> None:
    """Send a page without an end."""
    visitor.sendall(CLOSED.encode())
    while True:
        visitor.sendall(MEGABYTE)


def endless_chunks(visitor: socket.socket) -> None:
    """Send chunks without an end."""
    visitor.sendall(f"{HTML}Transfer-Encoding: chunked\r\n\r\n".encode())
    while True:
        visitor.sendall(b"%x\r\n%s\r\n" % (len(MEGABYTE), MEGABYTE))


def tiny_chunks(visitor: socket.socket) -> None:
    """Send each byte as a chunk of its own, with a long extension."""
    visitor.sendall(f"{HTML}Transfer-Encoding: chunked\r\n\r\n".encode())
    chunk = b"1;" + b"x" * 200 + b"\r\na\r\n"
    while True:
        visitor.sendall(chunk * 500)


def slow_body(visitor: socket.socket) -> None:
    """Send a byte now and then, so that no read ever times out."""
    visitor.sendall(f"{HTML}Content-Length: 1000000\r\n\r\n".encode())
    while True:
        visitor.sendall(b"a")
        time.sleep(0.2)


def slow_headers(visitor: socket.socket) -> None:
    """Send a byte of the headers now and then."""
    visitor.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while True:
        visitor.sendall(b"a")
        time.sleep(0.2)


def silent(visitor: socket.socket) -> None:
    """Say nothing at all."""
    visitor.settimeout(30)
    with suppress(OSError):
        while visitor.recv(1024):
            pass


def endless_header(visitor: socket.socket) -> None:
    """Send one header without an end."""
    visitor.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
    while True:
        visitor.sendall(b"a" * 65_536)


def many_headers(visitor: socket.socket) -> None:
    """Send headers without an end."""
    visitor.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        visitor.sendall(b"X-More: something\r\n" * 1_000)


def endless_hints(visitor: socket.socket) -> None:
    """Promise an answer for ever."""
    while True:
        visitor.sendall(b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" * 20)
        time.sleep(0.01)


def loop(number: int) -> Harm:
    """Redirect to a page that redirects back."""
    return say(f"HTTP/1.1 302 Found\r\nLocation: /loop{1 - number}\r\nContent-Length: 0\r\n\r\n")


BOMB = packed(512)
HARMS: dict[str, Harm] = {
    "/bomb": sized(BOMB, "Content-Encoding: gzip"),
    "/bomb-in-bomb": sized(packed(200, layers=2), "Content-Encoding: gzip, gzip"),
    "/bomb-brotli": sized(b"\xcf" * 4000, "Content-Encoding: br"),
    "/bomb-deflate": sized(zlib.compress(bytes(50_000_000)), "Content-Encoding: deflate"),
    "/not-gzip": sized(b"<p>plain</p>" * 50, "Content-Encoding: gzip"),
    "/cut-gzip": sized(gzip.compress(b"<p>words</p>" * 9_000)[:-40], "Content-Encoding: gzip"),
    "/endless": endless,
    "/endless-chunks": endless_chunks,
    "/tiny-chunks": tiny_chunks,
    "/large": say(f"{HTML}Content-Length: 99999999999\r\n\r\n", b"a" * 1000),
    "/lies-about-length": say(f"{HTML}Content-Length: 5000\r\n\r\n", b"short"),
    "/two-lengths": say(f"{HTML}Content-Length: 5\r\nContent-Length: 50\r\n\r\n", b"short"),
    "/negative-length": say(f"{HTML}Content-Length: -1\r\n\r\n", b"short"),
    "/slow-body": slow_body,
    "/slow-headers": slow_headers,
    "/silent": silent,
    "/endless-header": endless_header,
    "/many-headers": many_headers,
    "/large-headers": say("HTTP/1.1 200 OK\r\n" + "X-Large: " + "a" * 60_000 + "\r\nContent-Length: 0\r\n\r\n"),
    "/endless-hints": endless_hints,
    "/loop0": loop(0),
    "/loop1": loop(1),
    "/not-http": say("SSH-2.0-OpenSSH_9.2\r\n"),
    "/http-0.9": say("<html>no head</html>"),
    "/closed": lambda visitor: None,
    "/video": say("HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nConnection: close\r\n\r\n", b"\0" * 9_000_000),
    "/program": sized(b"MZ" + b"\0" * 5000, "Content-Type: application/x-msdownload"),
    "/no-type": say("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n", b"\0\1\2\3"),
    "/location-with-line-break": say("HTTP/1.1 302 Found\r\nLocation: /a\rb\nX: y\r\nContent-Length: 0\r\n\r\n"),
    "/switching": say("HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n", b"\0" * 500),
    "/partial": say("HTTP/1.1 206 Partial Content\r\nContent-Type: image/png\r\nContent-Length: 3\r\n\r\n", b"abc"),
}


@contextmanager
def harmful() -> Iterator[int]:
    """Run the server; the value is its port."""
    door = socket.create_server(("127.0.0.1", 0))

    def welcome() -> None:
        while True:
            try:
                visitor, _from = door.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(visitor,), daemon=True).start()

    def serve(visitor: socket.socket) -> None:
        with visitor, suppress(OSError, IndexError, KeyError):
            visitor.settimeout(30)
            HARMS[visitor.recv(65_536).split(b" ")[1].decode()](visitor)

    threading.Thread(target=welcome, daemon=True).start()
    try:
        yield door.getsockname()[1]
    finally:
        door.close()

"""Reading an answer within limits: nothing endless, nothing that unpacks to too much, nothing of a wrong kind."""

from __future__ import annotations

import time
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from claims.pipeline.sourcing.problems import Refused

if TYPE_CHECKING:
    import httpx2

DROPPED_HEADERS = frozenset({"set-cookie", "set-cookie2"})
LONGEST_HEADER_KEPT = 2_000


@dataclass(frozen=True, slots=True)
class Limits:
    """What a fetch may cost, in seconds and bytes.

    `first_byte` is the time until the headers are there, connecting included; after that and some `grace`, a body must
    come at no less than `slowest` bytes a second.
    """

    connect: float = 4.0
    first_byte: float = 4.8
    total: float = 15.0
    grace: float = 3.0
    slowest: int = 1_000
    raw: int = 5_000_000
    decoded: int = 10_000_000
    headers: int = 32_000
    redirects: int = 5


def kept(headers: httpx2.Headers) -> tuple[tuple[str, str], ...]:
    """Return the headers that are kept: no cookies, no NUL, each bounded."""
    pairs = ((name.decode("latin-1"), value.decode("latin-1")) for name, value in headers.raw)
    return tuple(
        (name[:200], value[:LONGEST_HEADER_KEPT].replace("\x00", ""))
        for name, value in pairs
        if name.lower() not in DROPPED_HEADERS
    )


def read(answer: httpx2.Response, *, types: frozenset[str], limits: Limits) -> bytes:
    """Read and decode a body within the limits. Raises Refused."""
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if answer.is_success and types and kind not in types:
        raise Refused(f"This is {kind[:60] or 'of no stated kind'}, which cannot be read as a page.")
    length = answer.headers.get("content-length", "")
    if length.isascii() and length.isdigit() and int(length[:18]) > limits.raw:
        raise Refused(f"The page is larger than {limits.raw // 1_000_000} MB.")
    encoding = answer.headers.get("content-encoding", "").strip().lower()
    if encoding not in {"", "identity", "gzip", "x-gzip"}:
        raise Refused("The page is packed in a way that we did not ask for.")
    unzip = zlib.decompressobj(zlib.MAX_WBITS | 16) if "gzip" in encoding else None
    body, raw, started = bytearray(), 0, time.monotonic()
    for chunk in answer.stream:  # type: ignore[union-attr]
        raw += len(chunk)
        passed = time.monotonic() - started
        if raw > limits.raw:
            raise Refused(f"The page is larger than {limits.raw // 1_000_000} MB.")
        if passed > limits.grace and raw / passed < limits.slowest:
            raise Refused("The page comes too slowly.")
        body += chunk if unzip is None else unpack(unzip, chunk, room=limits.decoded - len(body))
    if unzip is not None and not unzip.eof and raw:
        raise Refused("The page broke off in the middle.")
    return bytes(body)


def unpack(unzip: Any, chunk: bytes, *, room: int) -> bytes:
    """Decompress a chunk into at most `room` bytes. Raises Refused for bombs and for what is not gzip."""
    try:
        data: bytes = unzip.decompress(chunk, room + 1)
    except zlib.error as problem:
        raise Refused("The page is not packed as it says.") from problem
    if len(data) > room:
        raise Refused("The page unpacks to more than it may.")
    return data

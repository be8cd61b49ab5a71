"""Reading an answer within limits: nothing endless, nothing that unpacks to too much, nothing of a wrong kind."""

from __future__ import annotations

import time
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from claims.pipeline.sourcing.problems import Broken, Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx2

DROPPED_HEADERS = frozenset({"set-cookie", "set-cookie2"})
LONGEST_HEADER_KEPT = 2_000
MOST_PARTS = 1_000


@dataclass(frozen=True, slots=True)
class Limits:
    """What a fetch may cost, in seconds and bytes.

    `first_byte` is the time until the headers are there, connecting included; after that and some `grace`, a body must
    come at no less than `slowest` bytes a second. `cut` reads the first `decoded` bytes of what is larger, instead of
    refusing it.
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
    cut: bool = False


def kept(headers: httpx2.Headers, *, without: Callable[[str], str]) -> tuple[tuple[str, str], ...]:
    """Return the headers that are kept: no cookies, no NUL, each bounded; `without` takes out what is for nobody else."""
    pairs = ((name.decode("latin-1"), value.decode("latin-1")) for name, value in headers.raw)
    return tuple(
        (name[:200], without(value)[:LONGEST_HEADER_KEPT].replace("\x00", ""))
        for name, value in pairs
        if name.lower() not in DROPPED_HEADERS
    )


def read(answer: httpx2.Response, *, types: frozenset[str], limits: Limits) -> bytes:
    """Read and decode a body within the limits. Raises Refused."""
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if answer.is_success and types and kind not in types:
        raise Refused(f"This is {kind[:60] or 'of no stated kind'}, which cannot be read as a page.")
    length = answer.headers.get("content-length", "")
    if not limits.cut and length.isascii() and length.isdigit() and int(length[:18]) > limits.raw:
        raise Refused(f"The page is larger than {limits.raw // 1_000_000} MB.")
    encoding = answer.headers.get("content-encoding", "").strip().lower()
    if encoding not in {"", "identity", "gzip", "x-gzip"}:
        raise Broken("The page is packed in a way that we did not ask for.")
    unpacked = Unpacked() if "gzip" in encoding else None
    body, raw, started = bytearray(), 0, time.monotonic()
    for chunk in answer.stream:  # type: ignore[union-attr]
        raw += len(chunk)
        passed = time.monotonic() - started
        if raw > limits.raw and not limits.cut:
            raise Refused(f"The page is larger than {limits.raw // 1_000_000} MB.")
        if passed > limits.grace and raw / passed < limits.slowest:
            raise Broken("The page comes too slowly.")
        body += chunk if unpacked is None else unpacked.more(chunk, room=limits.decoded - len(body))
        if len(body) > limits.decoded:
            if limits.cut:
                return bytes(body[: limits.decoded])
            raise Refused("The page unpacks to more than it may.")
    if unpacked is not None and not unpacked.is_whole and raw:
        raise Broken("The page broke off in the middle.")
    return bytes(body)


class Unpacked:
    """A gzipped body as it comes, in one part or in several behind each other, which gzip allows."""

    def __init__(self) -> None:
        """Wait for the first part."""
        self._part, self._parts, self.is_whole = part(), 1, False

    def more(self, chunk: bytes, *, room: int) -> bytes:
        """Unpack what came into at most `room` bytes and one more. Raises Broken for what is not gzip."""
        data = b""
        while chunk and len(data) <= room:
            if self.is_whole:
                chunk = chunk.lstrip(b"\0")  # padding, as tapes have it
                if not chunk:
                    break
                self._part, self._parts, self.is_whole = part(), self._parts + 1, False
                if self._parts > MOST_PARTS:
                    raise Broken("The page is packed in too many parts.")
            try:
                data += self._part.decompress(chunk, room + 1 - len(data))
            except zlib.error as problem:
                raise Broken("The page is not packed as it says.") from problem
            self.is_whole = self._part.eof
            chunk = self._part.unused_data if self.is_whole else b""
        return data


def part() -> Any:
    """Return what unpacks one part."""
    return zlib.decompressobj(zlib.MAX_WBITS | 16)

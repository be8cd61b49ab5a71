"""Those who follow the ledger: by long poll, or as server-sent events. Public; nobody waits on the database."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

import structlog
from django.conf import settings
from django.db import DatabaseError, connection

from claims.live.answers import (
    ANY_PAGE,
    COME_BACK_AFTER,
    END,
    HEARTBEAT,
    LONGEST,
    SLOWEST,
    STILL_HERE,
    answer,
    chunk,
    header,
    left,
    start,
)
from claims.live.door import ShutDoor
from claims.live.hub import LEDGER
from claims.pipeline.publishing.following import Stretch, after

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from claims.live.answers import Receive, Scope, Send
    from claims.live.hub import Hub

log = structlog.get_logger(__name__)

PATHS = {"/live/changes", "/live/changes/"}
LONGEST_WAIT = 60
LARGEST_PAGE = 100
PAGE = 25
MOST, MOST_AN_ADDRESS = 1_000, 20
KNOWN = {"since", "limit", "wait"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a follower asked for; `wait` is in seconds."""

    since: int
    limit: int
    wait: int
    streams: bool

    @classmethod
    def read(cls, scope: Scope) -> Asked:
        """Read address and headers. Raises ShutDoor (400). Last-Event-ID counts before `since`: a stream goes on."""
        given = dict(parse_qsl(scope["query_string"].decode("latin-1")))
        if unknown := sorted(set(given) - KNOWN):
            words = f"There is no such parameter. These exist: {', '.join(sorted(KNOWN))}."
            raise ShutDoor(400, errors=[{"parameter": name[:80], "detail": words} for name in unknown])
        streams = "text/event-stream" in header(scope, b"accept")
        resumed = header(scope, b"last-event-id") if streams else ""
        return cls(
            since=whole(
                resumed or given.get("since", "0"), most=2**63 - 1, name="Last-Event-ID" if resumed else "since"
            ),
            limit=max(1, whole(given.get("limit", str(PAGE)), most=LARGEST_PAGE, name="limit")),
            wait=whole(given.get("wait", "0"), most=LONGEST_WAIT, name="wait"),
            streams=streams,
        )


def whole(given: str, *, most: int, name: str) -> int:
    """Read a whole number from 0 to `most`. Raises ShutDoor (400), naming the parameter or header."""
    if not (given.isascii() and given.isdecimal() and len(given) < 20 and int(given) <= most):
        raise ShutDoor(400, errors=[{"parameter": name, "detail": f"Write a whole number from 0 to {most}."}])
    return int(given)


def read(since: int, limit: int) -> Stretch:
    """Read a stretch of the ledger, and give the connection back before anyone waits."""
    try:
        return after(since, limit=limit)
    finally:
        connection.close()


class Followers:
    """Answers /live/changes: rows after `since`, at once or as soon as there is one."""

    def __init__(self, hub: Hub, askers: Executor) -> None:
        """Share the hub and the threads that ask the database."""
        self.hub = hub
        self.askers = askers
        self.open: Counter[str] = Counter()

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one follower. Raises ShutDoor before anything is sent."""
        if scope["method"] != "GET":
            raise ShutDoor(405)
        asked, who = Asked.read(scope), address(scope)
        if self.open.total() >= MOST:
            raise ShutDoor(503)
        if self.open[who] >= MOST_AN_ADDRESS:
            raise ShutDoor(429)
        self.open[who] += 1
        gone = asyncio.create_task(left(receive))
        try:
            with self.hub.listening(LEDGER) as grown:
                first = await self.next(asked.since, asked.limit)
                if asked.streams:
                    await self.stream(send, gone, grown, first)
                else:
                    await self.poll(send, gone, grown, asked, first)
        except (TimeoutError, OSError):
            log.info("follower_lost")
        finally:
            gone.cancel()
            self.open[who] -= 1
            if not self.open[who]:
                del self.open[who]

    async def next(self, since: int, limit: int) -> Stretch:
        """Read what follows. Raises ShutDoor (503) where the database is away."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self.askers, read, since, limit)
        except DatabaseError as problem:
            log.warning("live_database_unreachable", problem=type(problem).__name__)
            raise ShutDoor(503) from problem

    async def poll(
        self, send: Send, gone: asyncio.Task[None], grown: asyncio.Event, asked: Asked, found: Stretch
    ) -> None:
        """Answer with a page as soon as it holds a row, or when the time is up."""
        ends = time.monotonic() + asked.wait
        while not found.changes and (rest := ends - time.monotonic()) > 0:
            await woken(gone, grown, min(rest, HEARTBEAT))
            if gone.done():
                return
            found = await self.next(asked.since, asked.limit)
        more_at = f"{settings.SITE_URL}/api/v1/changes/?since={found.reached}&limit={asked.limit}"
        body = found.page(more_at=more_at).encode()
        sent = answer(send, 200, body, media=b"application/json", headers=[*ANY_PAGE, (b"vary", b"Accept")])
        await asyncio.wait_for(sent, SLOWEST)

    async def stream(self, send: Send, gone: asyncio.Task[None], grown: asyncio.Event, found: Stretch) -> None:
        """Send an event a row, and go on with what comes."""
        ends = time.monotonic() + LONGEST
        await asyncio.wait_for(send(start(allowed=ANY_PAGE)), SLOWEST)
        await asyncio.wait_for(send(chunk(f"retry: {COME_BACK_AFTER}\n\n")), SLOWEST)
        while not gone.done() and time.monotonic() < ends:
            words = "".join(f"id: {each.sequence}\nevent: {each.kind}\ndata: {each.body}\n\n" for each in found.changes)
            if words:
                await asyncio.wait_for(send(chunk(words)), SLOWEST)
            if not found.more and not await woken(gone, grown, HEARTBEAT):
                await asyncio.wait_for(send(chunk(STILL_HERE)), SLOWEST)
            if not gone.done():
                try:  # at each heartbeat too: an announcement may have been lost with its broker
                    found = await self.next(found.reached, LARGEST_PAGE)
                except ShutDoor:
                    break  # the reader comes back, with the last id that it had
        if not gone.done():
            await send(END)


async def woken(gone: asyncio.Task[None], grown: asyncio.Event, seconds: float) -> bool:
    """Wait until the ledger grew, the reader went, or the time is up; say whether the ledger grew."""
    waiting = asyncio.create_task(grown.wait())
    await asyncio.wait({gone, waiting}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    was = grown.is_set()
    grown.clear()
    return was


def address(scope: Scope) -> str:
    """Return the reader's address; behind the newsroom's own proxy the last that X-Forwarded-For names."""
    if settings.SECURE_PROXY_SSL_HEADER and (forwarded := header(scope, b"x-forwarded-for")):
        return forwarded.rpartition(",")[2].strip()
    return str((scope.get("client") or ("unknown",))[0])

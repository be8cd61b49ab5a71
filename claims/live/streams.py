"""The small ASGI process: server-sent events that say "this changed", and nothing else."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING
from uuid import UUID

import structlog
from django.db import DatabaseError

from claims.live.answers import (
    ANY_PAGE,
    COME_BACK_AFTER,
    END,
    HEARTBEAT,
    LONGEST,
    SLOWEST,
    STILL_HERE,
    TOLD,
    chunk,
    header,
    left,
    origin,
    our_pages,
    refuse,
    start,
)
from claims.live.door import ShutDoor, opened
from claims.live.followers import PATHS, Followers
from claims.live.hub import Hub

if TYPE_CHECKING:
    from claims.live.answers import Receive, Scope, Send
    from claims.live.hub import Topic

log = structlog.get_logger(__name__)

PATH = re.compile(r"/live/(articles|claims|people)/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/?")
MOST, MOST_A_PERSON = 1_000, 30


class Streams:
    """The ASGI application. Serves /live/articles/ID, /live/claims/ID and /live/people/ID to people at the desk, /live/changes to all."""

    def __init__(self, broker: str) -> None:
        """Prepare; nothing is connected yet."""
        self.hub = Hub(broker)
        self.people: Counter[int] = Counter()
        self.askers = ThreadPoolExecutor(4, thread_name_prefix="live-door")
        self.followers = Followers(self.hub, self.askers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection."""
        if scope["type"] == "lifespan":
            await self.live(receive, send)
        elif scope["type"] == "http" and scope["path"] in PATHS:
            try:
                await self.followers.serve(scope, receive, send)
            except ShutDoor as shut:
                await refuse(scope, send, shut.status, allowed=[*ANY_PAGE, TOLD], errors=shut.errors)
        elif scope["type"] == "http":
            try:
                person, topic, public_id = await self.admitted(scope)
            except ShutDoor as shut:
                await refuse(scope, send, shut.status, allowed=our_pages(scope), errors=shut.errors)
            else:
                await self.stream(scope, receive, send, person=person, topic=topic, public_id=public_id)

    async def live(self, receive: Receive, send: Send) -> None:
        """Follow the server's start and stop."""
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                await self.hub.close()
                self.askers.shutdown(wait=False, cancel_futures=True)
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def admitted(self, scope: Scope) -> tuple[int, Topic, UUID]:
        """Return who may watch what. Raises ShutDoor."""
        found = PATH.fullmatch(scope["path"])
        if found is None:
            raise ShutDoor(404)
        if scope["method"] != "GET":
            raise ShutDoor(405)
        if header(scope, b"origin") not in {"", origin()}:
            raise ShutDoor(403)
        public_id = UUID(found[2])
        loop = asyncio.get_running_loop()
        try:
            person, topic = await loop.run_in_executor(
                self.askers, opened, header(scope, b"cookie"), found[1], public_id
            )
        except DatabaseError as problem:
            log.warning("live_database_unreachable", problem=type(problem).__name__)
            raise ShutDoor(503) from problem
        if self.people.total() >= MOST:
            raise ShutDoor(503)
        if self.people[person] >= MOST_A_PERSON:
            raise ShutDoor(429)
        return person, topic, public_id

    async def stream(
        self, scope: Scope, receive: Receive, send: Send, *, person: int, topic: Topic, public_id: UUID
    ) -> None:
        """Send an event for each change until the reader goes or the time is up."""
        self.people[person] += 1
        gone = asyncio.create_task(left(receive))
        try:
            with self.hub.listening(topic, person=person) as changed:
                changed.set()  # the page was made before we began to listen: let it look once
                await asyncio.wait_for(send(start(allowed=our_pages(scope))), SLOWEST)
                await self.follow(send, gone, changed, event={"kind": topic[0], "id": str(public_id)})
        except (TimeoutError, OSError):
            log.info("live_reader_lost")
        finally:
            gone.cancel()
            self.people[person] -= 1
            if not self.people[person]:
                del self.people[person]

    async def follow(
        self, send: Send, gone: asyncio.Task[None], changed: asyncio.Event, *, event: dict[str, str]
    ) -> None:
        """Send events and heartbeats."""
        ends = time.monotonic() + LONGEST
        await asyncio.wait_for(send(chunk(f"retry: {COME_BACK_AFTER}\n\n")), SLOWEST)
        while not gone.done() and time.monotonic() < ends:
            waiting = asyncio.create_task(changed.wait())
            await asyncio.wait({gone, waiting}, timeout=HEARTBEAT, return_when=asyncio.FIRST_COMPLETED)
            waiting.cancel()
            if gone.done():
                return
            words = STILL_HERE
            if changed.is_set():
                changed.clear()
                words = f"id: {time.time_ns() // 1_000_000}\nevent: change\ndata: {json.dumps(event)}\n\n"
            await asyncio.wait_for(send(chunk(words)), SLOWEST)
        if not gone.done():
            await send(END)

"""One subscription a process, fanned out to every open stream."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections import defaultdict
from typing import TYPE_CHECKING

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from claims.jobs.announcing import CHANNEL

if TYPE_CHECKING:
    from collections.abc import Iterator

log = structlog.get_logger(__name__)

Topic = tuple[str, int]
"""What a stream is about: "article", "claim" or "person" (whose notes), and its primary key; or the ledger."""

LEDGER: Topic = ("ledger", 0)

NAME = "claimdesk-live"
"""What the broker's list of clients calls us."""

LONGEST_PAUSE = 10.0
QUIET = 20.0
"""Seconds without a word after which the broker is asked whether it is still there."""


class Hub:
    """Hears every change once, and wakes the streams that it concerns.

    A stream's queue holds one thing, "something changed": more of the same says no more, so a slow reader costs nothing.
    """

    def __init__(self, address: str) -> None:
        """Remember where the broker is; nothing is connected before the first stream."""
        self.address = address
        self.streams: dict[Topic, dict[asyncio.Event, int]] = defaultdict(dict)
        self._hearing: asyncio.Task[None] | None = None

    @contextlib.contextmanager
    def listening(self, topic: Topic, *, person: int = 0) -> Iterator[asyncio.Event]:
        """Have an event that is set whenever the topic changes, but for changes that are hidden from this person."""
        if self._hearing is None or self._hearing.done():
            self._hearing = asyncio.create_task(self._hear())
        changed = asyncio.Event()
        self.streams[topic][changed] = person
        try:
            yield changed
        finally:
            self.streams[topic].pop(changed, None)
            if not self.streams[topic]:
                del self.streams[topic]

    async def close(self) -> None:
        """Stop hearing."""
        if self._hearing is not None:
            self._hearing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._hearing

    async def _hear(self) -> None:
        """Hear until closed; after the broker was away, wake everybody, since something may have been missed."""
        pause = 0.5
        while True:
            try:
                async with (
                    Redis.from_url(self.address, socket_connect_timeout=3, client_name=NAME) as broker,
                    broker.pubsub() as heard,
                ):
                    await heard.subscribe(CHANNEL)
                    pause = 0.5
                    self._wake_all()
                    while True:
                        said = await heard.get_message(ignore_subscribe_messages=True, timeout=QUIET)
                        if said is None:
                            await heard.ping()
                        elif said["type"] == "message":
                            self._wake(said["data"])
            except (RedisError, OSError) as problem:
                log.warning("live_broker_unreachable", problem=type(problem).__name__, next_try=pause)
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    def _wake_all(self) -> None:
        for streams in self.streams.values():
            for changed in streams:
                changed.set()

    def _wake(self, said: bytes) -> None:
        try:
            change = json.loads(said)
            if "ledger" in change:
                topics = [LEDGER]
            elif "person" in change:
                topics = [("person", change["person"])]
            else:
                topics = [("article", change["article"]), ("claim", change["claim"])]
            hidden_from = set(change.get("hidden_from", ()))
        except (ValueError, KeyError, TypeError):
            log.warning("live_message_unreadable")
            return
        for topic in topics:
            for changed, person in self.streams.get(topic, {}).items():
                if person not in hidden_from:
                    changed.set()

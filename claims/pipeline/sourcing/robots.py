"""What a site asks robots to leave alone, remembered for a day."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from protego import Protego
from redis.exceptions import RedisError

from claims.pipeline.sourcing.bodies import Limits
from claims.pipeline.sourcing.problems import Broken, Refused, Unreachable

if TYPE_CHECKING:
    from claims.pipeline.sourcing.providers.base import Client

A_DAY = 24 * 3600
A_WHILE = 600
NO_ANSWER = "\x00no answer"
LARGEST = 500 * 1024
"""Bytes of a robots.txt that are read, as RFC 9309 asks at least; what comes after them is left unread."""
LIMITS = Limits(total=8.0, raw=LARGEST, decoded=LARGEST, cut=True)


class Memory(Protocol):
    """Where answers are remembered, for all workers."""

    def get(self, key: str) -> str | None:
        """Return what was remembered."""

    def set(self, key: str, value: str, timeout: int) -> None:
        """Remember for some seconds."""


@dataclass(frozen=True, slots=True)
class Robots:
    """Reads and obeys robots.txt (RFC 9309)."""

    client: Client
    memory: Memory
    user_agent: str

    def check(self, url: str) -> None:
        """Raise Refused where the site asks us to stay away, Unreachable where it cannot say so at the moment."""
        parts = urlsplit(url)
        rules = self._rules(f"{parts.scheme}://{parts.netloc}")
        if rules == NO_ANSWER:
            raise Unreachable(f"{parts.netloc} does not say at the moment what it allows (robots.txt).")
        if rules and not Protego.parse(rules).can_fetch(url, self.user_agent):
            raise Refused(f"{parts.netloc} asks robots to leave this page alone (robots.txt).")

    def _rules(self, site: str) -> str:
        key = f"robots:{site}"
        with suppress(RedisError):  # without a memory the site is asked each time
            known = self.memory.get(key)
            if known is not None:
                return known
        rules = self._ask(site)
        with suppress(RedisError):
            self.memory.set(key, rules, A_WHILE if rules == NO_ANSWER else A_DAY)
        return rules

    def _ask(self, site: str) -> str:
        try:
            answer = self.client.get(f"{site}/robots.txt", types=(), limits=LIMITS)
        except (Unreachable, Broken):
            return NO_ANSWER
        except Refused:  # it redirects in circles or to where nothing is fetched: there is none
            return ""
        if answer.status is None or answer.status >= 500 or answer.status == 429:
            return NO_ANSWER
        return answer.body.decode("utf-8", "replace") if answer.status < 300 else ""

"""Posting a message to an address that somebody gave us, through guarded connections, and never twice by itself."""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import httpcore2
import httpx2
from django.conf import settings

from claims.pipeline.sourcing.guard import Guard
from claims.pipeline.sourcing.network import Budget, budget
from claims.pipeline.sourcing.problems import Refused
from claims.pipeline.sourcing.transport import GuardedTransport
from claims.pipeline.sourcing.waiting import seconds_to_wait

if TYPE_CHECKING:
    from collections.abc import Mapping

SECONDS: Final = 15.0
STEP: Final = {"connect": 5.0, "read": 10.0, "write": 5.0, "pool": 5.0}
LONGEST_ANSWER: Final = 50_000
"""Bytes on the wire; only the status is read."""


@dataclass(frozen=True, slots=True)
class Posted:
    """What came of it. No word of `problem` is the address's beyond its host."""

    status: int | None = None
    began: bool = False
    forbidden: bool = False
    problem: str = ""
    retry_after: float | None = None


def guard() -> Guard:
    """Return the rules that also hold for pages: public addresses, and those that the deployment lists."""
    return Guard.of(settings.FETCH_ALLOWED_HOSTS, ports=(80, 443, *map(int, settings.FETCH_PORTS)))


def check(url: str) -> None:
    """Raise Refused where such an address is never posted to: no public one, or one that would tell its secret in clear."""
    parsed = guard().check(url)
    host, port = parsed.raw_host.decode("ascii"), parsed.port or {"http": 80, "https": 443}[parsed.scheme]
    if parsed.scheme != "https" and not guard().is_exception(host, port):
        raise Refused("The address must begin with https://.")


def post(url: str, body: bytes, *, headers: Mapping[str, str] | None = None) -> Posted:
    """Post JSON, once. No redirect is followed: what is said is meant for this address."""
    host = ""
    reset = budget.set(Budget(ends=time.monotonic() + SECONDS, wire=LONGEST_ANSWER))
    try:
        check(url)
        host = httpx2.URL(url).host
        with (
            closing(GuardedTransport(guard(), connections=1)) as transport,
            closing(answered(transport, url, body, headers or {})) as it,
        ):
            wait = seconds_to_wait(it.headers.get("retry-after", ""), now=datetime.now(UTC))
            return Posted(status=it.status_code, began=True, retry_after=wait)
    except Refused as problem:
        return Posted(forbidden=True, problem=str(problem))
    except (httpcore2.ConnectError, httpcore2.ConnectTimeout, httpcore2.PoolTimeout):
        return Posted(problem=f"{host} cannot be reached.")
    except (httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.RemoteProtocolError):
        return Posted(began=True, problem=f"{host} gave no answer.")
    except (httpcore2.LocalProtocolError, httpcore2.UnsupportedProtocol):
        return Posted(forbidden=True, problem="The address cannot be asked.")
    finally:
        budget.reset(reset)


def answered(transport: GuardedTransport, url: str, body: bytes, further: Mapping[str, str]) -> httpx2.Response:
    """Send the request and return the answer's head."""
    headers = {
        "User-Agent": settings.FETCH_USER_AGENT,
        "Content-Type": "application/json; charset=utf-8",
        "Accept-Encoding": "identity",
        **further,
    }
    return transport.handle_request(
        httpx2.Request("POST", url, content=body, headers=headers, extensions={"timeout": STEP})
    )

"""The guarded client: fetches a page within limits of size, time, redirects and kind, from public addresses only."""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

import httpcore2
import httpx2

from claims.pipeline.sourcing.bodies import Limits, kept, read
from claims.pipeline.sourcing.fetched import Fetched
from claims.pipeline.sourcing.network import Budget, budget
from claims.pipeline.sourcing.problems import Refused, Unreachable
from claims.pipeline.sourcing.transport import GuardedTransport

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from claims.pipeline.sourcing.guard import Guard

REDIRECTS = frozenset({301, 302, 303, 307, 308})
PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml", "text/plain", "application/pdf"})
DATA_TYPES = frozenset({"application/json", "application/xml", "text/xml", "text/json"})


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of an address: further headers, the types that may come back, and a form where one is sent."""

    headers: dict[str, str]
    types: frozenset[str]
    form: dict[str, str] | None = None


class Fetcher:
    """The one client for pages and providers. No cookies, no proxies, no passwords; safe in several threads at once."""

    def __init__(self, guard: Guard, *, user_agent: str, limits: Limits | None = None) -> None:
        """Open the client; close it when done, or use it as a context manager."""
        self._guard, self._limits = guard, limits or Limits()
        self._user_agent = user_agent
        self._transport = GuardedTransport(guard)

    def __enter__(self) -> Self:
        """Use it."""
        return self

    def __exit__(self, *_problem: object) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._transport.close()

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, str | int] | None = None,
        headers: Mapping[str, str] | None = None,
        types: Iterable[str] = PAGE_TYPES,
        limits: Limits | None = None,
    ) -> Fetched:
        """Fetch an address, following redirects. An answer that is an error is returned all the same (see `expect_ok`).

        Raises Refused (may not be fetched, or too large, too slow, of a wrong kind) and Unreachable (no answer).
        """
        parsed = self._guard.check(url)
        if params:
            given = {key: str(value) for key, value in params.items()}
            parsed = self._guard.check(str(parsed.copy_merge_params(given)))
        return self._within(limits, parsed, Question(dict(headers or {}), frozenset(types)))

    def post(
        self,
        url: str,
        *,
        form: Mapping[str, str],
        headers: Mapping[str, str] | None = None,
        types: Iterable[str] = DATA_TYPES,
        limits: Limits | None = None,
    ) -> Fetched:
        """Send a form. A redirect is not followed: what is sent is meant for this address. Raises as `get` does."""
        return self._within(limits, self._guard.check(url), Question(dict(headers or {}), frozenset(types), dict(form)))

    def _within(self, limits: Limits | None, parsed: httpx2.URL, question: Question) -> Fetched:
        """Ask within a budget of time and bytes, and put what went wrong into words."""
        bounds = limits or self._limits
        reset = budget.set(Budget(ends=time.monotonic() + bounds.total, wire=bounds.raw * 1.3 + 200_000))
        try:
            return self._follow(parsed, question, limits=bounds)
        except (httpcore2.ConnectError, httpcore2.ConnectTimeout, httpcore2.PoolTimeout) as problem:
            raise Unreachable(f"{parsed.host} cannot be reached.") from problem
        except (httpcore2.TimeoutException, httpcore2.NetworkError) as problem:
            raise Unreachable(f"{parsed.host} did not answer in time.") from problem
        except httpcore2.RemoteProtocolError as problem:
            if "without sending a response" in str(problem):
                raise Unreachable(f"{parsed.host} closed the connection.") from problem
            raise Refused(f"{parsed.host} does not speak proper HTTP.") from problem
        except (httpcore2.LocalProtocolError, httpcore2.UnsupportedProtocol) as problem:
            raise Refused("The address cannot be asked for.") from problem
        finally:
            budget.reset(reset)

    def _follow(self, url: httpx2.URL, question: Question, *, limits: Limits) -> Fetched:
        first, passed = str(url), []
        while True:
            with contextlib.closing(self._send(url, question, limits)) as answer:
                if question.form is None and answer.status_code in REDIRECTS and answer.headers.get("location"):
                    passed.append({"status": answer.status_code, "url": str(url)})
                    if len(passed) > limits.redirects:
                        raise Refused(f"More than {limits.redirects} redirects.")
                    target = self._next(url, answer.headers["location"])
                    if target.host != url.host:
                        question = Question({}, question.types)  # what was meant for one host (a key) is for no other
                    url = target
                    continue
                server = answer.extensions["network_stream"].get_extra_info("server_addr")
                return Fetched(
                    requested_url=first,
                    url=str(url),
                    redirects=tuple(passed),
                    ip=str(server[0]) if server else None,
                    fetched_at=datetime.now(UTC),
                    status=answer.status_code,
                    headers=kept(answer.headers),
                    body=read(answer, types=question.types, limits=limits),
                )

    def _send(self, url: httpx2.URL, question: Question, limits: Limits) -> httpx2.Response:
        request = httpx2.Request(
            "GET" if question.form is None else "POST",
            url,
            data=question.form,
            headers={
                "User-Agent": self._user_agent,
                "Accept": "text/html,application/xhtml+xml,application/json;q=0.9,*/*;q=0.5",
                "Accept-Language": "en,*;q=0.5",
                "Accept-Encoding": "gzip",
                **question.headers,
            },
            extensions={
                "timeout": {
                    "connect": limits.connect,
                    "read": limits.first_byte,
                    "write": limits.connect,
                    "pool": limits.total,
                }
            },
        )
        # a server that drips its headers byte by byte ends with the first byte's time, not with the page's
        spent = budget.get()
        whole, spent.ends = spent.ends, min(spent.ends, time.monotonic() + limits.first_byte)
        answer = self._transport.handle_request(request)
        spent.ends = whole
        size = sum(len(name) + len(value) + 4 for name, value in answer.headers.raw)
        if size > limits.headers:
            answer.close()
            raise Refused("The answer’s headers are too large.")
        return answer

    def _next(self, url: httpx2.URL, location: str) -> httpx2.URL:
        """Check where a redirect leads. A public page must not lead into the newsroom's own network."""
        try:
            target = self._guard.check(str(url.join(location)))
        except (httpx2.InvalidURL, ValueError) as problem:
            raise Refused("The page redirects to an address that cannot be read.") from problem
        if self._is_exception(target) and not self._is_exception(url):
            raise Refused("The page redirects into the newsroom’s own network.")
        return target

    def _is_exception(self, url: httpx2.URL) -> bool:
        port = url.port or (443 if url.scheme == "https" else 80)
        return self._guard.is_exception(url.raw_host.decode("ascii"), port)

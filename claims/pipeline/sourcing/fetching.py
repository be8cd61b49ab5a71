"""The guarded client: fetches a page within limits of size, time, redirects and kind, from public addresses only."""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self

import httpcore2
import httpx2

from claims.pipeline.sourcing.bodies import Limits, kept, read
from claims.pipeline.sourcing.fetched import Fetched
from claims.pipeline.sourcing.guard import DEFAULT_PORTS
from claims.pipeline.sourcing.keys import Keys, keys
from claims.pipeline.sourcing.network import Budget, budget
from claims.pipeline.sourcing.problems import Broken, OutOfBounds, Refused, Unreachable
from claims.pipeline.sourcing.transport import GuardedTransport

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from claims.pipeline.sourcing.guard import Guard

REDIRECTS = frozenset({301, 302, 303, 307, 308})
PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml", "text/plain", "application/pdf"})
DATA_TYPES = frozenset({"application/json", "application/xml", "text/xml", "text/json"})


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of an address: further headers, the types that may come back, and a form where one is sent.

    `keys` and `headers` are for the server that is asked, and for no other that a redirect leads to. `on_the_way` is asked
    about each address that a redirect leads to.
    """

    headers: dict[str, str] = field(repr=False)
    types: frozenset[str]
    form: dict[str, str] | None = None
    keys: Keys = Keys()  # noqa: RUF009 - frozen
    on_the_way: Callable[[str], None] | None = None


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
        secret: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        types: Iterable[str] = PAGE_TYPES,
        limits: Limits | None = None,
        on_the_way: Callable[[str], None] | None = None,
    ) -> Fetched:
        """Fetch an address, following redirects. An answer that is an error is returned all the same (see `expect_ok`).

        `secret` parameters are sent and stand in nothing that comes back. `on_the_way` is asked about each address that a
        redirect leads to, and stops the fetch by raising Refused or Unreachable.

        Raises Refused (may not be fetched, or too large, too slow, of a wrong kind) and Unreachable (no answer).
        """
        parsed = self._guard.check(url)
        if params:
            given = {key: str(value) for key, value in params.items()}
            parsed = self._guard.check(str(parsed.copy_merge_params(given)))
        question = Question(dict(headers or {}), frozenset(types), keys=keys(secret), on_the_way=on_the_way)
        return self._within(limits, parsed, question)

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
            raise Broken(f"{parsed.host} does not speak proper HTTP.") from problem
        except (httpcore2.LocalProtocolError, httpcore2.UnsupportedProtocol) as problem:
            raise Refused("The address cannot be asked for.") from problem
        finally:
            budget.reset(reset)

    def _follow(self, url: httpx2.URL, question: Question, *, limits: Limits) -> Fetched:
        first, hide = str(url), question.keys
        passed: list[dict[str, Any]] = []
        while True:
            wire = self._guard.check(str(question.keys.added_to(url))) if question.keys.given else url
            with contextlib.closing(self._send(wire, question, limits)) as answer:
                location = answer.headers.get("location")
                if question.form is not None or answer.status_code not in REDIRECTS or not location:
                    server = answer.extensions["network_stream"].get_extra_info("server_addr")
                    return Fetched(
                        requested_url=first,
                        url=str(url),
                        redirects=tuple(passed),
                        ip=str(server[0]) if server else None,
                        fetched_at=datetime.now(UTC),
                        status=answer.status_code,
                        headers=kept(answer.headers, without=hide.hidden_in),
                        body=hide.hidden_in_bytes(read(answer, types=question.types, limits=limits)),
                        reason=hide.hidden_in(answer.extensions.get("reason_phrase", b"").decode("latin-1")),
                    )
            passed.append({"status": answer.status_code, "url": str(url)})
            if len(passed) > limits.redirects:
                raise Refused(f"More than {limits.redirects} redirects.")
            target = hide.taken_from(self._next(url, location))
            if origin(target) != origin(url):  # what was meant for one server (a key) is for no other
                question = Question({}, question.types, on_the_way=question.on_the_way)
            url = target
            if question.on_the_way is not None:
                question.on_the_way(str(url))

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
            raise Broken("The answer’s headers are too large.")
        return answer

    def _next(self, url: httpx2.URL, location: str) -> httpx2.URL:
        """Check where a redirect leads. A public page must not lead into the newsroom's own network."""
        try:
            target = self._guard.check(str(url.join(location)))
        except (httpx2.InvalidURL, ValueError) as problem:
            raise Refused("The page redirects to an address that cannot be read.") from problem
        if self._is_exception(target) and not self._is_exception(url):
            raise OutOfBounds("The page redirects into the newsroom’s own network.")
        return target

    def _is_exception(self, url: httpx2.URL) -> bool:
        _scheme, host, port = origin(url)
        return self._guard.is_exception(host.decode("ascii"), port)


def origin(url: httpx2.URL) -> tuple[str, bytes, int]:
    """Return whose address it is: scheme, host and port, the port also where the address leaves it out."""
    return url.scheme, url.raw_host, url.port or DEFAULT_PORTS[url.scheme]

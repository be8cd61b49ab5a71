"""httpx2 over a pool of guarded connections."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import httpcore2
import httpx2

from claims.pipeline.sourcing.network import GuardedBackend

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator

    from claims.pipeline.sourcing.guard import Guard


@cache
def trusted() -> ssl.SSLContext:
    """Return how certificates are checked: against the usual authorities. The environment changes nothing."""
    return httpx2.create_ssl_context(trust_env=False)


class GuardedTransport(httpx2.BaseTransport):
    """httpx2 over a pool of connections that the guard watches."""

    def __init__(self, guard: Guard, *, connections: int = 32) -> None:
        """Open a pool."""
        self._pool = httpcore2.ConnectionPool(
            ssl_context=trusted(),
            max_connections=connections,
            max_keepalive_connections=connections,
            keepalive_expiry=15.0,
            http1=True,
            http2=False,
            network_backend=GuardedBackend(guard),
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request; the body of the answer is read later. Raises httpcore2's errors and Refused."""
        assert isinstance(request.stream, httpx2.SyncByteStream)  # noqa: S101 - for the type checker; we build it
        answer = self._pool.handle_request(
            httpcore2.Request(
                method=request.method,
                url=httpcore2.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx2.Response(
            answer.status, headers=answer.headers, stream=Body(answer.stream), extensions=answer.extensions
        )

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()


class Body(httpx2.SyncByteStream):
    """The bytes of an answer as they come."""

    def __init__(self, stream: Any) -> None:
        """Hold the pool's stream."""
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        """Read on."""
        yield from self._stream

    def close(self) -> None:
        """Give the connection back, or close it where the body was not read to its end."""
        self._stream.close()

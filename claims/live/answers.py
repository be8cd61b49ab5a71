"""Answers of the small ASGI process: the beginning of a stream, its pieces, and refusals."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    Scope = dict[str, Any]
    Receive = Callable[[], Awaitable[dict[str, Any]]]
    Send = Callable[[dict[str, Any]], Awaitable[None]]
    Headers = list[tuple[bytes, bytes]]

HEARTBEAT = 15.0
LONGEST = 600.0
"""Seconds after which a stream ends; the reader comes back, and is asked again who it is."""
SLOWEST = 20.0
"""Seconds that a reader has to take what we send."""
COME_BACK_AFTER = 3_000
STILL_HERE = ": still here\n\n"


async def left(receive: Receive) -> None:
    """Wait until the reader has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


def header(scope: Scope, name: bytes) -> str:
    """Return a header; empty if it was not sent."""
    return next((value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name), "")


def origin() -> str:
    """Return the origin of our own pages, which in development is another port than ours."""
    parts = urlsplit(settings.SITE_URL)
    return f"{parts.scheme}://{parts.netloc}"


def our_pages(scope: Scope) -> Headers:
    """Return the headers that let our own pages read the stream with their cookie."""
    allowed = [(b"vary", b"Origin, Cookie")]
    if header(scope, b"origin") == origin():
        allowed.append((b"access-control-allow-origin", origin().encode()))
        allowed.append((b"access-control-allow-credentials", b"true"))
    return allowed


ANY_PAGE: Headers = [(b"access-control-allow-origin", b"*")]
"""The header that lets any page read what is public."""


def start(*, allowed: Headers) -> dict[str, Any]:
    """Begin a stream that no proxy holds back."""
    headers = [
        (b"content-type", b"text/event-stream; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),
        (b"x-content-type-options", b"nosniff"),
        *allowed,
    ]
    return {"type": "http.response.start", "status": 200, "headers": headers}


def chunk(words: str) -> dict[str, Any]:
    """Make a piece of the stream."""
    return {"type": "http.response.body", "body": words.encode(), "more_body": True}


END: dict[str, Any] = {"type": "http.response.body", "body": b"", "more_body": False}


async def answer(send: Send, status: int, body: bytes, *, media: bytes, headers: Headers) -> None:
    """Answer whole."""
    known = [(b"content-type", media), (b"content-length", str(len(body)).encode()), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": [*known, *headers]})
    await send({"type": "http.response.body", "body": body})


WHAT_TO_DO = {
    400: "The question cannot be understood. Mend what “errors” names and ask again.",
    401: "Only people of the desk may watch this. Sign in at the desk, then ask again.",
    403: "This is for people of the desk and for its own pages. Ask an editor.",
    404: "Nothing is here, or nothing that you may see.",
    405: "This can only be read. Ask with GET.",
    429: "You have as many lines open here as one may have. Close one, or wait as long as the Retry-After header says.",
    503: "The database cannot be reached, or too many watch at once. Wait as long as the Retry-After header says, then try again.",
}
"""What each refusal means here."""
TOLD = (b"access-control-expose-headers", b"Retry-After")


async def refuse(
    scope: Scope, send: Send, status: int, *, allowed: Headers, errors: Sequence[dict[str, str]] = ()
) -> None:
    """Answer with problem details (RFC 9457), as the API does; `errors` name the parameters that are wrong."""
    told = {
        "type": f"{settings.SITE_URL}/api/docs/#error-{status}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": WHAT_TO_DO[status],
    }
    problem = told | ({"errors": errors} if errors else {})
    body = b"" if scope["method"] == "HEAD" else json.dumps(problem, ensure_ascii=False).encode()
    headers = [
        *allowed,
        *([(b"allow", b"GET")] if status == HTTPStatus.METHOD_NOT_ALLOWED else []),
        *([(b"retry-after", b"10")] if status in {429, 503} else []),
    ]
    await answer(send, status, body, media=b"application/problem+json", headers=headers)

"""What a fetch brought back, and the text that was read in it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from claims.pipeline.sourcing.problems import Refused, Unreachable
from claims.pipeline.sourcing.waiting import seconds_to_wait

if TYPE_CHECKING:
    from datetime import datetime

SAYS = {
    401: "wants a password",
    402: "wants to be paid",
    403: "refused us",
    404: "has no such page",
    410: "has taken the page down",
    451: "may not show the page, for legal reasons",
}


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer as it came. `body` is what was packed in it; `headers` are bounded and without cookies.

    `reason` are the server's own words beside the status.
    """

    requested_url: str
    url: str
    redirects: tuple[dict[str, Any], ...]
    ip: str | None
    fetched_at: datetime
    status: int | None
    headers: tuple[tuple[str, str], ...]
    body: bytes
    reason: str = ""

    def header(self, name: str) -> str:
        """Return the first header of this name (lower case), or an empty string."""
        return next((value for key, value in self.headers if key.lower() == name), "")

    @property
    def content_type(self) -> str:
        """Return the media type without its parameters, in lower case."""
        return self.header("content-type").partition(";")[0].strip().lower()

    @property
    def sha256(self) -> str:
        """Return the fingerprint of the body, in hexadecimal."""
        return hashlib.sha256(self.body).hexdigest()

    def expect_ok(self, who: str) -> Fetched:
        """Return itself if the answer is a success; raise Unreachable for passing trouble, Refused for the rest."""
        if self.status is None or 200 <= self.status < 300:
            return self
        if is_passing(self.status):
            told = seconds_to_wait(self.header("retry-after"), now=self.fetched_at)
            words = "asks us to slow down" if self.status == 429 else f"has trouble (answer {self.status})"
            raise Unreachable(f"{who} {words}.", retry_after=told)
        raise Refused(f"{who} {SAYS.get(self.status, 'did not give the page')} (answer {self.status}).")

    def json(self, who: str) -> Any:
        """Parse the body as JSON. Raises Unreachable: an answer that is none usually is a passing error page."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as problem:
            raise Unreachable(f"{who} answered with something that is not JSON.") from problem


def is_passing(status: int | None) -> bool:
    """Say whether it is worth to ask again after such an answer: a time-out, too many questions, trouble of the server's."""
    return status is not None and (status in {408, 429} or status >= 500)


@dataclass(frozen=True, slots=True)
class PageText:
    """What was read from a page. `text` is what passages count their places in; the rest, what the page says."""

    text: str
    extractor: str
    title: str = ""
    author: str = ""
    publisher: str = ""
    published_on: str = ""
    language: str = ""

    @property
    def day(self) -> date | None:
        """Return the day on which the page says it was published, if it reads as one."""
        try:
            return date.fromisoformat(self.published_on)
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Copy:
    """A page as it came, with its text."""

    fetched: Fetched
    page: PageText

"""The Wayback Machine's Save Page Now 2: asks it to save a page, and whether it is saved. It takes tens of seconds."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from claims.pipeline.sourcing.problems import Refused, Unreachable
from claims.pipeline.sourcing.providers.shapes import web, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from claims.pipeline.sourcing.bodies import Limits
    from claims.pipeline.sourcing.fetched import Fetched

WHO = "The Wayback Machine"
WAYBACK = "https://web.archive.org"
RECENT = "1d"
"""A capture of the last day will do: saving anew what was just saved only costs the archive."""
JOB = re.compile(r"[A-Za-z0-9_-]{4,190}")
TIMESTAMP = re.compile(r"\d{14}")
PASSING = frozenset(
    f"error:{name}"
    for name in (
        "bad-gateway",
        "browsing-timeout",
        "capture-location-error",
        "celery",
        "gateway-timeout",
        "internal-server-error",
        "invalid-server-response",
        "job-failed",
        "no-browsers-available",
        "protocol-error",
        "proxy-error",
        "read-timeout",
        "redis-error",
        "service-unavailable",
        "soft-time-limit-exceeded",
        "too-many-requests",
        "user-session-limit",
    )
)
"""Errors of its own machinery, after which it is worth to ask again."""
TOMORROW = frozenset({"error:too-many-daily-captures", "error:host-crawling-paused"})
A_DAY = 24 * 3600.0


class Client(Protocol):
    """The guarded client, as this archive uses it."""

    def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        types: Iterable[str] = ...,
        limits: Limits | None = None,
    ) -> Fetched:
        """Fetch an address."""

    def post(
        self,
        url: str,
        *,
        form: Mapping[str, str],
        headers: Mapping[str, str] | None = None,
        types: Iterable[str] = ...,
        limits: Limits | None = None,
    ) -> Fetched:
        """Send a form."""


@dataclass(frozen=True, slots=True)
class Wayback:
    """The archive, with a key of an account there: `access:secret`."""

    client: Client
    key: str = field(repr=False)
    base: str = WAYBACK

    def ask(self, url: str) -> str:
        """Ask for a page to be saved; return the archive's job. Raises Unreachable, Limited, Refused."""
        answer = self._read(
            self.client.post(
                f"{self.base}/save",
                form={"url": url, "skip_first_archive": "1", "if_not_archived_within": RECENT},
                headers=self._headers(),
                types=(),
            )
        )
        job = answer.get("job_id")
        if not isinstance(job, str) or not JOB.fullmatch(job):
            raise Unreachable(f"{WHO} did not say which job saves the page.")
        return job

    def link(self, job: str) -> str:
        """Return the public link of what a job saved; empty while it is at work. Raises Unreachable, Limited, Refused."""
        answer = self._read(self.client.get(f"{self.base}/save/status/{job}", headers=self._headers(), types=()))
        if answer.get("status") == "pending":
            return ""
        at, url = answer.get("timestamp"), web(answer.get("original_url"))
        if answer.get("status") != "success" or not isinstance(at, str) or not TIMESTAMP.fullmatch(at) or not url:
            raise Unreachable(f"{WHO} gave an answer of another form than it documents.")
        return f"{self.base}/web/{at}/{url}"

    def _headers(self) -> dict[str, str]:
        return {"Accept": "application/json", "Authorization": f"LOW {self.key}"}

    def _read(self, fetched: Fetched) -> dict[str, Any]:
        """Parse an answer; its errors come with or without a status of their own."""
        if fetched.status == 401:
            raise Refused(f"{WHO} does not accept the key. Check WAYBACK_KEY.")
        try:
            answer = fetched.json(WHO)
        except Unreachable:
            fetched.expect_ok(WHO)
            raise
        if not isinstance(answer, dict):
            raise Unreachable(f"{WHO} gave an answer of another form than it documents.")
        if answer.get("status") == "error" or "status_ext" in answer:
            code = words(answer.get("status_ext"), most=60) or "error"
            said = words(answer.get("message"), most=300) or code
            if code in TOMORROW:
                raise Unreachable(f"{WHO}: {said}", retry_after=A_DAY)
            if code in PASSING or fetched.status == 429:
                raise Unreachable(f"{WHO}: {said}", retry_after=60.0)
            raise Refused(f"{WHO}: {said}")
        fetched.expect_ok(WHO)
        return answer

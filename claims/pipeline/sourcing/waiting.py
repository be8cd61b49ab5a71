"""How long to wait before asking again."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

WAITS = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=2))
"""The longest waits after the first, second and third try that found nobody; after the fourth nobody is asked again."""

SHORTEST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(days=1)


def wait_after(tries: int, *, asked_to_wait: float | None = None) -> timedelta | None:
    """Return the wait after this many failed tries, or None where it was the last.

    It is anything up to the longest wait (full jitter), so that what failed together does not return together. Never
    shorter than what the other side asked for, in seconds, and never longer than a day.
    """
    if not 1 <= tries <= len(WAITS):
        return None
    wait = WAITS[tries - 1] * (1 - random.random())  # noqa: S311 - spreads load, hides nothing
    least = max(SHORTEST_WAIT, timedelta(seconds=min(asked_to_wait or 0.0, LONGEST_WAIT.total_seconds())))
    return min(max(wait, least), LONGEST_WAIT)


def seconds_to_wait(retry_after: str, *, now: datetime) -> float | None:
    """Read a Retry-After header: seconds, or a date. Returns None where it is neither."""
    given = retry_after.strip()[:64]
    if given.isascii() and given.isdigit():
        return min(float(given), LONGEST_WAIT.total_seconds())
    try:
        until = parsedate_to_datetime(given)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return min(max(0.0, (until - now).total_seconds()), LONGEST_WAIT.total_seconds())


def spacing(limit: str, interval: str) -> float:
    """Return the seconds between two questions that `x-rate-limit-limit` and `x-rate-limit-interval` allow; 0 unless both are said."""
    most, seconds = limit.strip()[:9], interval.strip()[:9].removesuffix("s")
    if not (most.isascii() and most.isdecimal() and seconds.isascii() and seconds.isdecimal() and int(most)):
        return 0.0
    return min(int(seconds) / int(most), LONGEST_WAIT.total_seconds())

"""How long to wait before asking again."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
"""The waits after the first, second, third and fourth try that found nobody; after the fifth nobody is asked again."""

JITTER = 0.2
LONGEST_WAIT = timedelta(days=1)


def wait_after(tries: int, *, asked_to_wait: float | None = None) -> timedelta | None:
    """Return the wait after this many failed tries, spread a little so that claims do not return all at once, or None.

    Never shorter than what the other side asked for, in seconds, and never longer than a day.
    """
    if not 1 <= tries <= len(WAITS):
        return None
    wait = WAITS[tries - 1] * (1 + JITTER * random.random())  # noqa: S311 - spreads load, hides nothing
    if asked_to_wait is not None:
        wait = max(wait, timedelta(seconds=asked_to_wait))
    return min(wait, LONGEST_WAIT)


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

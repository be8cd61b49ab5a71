"""When to hand a message over again that nobody took."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
"""The waits after the first, second, third and fourth try; after the fifth it is given up. A mail server is soon back."""
JITTER = 0.2
LONGEST_WAIT = timedelta(days=1)


def hand_over_after(
    tries: int, *, waits: Sequence[timedelta] = WAITS, asked_to_wait: float | None = None
) -> timedelta | None:
    """Return the wait after this many tries, spread a little, or None where it was the last.

    Never shorter than what the other side asked for, in seconds, and never longer than a day.
    """
    if not 1 <= tries <= len(waits):
        return None
    wait = waits[tries - 1] * (1 + JITTER * random.random())  # noqa: S311 - spreads load, hides nothing
    least = timedelta(seconds=min(asked_to_wait or 0.0, LONGEST_WAIT.total_seconds()))
    return min(max(wait, least), LONGEST_WAIT)

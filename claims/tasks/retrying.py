"""What becomes of work that met a passing error."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from claims.jobs import lease

MOST_ERRORS = 4
FIRST_WAIT = timedelta(seconds=2)


def again(held: lease.Lease, problem: Exception) -> None:
    """Try a passing error again, later each time; after four, fail with its words."""
    words = f"{type(problem).__name__}: {problem}".strip()[:500]
    if held.errors + 1 >= MOST_ERRORS:
        held.fail(words)
    else:
        held.retry_after(FIRST_WAIT * 4**held.errors, words)

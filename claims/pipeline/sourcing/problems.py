"""What can go wrong on the way to a source, in words that a journalist can act on."""

from __future__ import annotations


class Refused(Exception):
    """It may not be fetched, or what came is nothing that we keep. Asking again changes nothing."""


class OutOfBounds(Refused):
    """The address is one that we never fetch: not on the public internet, or none at all."""


class Broken(Refused):
    """What came is no sound answer: a bad certificate, no proper HTTP, too slow, packed otherwise than it says."""


class Unreachable(Exception):
    """No answer, or a passing trouble. `retry_after` is how many seconds the other side asked us to wait, if it did."""

    def __init__(self, problem: str, *, retry_after: float | None = None) -> None:
        """Keep the words and the wait."""
        super().__init__(problem)
        self.retry_after = retry_after


class Limited(Exception):
    """Not yet: we would ask oftener than agreed. Nobody was asked, so this counts as no try."""

    def __init__(self, problem: str, *, retry_after: float) -> None:
        """Keep the words and the wait, in seconds."""
        super().__init__(problem)
        self.retry_after = retry_after

"""What can become of a message that is handed over, whatever takes it."""

from __future__ import annotations


class NotTaken(Exception):
    """Nobody was reached, or asks to come back: nothing was sent. `retry_after` is the wait asked for, in seconds."""

    def __init__(self, problem: str, *, retry_after: float | None = None) -> None:
        """Keep the words and the wait."""
        super().__init__(problem)
        self.retry_after = retry_after


class Refused(Exception):
    """The other side will not take this message; its words say why."""


class Unsure(Exception):
    """The connection broke while the message was being handed over: it may have been sent."""

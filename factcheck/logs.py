"""What the logs leave out: the words of rows, which the database quotes in its errors, and which may be an article's."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from structlog.typing import EventDict, WrappedLogger

LEFT_OUT = "DETAIL: left out"


def without_rows(_logger: WrappedLogger, _method: str, entry: EventDict) -> EventDict:
    """Cut the DETAIL of database errors, with its continuation, out of messages and tracebacks."""
    for name in ("event", "exception"):
        words = entry.get(name)
        if isinstance(words, str) and "DETAIL:" in words:
            head, *rest = words.split("DETAIL:")
            kept = (after.partition("\n")[1:] for after in rest)
            entry[name] = head + "".join(f"{LEFT_OUT}{end}{more}" for end, more in kept)
    return entry

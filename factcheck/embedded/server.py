"""What a keeper needs to know of the server that it keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import signal
    from pathlib import Path


class Server(Protocol):
    """One kind of embedded server."""

    name: str
    title: str
    gentle: signal.Signals
    firm: signal.Signals

    def prepare(self, folder: Path) -> None:
        """Make data and configuration below `folder`, and clear what a crash left. Raises CannotStart."""

    def command(self) -> list[str]:
        """The program and its arguments, to run in the foreground."""

    def is_ready(self) -> bool:
        """Whether it takes connections now."""

    def settle(self) -> None:
        """What has to be done once it takes connections, safe to repeat: roles, extensions."""

    def may_retry(self, log: str) -> bool:
        """Whether a server that ended at once with this log may start on a second try."""

    def reason(self, log: str) -> str:
        """One line for a person: why it did not start, from the last lines of its log."""

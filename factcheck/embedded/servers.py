"""Both embedded servers in the order in which the desk needs them, and their return where one has died."""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from factcheck.embedded import broker, postgresql
from factcheck.embedded.errors import CannotStart
from factcheck.embedded.sharing import ensure, is_kept

if TYPE_CHECKING:
    from collections.abc import Callable

PAUSE = 5.0


@dataclass
class Servers:
    """The servers that this process uses: PostgreSQL first in, last out."""

    postgres: bool
    valkey: bool
    _inside: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)
    _try_again_at: float = 0.0

    def start(self) -> None:
        """Start or join the servers. Raises CannotStart, with none of them held."""
        with contextlib.ExitStack() as inside:
            if self.postgres:
                inside.enter_context(postgresql.postgres())
            if self.valkey:
                inside.enter_context(broker.valkey())
            self._inside = inside.pop_all()

    def check(self, tell: Callable[[str], object]) -> None:
        """Start a server again that has died, and tell of it; after a failure not before five seconds have passed."""
        if time.monotonic() < self._try_again_at:
            return
        for wanted, kind, is_ready in (
            (self.postgres, postgresql.Postgres, postgresql.is_ready),
            (self.valkey, broker.Valkey, broker.is_ready),
        ):
            if wanted and not is_kept(kind.name):
                tell(f"{kind.title} has died; it starts again now.")
                try:
                    ensure(kind.name, is_ready=is_ready)
                except CannotStart as trouble:
                    tell(str(trouble))
                    self._try_again_at = time.monotonic() + PAUSE

    def stop(self) -> None:
        """Leave the servers; each stops where we were its last user."""
        self._inside.close()

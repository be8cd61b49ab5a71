"""Ties a child's life to its parent's, so that `kill -9` of the parent leaves nothing behind."""

from __future__ import annotations

import ctypes
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import signal
    from collections.abc import Callable

_PR_SET_PDEATHSIG = 1
# Loaded here and not in the child: between fork and exec nothing may be imported.
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def dies_with_parent(signum: signal.Signals, *, niceness: int = 0) -> Callable[[], None]:
    """A `preexec_fn`: on Linux the child gets `signum` when the thread that started it ends; `niceness` is added."""
    parent = os.getpid()

    def in_the_child() -> None:
        os.nice(niceness)
        if _libc is not None:
            _libc.prctl(_PR_SET_PDEATHSIG, int(signum), 0, 0, 0)
            if os.getppid() != parent:  # it died before we could ask
                os._exit(1)

    return in_the_child

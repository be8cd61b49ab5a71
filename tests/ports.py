"""Ports for the processes that a test starts."""

from __future__ import annotations

import random
import socket
from contextlib import suppress


def free_port() -> int:
    """Find two ports in a row that nobody listens on; the live process takes the second.

    They lie below the range from which the system gives ports to outgoing connections, and every run of the tests
    looks from a place of its own: what is free now is still free when the process binds it.
    """
    while True:
        port = random.SystemRandom().randrange(12_000, 32_000)
        with socket.socket() as one, socket.socket() as two, suppress(OSError):
            one.bind(("127.0.0.1", port))
            two.bind(("127.0.0.1", port + 1))
            return port

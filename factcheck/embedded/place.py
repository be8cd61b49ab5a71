"""Where Claimdesk keeps what it makes on this machine, and the locks that lie there."""

from __future__ import annotations

import fcntl
import hashlib
import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from factcheck.embedded.errors import explained

if TYPE_CHECKING:
    from collections.abc import Iterator

CHECKOUT = Path(__file__).resolve().parents[2]
KEPT_LOGS = 3
# sun_path holds 108 bytes with its closing zero, and PostgreSQL adds "/.s.PGSQL.5432.lock" to the folder.
LONGEST_SOCKET_FOLDER = 107 - len("/.s.PGSQL.5432.lock")


def home() -> Path:
    """The folder of everything Claimdesk creates: CLAIMDESK_VAR, or `var` beside manage.py."""
    named = os.environ.get("CLAIMDESK_VAR")
    return (Path(named).expanduser() if named else CHECKOUT / "var").resolve()


def private(folder: Path) -> Path:
    """Make the folder for our eyes only where it is missing; one that exists keeps the mode its owner chose."""
    with explained(folder):
        if folder != home() and folder.is_relative_to(home()):
            private(folder.parent)  # `parents=True` would make them for everybody's eyes
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def short_folder(wanted: Path) -> Path:
    """`wanted`, or a stand-in below /tmp where the path is too long to hold a Unix socket."""
    if len(os.fsencode(wanted)) <= LONGEST_SOCKET_FOLDER:
        return wanted
    digest = hashlib.sha256(os.fsencode(wanted)).hexdigest()[:8]
    return Path("/tmp") / f"claimdesk-{os.geteuid()}-{digest}"  # noqa: S108 - its owner and mode are checked before use


def fresh_log(name: str) -> Path:
    """An empty log file for one process; the last three of earlier runs stay beside it as .1, .2 and .3."""
    log = private(home() / "log") / f"{name}.log"
    with explained(log):
        if log.exists() and log.stat().st_size:
            for age in range(KEPT_LOGS - 1, 0, -1):
                older = log.with_suffix(f".log.{age}")
                if older.exists():
                    older.replace(log.with_suffix(f".log.{age + 1}"))
            log.replace(log.with_suffix(".log.1"))
        log.touch(mode=0o600)
    return log


def last_lines(log: Path, *, count: int = 5) -> str:
    """The end of a log, for an error message; empty where there is none."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - 8192))
            lines = file.read().decode(errors="replace").splitlines()
    except OSError:
        return ""
    return "\n".join([line for line in lines if line.strip()][-count:])


def lock_file(name: str) -> int:
    """An open descriptor of the lock called `name`; closing it (or dying) lets the lock go."""
    path = private(home() / "run") / f"{name}.lock"
    with explained(path):
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


@contextmanager
def locked(name: str) -> Iterator[None]:
    """Be the only process of this newsroom's folder between here and the end of the block."""
    descriptor = lock_file(name)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def taken(descriptor: int, kind: int) -> bool:
    """Take the lock at once (`kind`: LOCK_EX or LOCK_SH); false where somebody else holds it."""
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True

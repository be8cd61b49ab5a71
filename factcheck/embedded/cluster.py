"""The data folder of the embedded PostgreSQL: making it, knowing its age, clearing what a crash left in it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

from factcheck.embedded.account import give_away, run_as
from factcheck.embedded.errors import CannotStart
from factcheck.embedded.roles import SUPERUSER
from factcheck.embedded.strongbox import secret

RULES = (
    *("--auth-local", "scram-sha-256", "--auth-host", "scram-sha-256"),
    *("--encoding", "UTF8", "--locale", "C", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"),
    *("--text-search-config", "english", "--no-instructions"),
)
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def is_fast() -> bool:
    """Whether this cluster is a test's: quick, and not safe against a power cut."""
    return os.environ.get("CLAIMDESK_EMBEDDED_FAST") == "1"


def initialise(data: Path, *, programs: Path) -> None:
    """Make a new cluster in `data` with initdb, whole or not at all. Raises CannotStart with initdb's own words."""
    draft, password = data.with_name("postgres.new"), data.with_name("password")
    shutil.rmtree(draft, ignore_errors=True)  # of a start that was cut short
    password.unlink(missing_ok=True)
    try:
        password.touch(mode=0o600)
        password.write_text(secret(SUPERUSER))
        give_away(password)
        rules = (*RULES, "--no-sync") if is_fast() else RULES
        made = run_as([str(programs / "initdb"), "-D", str(draft), "-U", SUPERUSER, "--pwfile", str(password), *rules])
    finally:
        password.unlink(missing_ok=True)
    if made.returncode:
        shutil.rmtree(draft, ignore_errors=True)
        raise CannotStart(in_words(made.stderr.strip()[-600:], data))
    draft.rename(data)


def check_version(data: Path, *, programs: Path) -> None:
    """Refuse data that another major version of PostgreSQL made. Raises CannotStart."""
    theirs = (data / "PG_VERSION").read_text().strip()
    ours = run_as([str(programs / "postgres"), "--version"]).stdout.split()[2].split(".")[0]
    if theirs != ours:
        raise CannotStart(
            f"The data in {data} were made by PostgreSQL {theirs}; this Claimdesk brings PostgreSQL {ours}. "
            "Export them with pg_dump under the earlier Claimdesk, then import them here."
        )


def forget_the_dead(data: Path, *, sockets: Path) -> None:
    """Clear the traces of a server that was killed, and stop one that lost its keeper. Raises CannotStart.

    The number in a stale postmaster.pid may by now belong to any other process; PostgreSQL would refuse to start.
    """
    lock = data / "postmaster.pid"
    if not lock.exists():
        return
    number = int(lock.read_text().split("\n", 1)[0])
    deadline = time.monotonic() + 10
    while (alive := _is_server_of(number, data)) and time.monotonic() < deadline:
        os.kill(number, signal.SIGINT)
        time.sleep(0.2)
    if alive:
        raise CannotStart(f"An orphaned PostgreSQL (process {number}) still uses {data} and does not stop.")
    lock.unlink(missing_ok=True)
    for left in sockets.glob(".s.PGSQL.*"):
        left.unlink(missing_ok=True)


def in_words(log: str, data: Path) -> str:
    """One line for a person from the end of PostgreSQL's log."""
    if "No space left on device" in log:
        return f"The disk that holds {data} is full. Make room and start again."
    return f"PostgreSQL did not start. Its last words: {' / '.join(log.splitlines())}"


def _is_server_of(number: int, data: Path) -> bool:
    # A postmaster's working folder is its data folder; where there is no /proc, `ps` shows its command line.
    process = Path("/proc") / str(number)
    if process.parent.exists():
        try:
            return (process / "cwd").samefile(data) and (process / "exe").readlink().name.startswith("postgres")
        except OSError:
            return False
    listing = ["/bin/ps", "-o", "command=", "-p", str(number)]
    shown = subprocess.run(listing, capture_output=True, text=True, check=False)  # noqa: S603 - numbers only
    return str(data) in shown.stdout

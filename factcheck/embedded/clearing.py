"""Starting over: removing what Claimdesk made, and nothing else."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Final

from factcheck.embedded.account import is_root, place
from factcheck.embedded.errors import CannotStart, explained
from factcheck.embedded.place import home
from factcheck.embedded.sharing import is_kept

if TYPE_CHECKING:
    from pathlib import Path

MADE_BY_US: Final = (
    *("postgres", "postgres.new", "password", "valkey", "valkey.conf", "run", "log"),
    *("beat-schedule*", "snapshots", "static", "secrets.json", ".secrets.*"),
)


def made() -> list[Path]:
    """What Claimdesk made on this machine for this newsroom: database, queue, logs, snapshots, secrets."""
    if not (home() / "secrets.json").exists():
        return []
    beside = [place()] if is_root() and place().exists() else []
    return beside + sorted(path for pattern in MADE_BY_US for path in home().glob(pattern))


def clear() -> None:
    """Remove all that `made` lists. Raises CannotStart where the desk still runs."""
    if is_kept("postgres") or is_kept("valkey"):
        raise CannotStart(f"The desk of {home()} still runs. Stop it first, then start over.")
    for path in made():
        with explained(path):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()

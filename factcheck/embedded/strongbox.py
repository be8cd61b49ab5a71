"""The passwords and keys that this installation made for itself, in one file that only its owner may read."""

from __future__ import annotations

import json
import os
import secrets
from typing import TYPE_CHECKING

from factcheck.embedded.errors import CannotStart, explained
from factcheck.embedded.place import home, locked, private

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def secret(name: str) -> str:
    """The random value called `name` (256 bits, 43 URL-safe characters), the same in every process from first use."""
    return kept(name, make=lambda: secrets.token_urlsafe(32))


def kept(name: str, *, make: Callable[[], str]) -> str:
    """The value called `name`, made and kept for good where it is missing."""
    return _read().get(name) or replaced(name, unless=bool, make=make)


def replaced(name: str, *, unless: Callable[[str], bool], make: Callable[[], str]) -> str:
    """The value called `name`, made anew `unless` the present one ("" where there is none) will do."""
    with locked("secrets"):
        known = _read()
        if not unless(known.get(name, "")):
            known[name] = make()
            _write(known)
        return known[name]


def _file() -> Path:
    return home() / "secrets.json"


def _read() -> dict[str, str]:
    file = _file()
    try:
        with explained(file):
            known = json.loads(file.read_text()) if file.exists() else {}
    except ValueError:
        known = None
    if not isinstance(known, dict):
        raise CannotStart(f"{file} is damaged. Bring it back from a backup: the database's passwords are in it.")
    return known


def _write(known: dict[str, str]) -> None:
    # Written beside, forced to disk, then renamed: a reader sees the old file or the new one, even after a power cut.
    file = _file()
    draft = private(file.parent) / f".secrets.{os.getpid()}"
    with explained(draft):
        draft.unlink(missing_ok=True)
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
                json.dump(known, out, indent=1, sort_keys=True)
                out.flush()
                os.fsync(out.fileno())
            draft.replace(file)
        finally:
            draft.unlink(missing_ok=True)

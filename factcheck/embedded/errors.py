"""What can go wrong on the ground floor, said so that the person at the keyboard can act on it."""

from __future__ import annotations

import errno
import getpass
import os
import pwd
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class CannotStart(Exception):
    """A server or a folder that Claimdesk needs is not to be had; the message is one line for a person."""


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn the system's refusal to read or write `path` into one line that says what to do."""
    try:
        yield
    except OSError as error:
        raise CannotStart(refusal(error, path)) from error


def refusal(error: OSError, path: Path) -> str:
    """Why the system refused `path`, in the user's terms."""
    full = isinstance(error, shutil.Error) and os.strerror(errno.ENOSPC) in str(
        error
    )  # it wraps many, without a number
    if full or error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk that holds {path} is full. Make room and start again."
    if error.errno == errno.EROFS:
        return f"{path} lies on a disk that is read-only. Name another folder with CLAIMDESK_VAR."
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"{_me()} may not use {path}{_whose(path)}. Run as its owner, or name another folder with CLAIMDESK_VAR."
    return f"{path} cannot be used: {error.strerror or error}."


def _me() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"User {os.geteuid()}"


def _whose(path: Path) -> str:
    for folder in (path, *path.parents):
        try:
            owner = folder.stat().st_uid
        except OSError:
            continue
        try:
            return f" (it belongs to {pwd.getpwuid(owner).pw_name})"
        except KeyError:
            return f" (it belongs to user {owner})"
    return ""

"""A folder for a test's servers, and nothing left of it afterwards."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from factcheck import embedded

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def folder_of_its_own(folder: Path) -> Iterator[Path]:
    """Point CLAIMDESK_VAR at `folder` for the block; the servers in it skip fsync and their data go at the end."""
    changes = {"CLAIMDESK_VAR": str(folder), "CLAIMDESK_EMBEDDED_FAST": "1"}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in changes.items():
            patch.setenv(name, value)
        for name in ("DATABASE_URL", "REDIS_URL"):
            patch.delenv(name, raising=False)
        try:
            yield folder
        finally:
            if (folder / "secrets.json").exists():
                shutil.rmtree(embedded.place(), ignore_errors=True)

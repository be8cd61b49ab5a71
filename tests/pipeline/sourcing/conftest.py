"""What the tests of sourcing share: a server outside, a guarded client that may reach it, a folder for copies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from claims.pipeline.sourcing.fetching import Fetcher
from claims.pipeline.sourcing.guard import Guard
from tests.pipeline.sourcing.loopback import Site, serving
from tests.pipeline.sourcing.newsroom import manners, recalled, wiki

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_django.fixtures import Settings

__all__ = ["manners", "recalled", "wiki"]

AGENT = "Claimdesk-tests/1 (+https://desk.example)"


@pytest.fixture
def site() -> Iterator[Site]:
    """A server on loopback."""
    with serving() as running:
        yield running


@pytest.fixture
def client(site: Site) -> Iterator[Fetcher]:
    """The guarded client of a newsroom that names the server as an exception."""
    with Fetcher(Guard.of([site.host]), user_agent=AGENT) as fetcher:
        yield fetcher


@pytest.fixture
def store(settings: Settings, tmp_path: Path) -> Path:
    """A folder of its own for the copies of pages."""
    folder = tmp_path / "snapshots"
    default = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(folder)},
    }
    settings.STORAGES = {**settings.STORAGES, "default": default}
    return folder

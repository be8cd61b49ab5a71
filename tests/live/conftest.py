"""A real live process for each test, and a newsroom in the database that it sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from factcheck.supervisor import running
from tests.ports import free_port
from tests.stories import Story, rehearse

if TYPE_CHECKING:
    from collections.abc import Iterator

SITE = "http://127.0.0.1:8765"


@pytest.fixture
def port(processes_see: dict[str, str]) -> Iterator[int]:
    """The port of a real live process, whose database pool holds four connections."""
    given = free_port()
    with running("live", port=given, environment=processes_see | {"SITE_URL": SITE, "DATABASE_POOL_SIZE": "4"}):
        yield given + 1


@pytest.fixture
def newsroom(port: int) -> Story:
    """A newsroom in the database that the live process sees."""
    return rehearse()

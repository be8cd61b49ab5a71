"""A folder of its own for every test that starts servers, and other processes that use them."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from factcheck.embedded.place import CHECKOUT
from tests.factcheck.own_folder import folder_of_its_own

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    StartUser = Callable[[str], subprocess.Popen[str]]

USES = """
import sys
from factcheck import embedded
with embedded.{server}():
    print("in", flush=True)
    sys.stdin.readline()
print("out", flush=True)
"""


@pytest.fixture
def var(tmp_path: Path) -> Iterator[Path]:
    """An empty CLAIMDESK_VAR."""
    with folder_of_its_own(tmp_path / "var") as folder:
        yield folder


@pytest.fixture
def inside(var: Path) -> Iterator[pytest.MonkeyPatch]:
    """Change the environment for as long as `var` lasts, and not an instant longer: pytest's own ends after it."""
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.fixture
def start_user() -> Iterator[StartUser]:
    """Start another process that uses a server until its standard input ends or it is killed."""
    started: list[subprocess.Popen[str]] = []

    def start(server: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", USES.format(server=server)],
            cwd=CHECKOUT,
            env=os.environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "in\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()

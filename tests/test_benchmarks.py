"""The benchmarks still run: what they import is there, and the newsroom that they pour in has all the pages they open."""

from __future__ import annotations

import ast
import importlib
import os
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.test import Client

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
OURS = ("benchmarks.", "claims.", "factcheck.", "tests.")
SCRIPTS = sorted((ROOT / "benchmarks").glob("*.py"))


@pytest.fixture(autouse=True)
def environment() -> Iterator[None]:
    """Undo what benchmarks set in the environment for processes of their own."""
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)


def imported(script: Path) -> list[tuple[str, str]]:
    """Return module and name of all that a script imports from this project, inside functions too."""
    nodes = [node for node in ast.walk(ast.parse(script.read_text("utf-8"))) if isinstance(node, ast.ImportFrom)]
    return [
        (node.module, name.name)
        for node in nodes
        if node.module and node.module.startswith(OURS)
        for name in node.names
    ]


def is_there(module: str, name: str) -> bool:
    found = importlib.import_module(module)
    if name == "*" or hasattr(found, name):
        return True
    try:
        importlib.import_module(f"{module}.{name}")
    except ImportError:
        return False
    return True


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_what_a_benchmark_imports_from_us_is_there(script: Path) -> None:
    assert [f"{module}.{name}" for module, name in imported(script) if not is_there(module, name)] == []


def test_a_newsroom_is_poured_in_and_every_page_that_is_measured_opens(committed_db: str, queue: str) -> None:
    from benchmarks.desk_pages import pages
    from benchmarks.newsroom import Newsroom
    from claims.models import Claim, User

    Newsroom(2_000).fill()
    assert Claim.objects.count() == 2_000

    clients: dict[str, Client] = {}
    answers = {}
    for name, (who, address) in pages().items():
        if who not in clients:
            clients[who] = Client()
            clients[who].force_login(User.objects.get(username=who))
        answers[name] = clients[who].get(address, follow=True).status_code
    assert {name: status for name, status in answers.items() if status != HTTPStatus.OK} == {}

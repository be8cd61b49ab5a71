"""Answers that mean harm end in a clear refusal, soon and at little cost."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.lab.hostile import HARMS, harmful

ROOT = Path(__file__).resolve().parent.parent.parent
SECONDS, KILOBYTES = 5.0, 64_000


@pytest.fixture(scope="module")
def costs() -> dict[str, dict[str, Any]]:
    """What came of each, fetched one after the other in another process."""
    with harmful() as port:
        done = subprocess.run(
            [sys.executable, "-m", "tests.lab.fetch_all", f"127.0.0.1:{port}", *HARMS],
            cwd=ROOT, capture_output=True, text=True, timeout=240, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return {line["path"]: line for line in map(json.loads, done.stdout.splitlines())}


@pytest.mark.parametrize("path", HARMS)
def test_it_ends_in_a_clear_refusal(costs: dict[str, dict[str, Any]], path: str) -> None:
    assert costs[path]["outcome"] in {"Refused", "Unreachable"}, costs[path]["words"]
    assert costs[path]["words"].endswith(".")


@pytest.mark.parametrize("path", HARMS)
def test_it_costs_little(costs: dict[str, dict[str, Any]], path: str) -> None:
    assert costs[path]["seconds"] < SECONDS
    assert costs[path]["kilobytes"] < KILOBYTES


def test_a_bomb_is_recognised_at_once(costs: dict[str, dict[str, Any]]) -> None:
    assert costs["/bomb"]["words"] == "The page unpacks to more than it may."
    assert costs["/bomb"]["seconds"] < 1.0

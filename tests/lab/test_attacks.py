"""No address that anyone can write makes the guarded client knock at a door that is not public."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.lab.attacks import ATTACKS
from tests.lab.surfaces import DOCUMENTS

ROOT = Path(__file__).resolve().parent.parent.parent
ALONE = (
    ["unshare", "--net", "--mount"]
    if os.geteuid() == 0
    else ["unshare", "--user", "--map-root-user", "--net", "--mount"]
)


def why_not() -> str:
    """Say why this machine cannot have a network namespace, or nothing."""
    missing = [tool for tool in ("unshare", "ip", "mount") if shutil.which(tool) is None]
    if missing:
        return f"{', '.join(missing)} not installed"
    tried = subprocess.run([*ALONE, "ip", "link", "set", "lo", "up"], capture_output=True, text=True, timeout=20)
    return tried.stderr.strip() or "unshare failed" if tried.returncode else ""


def carry_out(which: str, folder: Path) -> dict[str, dict[str, Any]]:
    """Run the lab with one of the two clients; skip where there are no namespaces, unless they are required."""
    reason = why_not()
    if reason:
        words = f"no network namespace here: {reason}"
        if "netns" in os.environ.get("CLAIMDESK_REQUIRE", ""):
            pytest.fail(words)
        pytest.skip(words)
    done = subprocess.run(
        [*ALONE, sys.executable, "-m", "tests.lab.town", which, str(folder)],
        cwd=ROOT, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return {line["attack"]: line for line in lines}


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What came of each attack on our client."""
    return carry_out("guarded", tmp_path_factory.mktemp("guarded"))


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What came of each attack on the library as it comes."""
    return carry_out("stock", tmp_path_factory.mktemp("stock"))


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_reaches_nothing_that_is_not_public(guarded: dict[str, dict[str, Any]], attack: str) -> None:
    assert guarded[attack]["reached"] == []


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_form_reaches_nothing_that_is_not_public(guarded: dict[str, dict[str, Any]], attack: str) -> None:
    assert guarded[f"form: {attack}"]["reached"] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_makes_its_reader_fetch_nothing(guarded: dict[str, dict[str, Any]], name: str) -> None:
    assert guarded[f"document: {name}"]["reached"] == []


def test_some_of_these_documents_are_read(guarded: dict[str, dict[str, Any]]) -> None:
    read = [name for name in DOCUMENTS if guarded[f"document: {name}"]["outcomes"] == ["read"] * 3]

    assert len(read) >= 8


def test_there_are_more_attacks_than_were_measured_elsewhere() -> None:
    assert len(ATTACKS) >= 41


def test_the_lab_itself_can_be_broken_into(stock: dict[str, dict[str, Any]]) -> None:
    through = [name for name in ATTACKS if stock[name]["reached"]]

    assert len(through) >= 28


@pytest.mark.parametrize("page", ["a public page", "a public page over IPv6", "the newsroom's own host"])
def test_the_client_still_fetches_what_it_may(guarded: dict[str, dict[str, Any]], page: str) -> None:
    assert guarded[page]["outcomes"] == ["fetched 200"] * 3


HARMLESS = {
    "a name that changes its mind",
    "a name that changes its mind later",
    "a name that changes its mind to public",
    "redirect with a backslash",
    "other service advertised",
    "refresh header",
}
"""Attacks that may end with a page, as long as it is a public one."""


def test_every_other_attack_ends_in_a_refusal(guarded: dict[str, dict[str, Any]]) -> None:
    fetched = {name for name in ATTACKS if any(outcome.startswith("fetched") for outcome in guarded[name]["outcomes"])}

    assert fetched <= HARMLESS


def test_no_attack_takes_long(guarded: dict[str, dict[str, Any]]) -> None:
    assert max(line["seconds"] for line in guarded.values()) < 15

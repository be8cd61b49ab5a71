"""The command line: servers only where a command needs them, and one clear line for what a person can mend."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from factcheck import embedded
from factcheck.embedded.account import ESTATE
from factcheck.embedded.place import CHECKOUT
from tests.factcheck.left_behind import others

if TYPE_CHECKING:
    from pathlib import Path


def manage(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=CHECKOUT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        stdin=subprocess.DEVNULL,
    )


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    """What a failed command said, which must be a single line on standard error and no traceback."""
    assert done.returncode != 0
    assert done.stdout == ""
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    return lines[0]


@pytest.mark.parametrize("words", [["help"], ["version"], ["check"], ["migrate", "--help"], ["desk", "--help"], []])
def test_a_command_without_need_of_the_database_starts_none(var: Path, words: list[str]) -> None:
    assert manage(*words).returncode == 0
    assert not (var / "log").exists()


def test_a_command_that_needs_the_database_starts_it_and_stops_it(var: Path) -> None:
    assert manage("migrate").returncode == 0

    shown = manage("showmigrations", "claims")

    assert "[X] 0001_initial" in shown.stdout
    assert (var / "log" / "postgres.log").exists()
    assert others(var) == {}


def test_a_database_without_tables_says_what_to_do(var: Path) -> None:
    assert "Run `manage.py migrate`" in one_line(manage("clearsessions"))


def test_an_unreachable_database_is_told_in_one_line(var: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # bound, but nobody listens
        port = closed.getsockname()[1]
        url = f"postgresql://desk:hidden@127.0.0.1:{port}/desk"

        for words in (["showmigrations"], ["clearsessions"], ["desk", "--once", "--port", "18000"]):
            said = one_line(manage(*words, DATABASE_URL=url))
            assert f"The database at 127.0.0.1:{port} cannot be reached (connection refused)" in said
            assert "hidden" not in said


def test_a_host_that_does_not_exist_is_told_in_one_line(var: Path) -> None:
    said = one_line(manage("showmigrations", DATABASE_URL="postgresql://desk:x@nowhere.invalid/desk"))

    assert said.startswith("claimdesk: The database at nowhere.invalid cannot be reached")


def test_a_wrong_password_and_a_missing_database_are_told_in_one_line(var: Path) -> None:
    with embedded.postgres():
        right = embedded.database_urls()[0]
        wrong = right.replace(embedded.secret("claimdesk"), "guessed")

        assert "refuses the user or the password of DATABASE_URL" in one_line(
            manage("showmigrations", DATABASE_URL=wrong)
        )
        gone = one_line(manage("showmigrations", DATABASE_URL=right.removesuffix("/claimdesk") + "/nosuch"))
        assert 'database "nosuch" does not exist' in gone


def test_an_unreachable_queue_is_told_in_one_line(var: Path) -> None:
    said = one_line(manage("desk", "--once", "--port", "18000", REDIS_URL="redis://:hidden@127.0.0.1:1/0"))

    assert said.startswith("claimdesk: The queue at 127.0.0.1:1 cannot be reached")
    assert "hidden" not in said


def test_a_taken_port_is_told_in_one_line_before_anything_starts(var: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        assert f"Port {port} is taken" in one_line(manage("desk", "--once", "--port", str(port)))
        assert f"Port {port} is taken" in one_line(manage("desk", "--once", "--port", str(port - 1)))
    assert not (var / "log").exists()


def test_a_wrong_setting_is_told_in_one_line(var: Path) -> None:
    said = one_line(manage("check", SITE_URL="facts.example.org"))

    assert "SITE_URL is 'facts.example.org'" in said


def test_a_folder_that_cannot_be_written_is_told_in_one_line(var: Path) -> None:
    var.write_text("a file where the folder should be")

    assert str(var) in one_line(manage("check"))
    assert str(var) in one_line(manage("migrate"))


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("unshare"), reason="mounts a small disk for itself alone")
@pytest.mark.parametrize("size", ["30m", "62m"])  # full with the programs' copy; full with the first of the data
def test_a_full_disk_below_the_database_is_told_in_one_line(var: Path, size: str) -> None:
    mount = f"mount -t tmpfs -o size={size},mode=0755 none {ESTATE} && exec {sys.executable} manage.py migrate"
    ESTATE.mkdir(mode=0o755, exist_ok=True)

    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", mount],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )

    assert f"The disk that holds {ESTATE}" in one_line(done)


def test_an_error_of_ours_keeps_its_traceback(var: Path) -> None:
    done = manage("collectstatic", "--noinput", STATIC_ROOT=str(CHECKOUT / "manage.py" / "impossible"))

    assert done.returncode == 1
    assert "Traceback" in done.stderr
    assert "NotADirectoryError" in done.stderr


def test_starting_over_asks_first(var: Path) -> None:
    embedded.secret("key")

    assert "Add --yes" in one_line(manage("desk", "--fresh", "--once"))
    assert (var / "secrets.json").exists()


def test_starting_over_is_refused_while_the_desk_runs(var: Path) -> None:
    with embedded.postgres():
        assert "still runs. Stop it first" in one_line(manage("desk", "--fresh", "--yes", "--once"))
        assert (embedded.place() / "postgres").exists()


def test_starting_over_leaves_a_database_elsewhere_alone(var: Path) -> None:
    said = one_line(manage("desk", "--fresh", "--yes", "--once", DATABASE_URL="postgresql://elsewhere/x"))

    assert "DATABASE_URL names another one" in said

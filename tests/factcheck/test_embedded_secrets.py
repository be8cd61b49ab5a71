"""The strongbox: one value for every process, for its owner's eyes only."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from factcheck import embedded
from factcheck.embedded.errors import explained
from factcheck.embedded.place import CHECKOUT, home

if TYPE_CHECKING:
    from pathlib import Path


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_processes_that_ask_at_once_get_the_same_secret(var: Path) -> None:
    ask = [sys.executable, "-c", "from factcheck import embedded; print(embedded.secret('fresh'))"]
    asking = [subprocess.Popen(ask, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True) for _ in range(6)]

    answers = {process.communicate()[0].strip() for process in asking}

    assert len(answers) == 1
    assert len(answers.pop()) == 43


def test_secrets_are_kept_where_only_their_owner_reads(var: Path) -> None:
    before = embedded.secret("key")

    assert embedded.secret("key") == before
    assert embedded.secret("another") != before
    assert (var / "secrets.json").stat().st_mode & 0o777 == 0o600
    assert var.stat().st_mode & 0o777 == 0o700


def test_a_folder_that_was_there_before_keeps_its_mode(var: Path) -> None:
    var.mkdir(mode=0o755)
    var.chmod(0o755)

    embedded.secret("key")

    assert var.stat().st_mode & 0o777 == 0o755


def test_a_damaged_file_of_secrets_is_named_and_left_alone(var: Path) -> None:
    var.mkdir()
    (var / "secrets.json").write_text("{")

    with pytest.raises(embedded.CannotStart, match=r"secrets\.json is damaged"):
        embedded.secret("key")
    assert (var / "secrets.json").read_text() == "{"
    (var / "secrets.json").unlink()


def test_reading_the_addresses_starts_nothing_and_needs_no_django(var: Path) -> None:
    loaded = run(
        "import sys; from factcheck import embedded; embedded.database_urls(); embedded.redis_url();"
        "print({'django', 'psycopg', 'redis'} & set(sys.modules))"
    )

    assert loaded == "set()"
    assert not list(var.glob("log/*"))


def test_a_relative_folder_is_the_same_for_every_working_directory(var: Path, inside: pytest.MonkeyPatch) -> None:
    inside.setenv("CLAIMDESK_VAR", "somewhere")
    inside.chdir(var.parent)

    assert home() == var.parent / "somewhere"


def test_a_full_disk_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(embedded.CannotStart, match=r"^The disk that holds .* is full\."), explained(tmp_path):
        os.write(os.open("/dev/full", os.O_WRONLY), b"x")


def test_a_folder_of_somebody_else_is_said_in_one_line(var: Path) -> None:
    var.mkdir(mode=0o700)
    var.chmod(0o500)
    code = (
        "import os; from factcheck import embedded\n"
        "if os.geteuid() == 0: os.seteuid(65534)\n"  # root may write anywhere; nobody may not
        "try: embedded.secret('key')\n"
        "except embedded.CannotStart as trouble: print(trouble)"
    )

    said = run(code)

    assert "may not use" in said
    assert str(var) in said
    assert "CLAIMDESK_VAR" in said
    assert "\n" not in said

"""`manage.py desk` as a person runs it: first start, second start, stop, start over. All in one newsroom."""

from __future__ import annotations

import http.client
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from factcheck import embedded
from factcheck.embedded.place import CHECKOUT
from tests.factcheck.left_behind import others, wait_for_silence
from tests.factcheck.own_folder import folder_of_its_own
from tests.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes through /proc")

PASSWORD = re.compile(r"│ (\w+) +│ [\w ]+ │ (\S{16}) │")


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder whose desk has run once, offline but for this machine."""
    with (
        folder_of_its_own(tmp_path_factory.mktemp("newsroom") / "var") as folder,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv("PROVIDERS", "archive")
        patch.setenv("COLUMNS", "160")
        done = desk("--once", "--port", str(free_port()))
        (folder / "first-run.txt").write_text(done.stdout + done.stderr)
        assert done.returncode == 0, done.stdout + done.stderr
        yield folder


def desk(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "desk", *words],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
        stdin=subprocess.DEVNULL,
    )


@contextmanager
def serving(port: int) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A desk that serves, and what it said until then; killed at the end if it still runs."""
    command = [sys.executable, "manage.py", "desk", "--port", str(port)]
    process = subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout is not None
    said = ""
    try:
        while "API docs" not in said:
            line = process.stdout.readline()
            assert line, said
            said += line
        yield process, said
    finally:
        process.kill()
        process.communicate()


def status(port: int, path: str) -> int:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=90)
    try:
        line.request("GET", path)
        return line.getresponse().status
    finally:
        line.close()


def test_the_first_run_shows_claims_people_and_addresses(newsroom: Path) -> None:
    said = (newsroom / "first-run.txt").read_text()

    assert int(re.search(r"(\d+) claims", said).group(1)) >= 15  # type: ignore[union-attr]
    assert len(PASSWORD.findall(said)) == 5
    for path in ("/desk/", "/api/v1/", "/api/docs/"):
        assert path in said
    assert "Finding sources" in said
    assert others(newsroom) == {}


def test_a_second_start_keeps_all_and_serves_until_it_is_told_to_stop(newsroom: Path) -> None:
    port = free_port()
    with serving(port) as (process, said):
        assert not PASSWORD.findall(said)
        assert status(port, "/desk/") in (200, 302)
        assert status(port, "/api/v1/articles/") == 200

        before = time.monotonic()
        process.send_signal(signal.SIGTERM)

        assert process.wait(20) == 0
        assert time.monotonic() - before < 10
    assert others(newsroom) == {}


def test_ctrl_c_stops_it_too_and_a_second_one_changes_nothing(newsroom: Path) -> None:
    with serving(free_port()) as (process, _):
        process.send_signal(signal.SIGINT)
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)

        assert process.wait(20) == 0
    assert others(newsroom) == {}


def test_a_killed_desk_leaves_nothing_behind_and_starts_again(newsroom: Path) -> None:
    with serving(free_port()) as (process, _):
        process.kill()
        assert wait_for_silence(newsroom, seconds=15) == {}

    with serving(free_port()) as (_, said):
        assert "/desk/" in said


def test_starting_over_brings_an_empty_desk_with_new_people(newsroom: Path) -> None:
    before = PASSWORD.findall((newsroom / "first-run.txt").read_text())
    (newsroom / "notes-of-the-editor.txt").write_text("not ours")

    done = desk("--fresh", "--yes", "--once", "--port", str(free_port()))

    after = PASSWORD.findall(done.stdout)
    assert done.returncode == 0, done.stderr
    assert len(after) == 5
    assert not set(before) & set(after)
    assert (newsroom / "notes-of-the-editor.txt").read_text() == "not ours"
    assert others(newsroom) == {}


def test_a_database_and_a_queue_started_by_hand_serve_as_well(newsroom: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with embedded.postgres(), embedded.valkey():
        application, owner = embedded.database_urls()
        monkeypatch.setenv("DATABASE_URL", application)
        monkeypatch.setenv("DATABASE_OWNER_URL", owner)
        monkeypatch.setenv("REDIS_URL", embedded.redis_url())

        done = desk("--once", "--port", str(free_port()))

        assert done.returncode == 0, done.stderr
        assert " claims" in done.stdout

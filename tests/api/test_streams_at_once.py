"""Whole lists for slow readers: they hold up one another, and never the pages, the lists and the desk."""

from __future__ import annotations

import socket
import time
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import pytest
from django.db import connections
from django.test import Client, override_settings

from claims.api.streams import SEATS
from factcheck.supervisor import running
from tests.api.asking import API
from tests.api.test_schemathesis import connection_kept
from tests.ports import free_port
from tests.stories import Story, rehearse

if TYPE_CHECKING:
    from collections.abc import Iterator

NDJSON = "application/x-ndjson"
FAT = 4_000_000
"""Bytes that make a document so long that no list of them fits into what lies between the server and a reader who stops."""


@override_settings(API_STREAMS_AT_ONCE=1)
@pytest.mark.parametrize("path", ["verdicts/", "corrections/", "verdicts/?fields=sequence"])
@pytest.mark.parametrize("encoding", ["identity", "br", "gzip"])
def test_a_list_too_many_is_told_to_wait_and_a_reader_who_goes_makes_room(
    story: Story, path: str, encoding: str
) -> None:
    story.correct(story.publish(1))
    given = {"Accept": NDJSON, "Accept-Encoding": encoding}
    first = Client().get(f"{API}/{path}", headers=given)

    refused = Client().get(f"{API}/verdicts/", headers={"Accept": "text/csv"})

    assert (refused.status_code, refused["Content-Type"]) == (503, "application/problem+json")
    assert int(refused["Retry-After"]) > 0
    assert "whole lists" in refused.json()["detail"]
    assert Client().get(f"{API}/verdicts/").status_code == 200
    assert Client().head(f"{API}/verdicts/", headers=given).status_code == 200
    with connection_kept():
        first.close()  # not a byte of it was read
    second = Client().get(f"{API}/{path}", headers=given)
    assert second.status_code == 200
    assert second.getvalue()
    assert SEATS.taken == 0


@override_settings(API_STREAMS_AT_ONCE=1)
def test_a_list_that_fails_gives_its_seat_back(story: Story) -> None:
    story.publish(1)

    refused = Client().get(f"{API}/verdicts/?cursor=x", headers={"Accept": NDJSON})

    assert refused.status_code == 400
    assert SEATS.taken == 0


@contextmanager
def slow_reader(port: int) -> Iterator[socket.socket]:
    """Ask for a whole list, read its beginning, and stop."""
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        line.settimeout(120)
        line.connect(("127.0.0.1", port))
        line.sendall(f"GET {API}/verdicts/ HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: {NDJSON}\r\n\r\n".encode())
        yield line


def ask(port: int, path: str, accept: str = "*/*") -> tuple[int, bytes]:
    """Ask over a line of its own; return the status and the answer's first bytes."""
    with socket.create_connection(("127.0.0.1", port), timeout=90) as line:
        line.sendall(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: {accept}\r\nConnection: close\r\n\r\n".encode()
        )
        begun = line.recv(4_096)
    return int(begun.split(b" ")[1]), begun


def test_slow_readers_stop_neither_pages_nor_desk(processes_see: dict[str, str]) -> None:
    story = rehearse()
    for number in range(1, 6):
        story.publish(number)
    with connections["owner"].cursor() as cursor:  # far longer documents than the desk would write
        cursor.execute("ALTER TABLE claims_publisheddocument DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE claims_publisheddocument SET body = left(body, -1) || ',\"fat\":\"' || repeat('x', %s) || '\"}'",
            [FAT],
        )
    port = free_port()
    with running("web", port=port, environment=processes_see | {"WEB_THREADS": "2", "DATABASE_POOL_SIZE": "4"}):
        with ExitStack() as readers:
            first = readers.enter_context(slow_reader(port))
            assert b" 200 " in first.recv(100)
            time.sleep(1)
            others = [readers.enter_context(slow_reader(port)) for _number in range(4)]
            assert all(b" 503 " in each.recv(100) for each in others)
            status, begun = ask(port, f"{API}/verdicts/", NDJSON)
            assert (status, b"etry-" in begun) == (503, True)
            assert ask(port, f"{API}/verdicts/?limit=1")[0] == 200
            assert ask(port, "/")[0] == 200
            assert ask(port, "/desk/login/")[0] == 200
        for _try in range(50):  # until the server has seen that the reader is gone
            if ask(port, f"{API}/verdicts/", NDJSON)[0] == 200:
                break
            time.sleep(0.2)
        else:
            pytest.fail("A reader who left keeps its seat.")

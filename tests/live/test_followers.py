"""Following the ledger live: long polls and event streams of a real ASGI process, while others publish."""

from __future__ import annotations

import http.client
import json
import re
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from claims.desk import publication
from claims.models import LedgerHead, Publication
from factcheck.supervisor import running
from tests.live.conftest import SITE
from tests.live.watching import status_of, watching
from tests.ports import free_port

if TYPE_CHECKING:
    from claims.models import Claim
    from tests.stories import Story

EVENTS = "text/event-stream"


def poll(port: int, query: str) -> tuple[int, dict[str, Any]]:
    """Ask once, and wait for as long as it takes."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=90)
    line.request("GET", f"/live/changes?{query}")
    answer = line.getresponse()
    body = json.loads(answer.read()) if answer.status == 200 else {}
    line.close()
    return answer.status, body


def publish_all(story: Story, claims: list[Claim], *, at_once: int) -> None:
    """Publish from so many threads, each with a connection of its own."""

    def publish(claim: Claim) -> None:
        try:
            publication.publish(claim, by=story.people.editor, seen=claim.version)
        finally:
            connection.close()

    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(publish, claims))


def test_a_long_poll_answers_as_soon_as_something_is_published(newsroom: Story, port: int) -> None:
    newsroom.publish(1)
    assert [row["sequence"] for row in poll(port, "since=0&wait=30")[1]["results"]] == [1]
    claim = newsroom.approve(newsroom.spot(2))

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(poll, port, "since=1&wait=60")
        time.sleep(1.5)
        assert not waiting.done()
        publish_all(newsroom, [claim], at_once=1)
        status, page = waiting.result(timeout=60)

    assert (status, page["since"], page["next"]) == (200, 2, None)
    assert page["results"][0]["hash"] == LedgerHead.objects.get().hash


def test_a_long_poll_ends_with_an_empty_page_when_its_time_is_up(newsroom: Story, port: int) -> None:
    assert poll(port, "since=0&wait=1") == (200, {"next": None, "previous": None, "since": 0, "results": []})


def test_waiting_holds_no_database_connection(newsroom: Story, port: int) -> None:
    claim = newsroom.approve(newsroom.spot())
    with ThreadPoolExecutor(20) as pool:  # the pool of the live process holds four connections
        waiting = [pool.submit(poll, port, "since=0&wait=60") for _number in range(20)]
        time.sleep(2)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FILTER (WHERE state <> 'idle'), count(*) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            busy, known = cursor.fetchone()
        assert (busy, known <= 4) == (0, True)
        publish_all(newsroom, [claim], at_once=1)

        assert [each.result(timeout=60)[1]["since"] for each in waiting] == [1] * 20


def test_streams_miss_nothing_and_double_nothing_while_many_publish(newsroom: Story, port: int) -> None:
    claims = [newsroom.approve(newsroom.spot(number)) for number in range(1, 25)]
    with ExitStack() as open_streams, ThreadPoolExecutor(1) as pool:
        streams = [open_streams.enter_context(watching(port, "/live/changes", Accept=EVENTS)) for _ in range(3)]
        publishing = pool.submit(publish_all, newsroom, claims, at_once=8)
        heard = [[stream.event(within=60) for _claim in claims] for stream in streams]
        publishing.result()
        assert all(stream.is_silent() for stream in streams)

    rows = list(Publication.objects.order_by("sequence").values_list("sequence", "hash"))
    assert [sequence for sequence, _hash in rows] == list(range(1, 25))
    for each in heard:
        assert [(event["sequence"], event["hash"]) for event in each] == rows


def test_a_reader_who_lost_the_line_goes_on_where_it_was(newsroom: Story, port: int) -> None:
    claims = [newsroom.approve(newsroom.spot(number)) for number in range(1, 13)]
    heard: list[int] = []
    with ThreadPoolExecutor(1) as pool:
        publishing = pool.submit(publish_all, newsroom, claims, at_once=4)
        while len(heard) < len(claims):
            last = {"Last_Event_ID": str(heard[-1])} if heard else {}
            with watching(port, "/live/changes?since=0", Accept=EVENTS, **last) as stream:
                heard += [stream.event(within=60)["sequence"] for _number in range(3)]
        publishing.result()

    assert heard == list(range(1, 13))


def test_an_event_is_named_and_numbered_as_its_row(newsroom: Story, port: int) -> None:
    newsroom.retract(newsroom.publish(1))

    with watching(port, "/live/changes?since=1", Accept=EVENTS, Origin="https://reader.example.org") as stream:
        assert stream.response.getheader("Access-Control-Allow-Origin") == "*"
        assert stream.line() == "retry: 3000"
        assert [stream.line() for _number in range(3)][1:] == ["id: 2", "event: retracted"]


def told(
    port: int, path: str, *, method: str = "GET", **headers: str
) -> tuple[http.client.HTTPResponse, dict[str, Any]]:
    """Ask what is refused; return the answer and the problem that it holds."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=90)
    line.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = line.getresponse()
    problem: dict[str, Any] = json.loads(answer.read())
    line.close()
    assert answer.getheader("Content-Type") == "application/problem+json"
    assert answer.getheader("Access-Control-Allow-Origin") == "*"
    assert {"type", "title", "status", "detail"} <= set(problem) <= {"type", "title", "status", "detail", "errors"}
    assert problem["type"] == f"{SITE}/api/docs/#error-{answer.status}"
    assert (problem["status"], len(problem["detail"]) > 20) == (answer.status, True)
    return answer, problem


@pytest.mark.parametrize(
    ("query", "headers", "parameter"),
    [
        ("since=-1", {}, "since"),
        ("since=x", {}, "since"),
        ("wait=61", {}, "wait"),
        ("limit=101", {}, "limit"),
        ("since=99999999999999999999", {}, "since"),
        ("until=7", {}, "until"),
        ("", {"Accept": EVENTS, "Last_Event_ID": "nonsense"}, "Last-Event-ID"),
    ],
)
def test_what_cannot_be_read_is_refused_and_said_to_be_as_the_api_says_it(
    port: int, query: str, headers: dict[str, str], parameter: str
) -> None:
    answer, problem = told(port, f"/live/changes?{query}", **headers)

    assert answer.status == 400
    assert [each["parameter"] for each in problem["errors"]] == [parameter]
    answer, problem = told(port, "/live/changes", method="POST")
    assert (answer.status, answer.getheader("Allow"), "GET" in problem["detail"]) == (405, "GET", True)
    assert status_of(port, "/live/changes", method="HEAD") == 405


def test_one_address_has_twenty_lines(newsroom: Story, port: int) -> None:
    with ExitStack() as open_streams:
        for _number in range(20):
            assert open_streams.enter_context(watching(port, "/live/changes", Accept=EVENTS)).status == 200
        answer, problem = told(port, "/live/changes", Accept=EVENTS)
        assert answer.status == 429
        assert int(answer.getheader("Retry-After") or 0) > 0
        assert "Retry-After" in problem["detail"]


def test_without_a_database_followers_are_told_when_to_come_back(processes_see: dict[str, str]) -> None:
    given = free_port()
    nowhere = re.sub(r"@[^/]*/", "@127.0.0.1:9/", processes_see["DATABASE_URL"])
    seen = processes_see | {"SITE_URL": SITE, "DATABASE_URL": nowhere}
    with running("live", port=given, environment=seen):
        answer, problem = told(given + 1, "/live/changes?since=0")

    assert answer.status == 503
    assert int(answer.getheader("Retry-After") or 0) > 0
    assert "database" in problem["detail"]

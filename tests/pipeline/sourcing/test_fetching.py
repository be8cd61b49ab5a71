"""The guarded client against a real server."""

from __future__ import annotations

import gzip
import socket
import struct
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import httpx2
import pytest

from claims.pipeline.sourcing.bodies import Limits
from claims.pipeline.sourcing.fetching import DATA_TYPES, Fetcher, origin
from claims.pipeline.sourcing.guard import Guard
from claims.pipeline.sourcing.problems import Refused, Unreachable
from tests.pipeline.sourcing.loopback import Reply, as_json, serving

if TYPE_CHECKING:
    from tests.pipeline.sourcing.loopback import Site


def test_a_page_comes_with_all_that_is_kept_of_it(site: Site, client: Fetcher) -> None:
    site.page("/a", "<p>words</p>", headers=(("ETag", '"1"'), ("Set-Cookie", "id=1"), ("Last-Modified", "yesterday")))

    page = client.get(f"{site.url}/a")

    assert (page.status, page.body, page.ip, page.content_type) == (200, b"<p>words</p>", "127.0.0.1", "text/html")
    assert page.requested_url == page.url == f"{site.url}/a"
    assert page.header("etag") == '"1"'
    assert page.header("set-cookie") == ""


def test_redirects_are_followed_and_remembered(site: Site, client: Fetcher) -> None:
    site.page("/old", "", status=301, headers=(("Location", "/newer"),))
    site.page("/newer", "", status=302, headers=(("Location", f"{site.url}/newest?a=1"),))
    site.page("/newest", "here")

    page = client.get(f"{site.url}/old")

    assert page.body == b"here"
    assert page.requested_url == f"{site.url}/old"
    assert page.url == f"{site.url}/newest?a=1"
    assert [(each["status"], each["url"]) for each in page.redirects] == [
        (301, f"{site.url}/old"),
        (302, f"{site.url}/newer"),
    ]


def test_a_cookie_is_not_brought_to_the_next_page(site: Site, client: Fetcher) -> None:
    site.page("/a", "", status=302, headers=(("Location", "/b"), ("Set-Cookie", "id=1; Path=/")))
    site.page("/b", "b")

    client.get(f"{site.url}/a")
    client.get(f"{site.url}/b")

    assert all("cookie" not in asked.headers for asked in site.asked)


def test_a_key_is_not_shown_to_the_host_that_a_redirect_leads_to(site: Site) -> None:
    with serving() as other, Fetcher(Guard.of([site.host, f"localhost:{other.port}"]), user_agent="x") as client:
        site.page("/a", "", status=302, headers=(("Location", f"http://localhost:{other.port}/b"),))
        other.page("/b", "b")

        client.get(f"{site.url}/a", headers={"X-Subscription-Token": "secret"})

        assert site.asked[0].headers["x-subscription-token"] == "secret"
        assert "x-subscription-token" not in other.asked[0].headers


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ("https://a.example:443/b?c", True),
        ("https://A.EXAMPLE/", True),
        ("http://a.example/", False),
        ("https://a.example:8443/", False),
        ("https://b.a.example/", False),
    ],
)
def test_a_server_is_told_by_scheme_host_and_port(other: str, same: bool) -> None:
    assert (origin(httpx2.URL("https://a.example/")) == origin(httpx2.URL(other))) is same


def test_the_client_says_who_it_is(site: Site, client: Fetcher) -> None:
    site.page("/a", "a")

    client.get(f"{site.url}/a")

    assert site.asked[0].headers["user-agent"] == "Claimdesk-tests/1 (+https://desk.example)"
    assert site.asked[0].headers["accept-encoding"] == "gzip"


def test_a_packed_page_is_unpacked(site: Site, client: Fetcher) -> None:
    site.page("/a", gzip.compress(b"<p>words</p>" * 1000), headers=(("Content-Encoding", "gzip"),))

    assert client.get(f"{site.url}/a").body == b"<p>words</p>" * 1000


def test_a_page_that_is_packed_in_several_parts_is_read_to_its_end(site: Site, client: Fetcher) -> None:
    parts = [gzip.compress(f"<p>{number}</p>".encode() * 9_000) for number in range(5)]
    site.page("/a", b"".join(parts) + b"\0" * 512, headers=(("Content-Encoding", "gzip"),))

    body = client.get(f"{site.url}/a").body

    assert body == b"".join(f"<p>{number}</p>".encode() * 9_000 for number in range(5))


@pytest.mark.parametrize(
    ("tail", "words"),
    [
        (b"and more, not packed", "not packed as it says"),
        (gzip.compress(b"more")[:-6], "broke off in the middle"),
        (gzip.compress(b"") * 5_000, "in too many parts"),
        (gzip.compress(b"\0" * 11_000_000), "unpacks to more than it may"),
    ],
    ids=["plain", "cut", "many", "bomb"],  # a packed part holds the second in which it was made
)
def test_what_comes_after_the_first_part_is_looked_at(site: Site, client: Fetcher, tail: bytes, words: str) -> None:
    site.page("/a", gzip.compress(b"<p>words</p>") + tail, headers=(("Content-Encoding", "gzip"),))

    with pytest.raises(Refused, match=words):
        client.get(f"{site.url}/a")


def test_an_empty_answer_may_call_itself_packed(site: Site, client: Fetcher) -> None:
    site.page("/a", b"", headers=(("Content-Encoding", "gzip"),))

    assert client.get(f"{site.url}/a").body == b""


def test_questions_are_added_to_those_in_the_address(site: Site, client: Fetcher) -> None:
    site.routes["/a"] = lambda asked: as_json(asked.query)

    answer = client.get(f"{site.url}/a?key=1", params={"q": "Zürich & more", "n": 5}, types=DATA_TYPES)

    assert answer.json("It") == {"key": "1", "q": "Zürich & more", "n": "5"}


@pytest.mark.parametrize(
    ("status", "problem", "words"),
    [
        (404, Refused, "has no such page"),
        (403, Refused, "refused us"),
        (410, Refused, "has taken the page down"),
        (418, Refused, "did not give the page"),
        (429, Unreachable, "asks us to slow down"),
        (408, Unreachable, "has trouble"),
        (425, Refused, "did not give the page"),
        (500, Unreachable, "has trouble"),
        (501, Unreachable, "has trouble"),
        (520, Unreachable, "has trouble"),
        (503, Unreachable, "has trouble"),
    ],
)
def test_errors_are_told_apart(site: Site, client: Fetcher, status: int, problem: type[Exception], words: str) -> None:
    site.page("/a", "sorry", status=status)

    with pytest.raises(problem, match=words):
        client.get(f"{site.url}/a").expect_ok("The site")


@pytest.mark.parametrize(("asked", "seconds"), [("120", 120.0), ("soon", None), ("-5", None), ("9" * 30, 86_400.0)])
def test_a_wait_that_was_asked_for_is_read(site: Site, client: Fetcher, asked: str, seconds: float | None) -> None:
    site.page("/a", "later", status=503, headers=(("Retry-After", asked),))

    with pytest.raises(Unreachable) as caught:
        client.get(f"{site.url}/a").expect_ok("The site")

    assert caught.value.retry_after == seconds


def test_nobody_at_home_is_unreachable() -> None:
    with serving() as gone:
        pass
    with (
        Fetcher(Guard.of([gone.host]), user_agent="x") as client,
        pytest.raises(Unreachable, match="cannot be reached"),
    ):
        client.get(f"{gone.url}/")


def test_an_unknown_name_is_unreachable(client: Fetcher) -> None:
    with pytest.raises(Unreachable, match="cannot be reached"):
        client.get("http://nowhere.invalid/")


def test_the_time_for_a_page_is_a_whole(site: Site, client: Fetcher) -> None:
    release = threading.Event()
    site.routes["/slow"] = lambda _asked: Reply(b"late") if release.wait(5) else Reply(b"")

    with pytest.raises(Unreachable, match="did not answer in time"):
        client.get(f"{site.url}/slow", limits=Limits(first_byte=0.3))
    release.set()


def test_something_else_than_a_page_is_refused(site: Site, client: Fetcher) -> None:
    site.page("/film", b"\0" * 100, kind="video/mp4")

    with pytest.raises(Refused, match="This is video/mp4"):
        client.get(f"{site.url}/film")


def test_the_client_serves_many_threads_at_once(site: Site, client: Fetcher) -> None:
    for number in range(20):
        site.page(f"/{number}", f"page {number}")

    with ThreadPoolExecutor(16) as threads:
        pages = list(threads.map(lambda number: client.get(f"{site.url}/{number % 20}"), range(200)))

    assert [page.body for page in pages] == [f"page {number % 20}".encode() for number in range(200)]


def test_a_form_is_sent_and_its_answer_read(site: Site, client: Fetcher) -> None:
    site.routes["/save"] = lambda asked: as_json({"form": asked.form})

    answer = client.post(f"{site.url}/save", form={"url": "https://a.example/?b=c&d"}, headers={"X-Key": "k"})

    assert answer.json("The server") == {"form": {"url": "https://a.example/?b=c&d"}}
    assert site.asked[-1].headers["x-key"] == "k"


def test_a_form_is_not_carried_elsewhere_by_a_redirect(site: Site, client: Fetcher) -> None:
    site.page("/save", "", status=307, headers=(("Location", "/elsewhere"),))

    assert client.post(f"{site.url}/save", form={"url": "x"}).status == 307
    assert [asked.path for asked in site.asked] == ["/save"]


def test_a_form_goes_to_no_address_that_is_not_public(client: Fetcher) -> None:
    with pytest.raises(Refused):
        client.post("http://169.254.169.254/save", form={"url": "x"})


def test_a_server_that_answers_a_form_and_hangs_up_at_once_breaks_nothing() -> None:
    answered = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
    with socket.create_server(("127.0.0.1", 0)) as door:

        def serve() -> None:
            visitor, _from = door.accept()
            with visitor:
                visitor.recv(16)  # the rest is never read: closing resets the connection
                visitor.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                visitor.sendall(answered)

        threading.Thread(target=serve, daemon=True).start()
        host = f"127.0.0.1:{door.getsockname()[1]}"
        with Fetcher(Guard.of([host]), user_agent="test") as client:
            try:
                outcome = str(client.post(f"http://{host}/save", form={"url": "x" * 2_000}).status)
            except Unreachable as problem:
                outcome = str(problem)

    assert outcome == "200" or outcome.startswith("127.0.0.1")

"""What sites ask robots to leave alone."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from claims.pipeline.sourcing.fetching import Fetcher
from claims.pipeline.sourcing.guard import Guard
from claims.pipeline.sourcing.pages import fetch
from claims.pipeline.sourcing.problems import Refused, Unreachable
from claims.pipeline.sourcing.robots import Robots
from tests.pipeline.sourcing.certificates import self_signed
from tests.pipeline.sourcing.loopback import Reply, serving

if TYPE_CHECKING:
    from pathlib import Path

    from tests.pipeline.sourcing.loopback import Site


class Notebook:
    """A memory of one process, with the seconds for which it was asked to remember."""

    def __init__(self) -> None:
        """Begin empty."""
        self.known: dict[str, str] = {}
        self.seconds: dict[str, int] = {}

    def get(self, key: str) -> str | None:
        """Return what was remembered."""
        return self.known.get(key)

    def set(self, key: str, value: str, timeout: int) -> None:
        """Remember."""
        self.known[key], self.seconds[key] = value, timeout


@pytest.fixture
def notebook() -> Notebook:
    """What is remembered."""
    return Notebook()


@pytest.fixture
def robots(client: Fetcher, notebook: Notebook) -> Robots:
    """The rules of the server on loopback."""
    return Robots(client=client, memory=notebook, user_agent="Claimdesk/0.1 (+https://desk.example)")


def test_a_page_that_is_closed_to_us_is_refused(site: Site, robots: Robots) -> None:
    site.page("/robots.txt", "User-agent: claimdesk\nDisallow: /private/\n", kind="text/plain")

    with pytest.raises(Refused, match=r"asks robots to leave this page alone"):
        robots.check(f"{site.url}/private/a")
    robots.check(f"{site.url}/open")


def test_rules_for_all_robots_are_ours_too(site: Site, robots: Robots) -> None:
    site.page("/robots.txt", "User-agent: *\nDisallow: /\nAllow: /news\n", kind="text/plain")

    robots.check(f"{site.url}/news/1")
    with pytest.raises(Refused):
        robots.check(f"{site.url}/other")


def test_a_site_without_rules_allows_everything(site: Site, robots: Robots) -> None:
    robots.check(f"{site.url}/anything")

    assert [asked.path for asked in site.asked] == ["/robots.txt"]


def test_a_site_in_trouble_is_waited_for(site: Site, robots: Robots, notebook: Notebook) -> None:
    site.page("/robots.txt", "trouble", status=503)

    with pytest.raises(Unreachable, match="does not say at the moment"):
        robots.check(f"{site.url}/a")

    assert list(notebook.seconds.values()) == [600]


def test_a_site_that_is_gone_is_waited_for(notebook: Notebook) -> None:
    with serving() as gone:
        pass

    with Fetcher(Guard.of([gone.host]), user_agent="x") as client, pytest.raises(Unreachable):
        Robots(client=client, memory=notebook, user_agent="x").check(f"{gone.url}/a")


def test_rules_are_asked_for_once_a_day(site: Site, robots: Robots, notebook: Notebook) -> None:
    site.page("/robots.txt", "User-agent: *\nDisallow: /x\n", kind="text/plain")

    for number in range(5):
        robots.check(f"{site.url}/{number}")

    assert len(site.asked) == 1
    assert list(notebook.seconds.values()) == [86_400]


def test_of_very_long_rules_the_first_half_megabyte_is_obeyed(site: Site, robots: Robots) -> None:
    rules = "User-agent: *\nDisallow: /private/\n" + "# words\n" * 100_000
    site.page("/robots.txt", f"{rules}Disallow: /late/\n", kind="text/plain")

    with pytest.raises(Refused, match="asks robots to leave this page alone"):
        robots.check(f"{site.url}/private/a")
    robots.check(f"{site.url}/late/a")


def test_long_rules_are_obeyed_when_packed_too(site: Site, robots: Robots) -> None:
    rules = "User-agent: *\nDisallow: /private/\n" + "# words\n" * 100_000
    packed = gzip.compress(rules.encode())
    site.page("/robots.txt", packed, kind="text/plain", headers=(("Content-Encoding", "gzip"),))

    with pytest.raises(Refused, match="asks robots to leave this page alone"):
        robots.check(f"{site.url}/private/a")


def test_rules_behind_a_bad_certificate_are_waited_for(notebook: Notebook, tmp_path: Path) -> None:
    with (
        self_signed(tmp_path) as host,
        Fetcher(Guard.of([host]), user_agent="x") as client,
        pytest.raises(Unreachable, match="does not say at the moment"),
    ):
        Robots(client=client, memory=notebook, user_agent="x").check(f"https://{host}/a")

    assert list(notebook.seconds.values()) == [600]


def test_rules_that_are_not_packed_as_they_say_are_waited_for(site: Site, robots: Robots) -> None:
    site.page("/robots.txt", "User-agent: *\n", kind="text/plain", headers=(("Content-Encoding", "gzip"),))

    with pytest.raises(Unreachable, match="does not say at the moment"):
        robots.check(f"{site.url}/a")


def test_rules_that_lead_round_in_circles_are_none(site: Site, robots: Robots) -> None:
    site.routes["/robots.txt"] = lambda _asked: Reply(status=302, headers=(("Location", "/robots.txt"),))

    robots.check(f"{site.url}/a")


def test_the_site_that_a_redirect_leads_to_is_asked_too(site: Site, notebook: Notebook) -> None:
    with serving() as other, Fetcher(Guard.of([site.host, other.host]), user_agent="x") as client:
        site.page("/a", "", status=302, headers=(("Location", f"{other.url}/closed"),))
        other.page("/robots.txt", "User-agent: *\nDisallow: /closed\n", kind="text/plain")
        other.page("/closed", "closed")

        with pytest.raises(Refused, match="asks robots to leave this page alone"):
            fetch(f"{site.url}/a", client, Robots(client=client, memory=notebook, user_agent="x"))

        assert [asked.path for asked in other.asked] == ["/robots.txt"]


def test_a_redirect_to_what_is_open_is_followed(site: Site, robots: Robots, client: Fetcher) -> None:
    site.page("/robots.txt", "User-agent: *\nDisallow: /closed\n", kind="text/plain")
    site.page("/a", "", status=302, headers=(("Location", "/b"),))
    site.page("/b", "here")

    assert fetch(f"{site.url}/a", client, robots).body == b"here"

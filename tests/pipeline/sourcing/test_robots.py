"""What sites ask robots to leave alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from claims.pipeline.sourcing.fetching import Fetcher
from claims.pipeline.sourcing.guard import Guard
from claims.pipeline.sourcing.problems import Refused, Unreachable
from claims.pipeline.sourcing.robots import Robots
from tests.pipeline.sourcing.loopback import serving

if TYPE_CHECKING:
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

"""How soon passages stand on the reviewer's screen after a provider has answered, the page being open in Chromium.

    uv run python -m benchmarks.first_passages [--claims 6]

Promise: within 3 s, the first search of a worker too. The whole desk runs as processes (web, live, worker) on loopback. Two
providers stand in: a wiki, which hands over texts, and a SearXNG, whose pages are fetched and read. Each holds its
answer back until the page is open and the question has come; the clock runs from the answer to the passage on the page.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import threading
import time
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING
from urllib.parse import quote

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
os.environ.setdefault("LOG_LEVEL", "ERROR")
QUEUE = os.environ["CLAIMDESK_QUEUE"] = f"first-passages-{os.getpid()}"  # of its own: other desks may share the broker
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the browser's driver keeps an event loop in this thread

import django

from benchmarks.promises import Promises
from benchmarks.sourcing import scratch_database

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

    from claims.models import Claim
    from tests.pipeline.sourcing.loopback import Asked, Reply, Site
    from tests.stories import Story

MOST_SECONDS = 3.0
HELD = 5.0
"""Seconds that an answer is held back at most: the guarded client gives a provider eight for its first byte."""
PAGES = 8


class Gate:
    """Holds the first answer of each search back until it may go."""

    def __init__(self, answer: Callable[[Asked], Reply]) -> None:
        """Stand before what answers."""
        self._answer = answer
        self.asked, self.let = threading.Event(), threading.Event()

    def close(self) -> None:
        """Wait for the next search."""
        self.asked.clear()
        self.let.clear()

    def answer(self, asked: Asked) -> Reply:
        """Answer once it may."""
        self.asked.set()
        self.let.wait(timeout=HELD)
        return self._answer(asked)


def wiki(site: Site) -> tuple[Gate, dict[str, str]]:
    """Install a wiki; return its gate and the settings that name it."""
    from tests.pipeline.sourcing.wiki import Wiki

    pages = Wiki()
    address = pages.install(site)
    gate = Gate(pages.answer)
    site.routes["/w/api.php"] = gate.answer
    return gate, {"PROVIDERS": "mediawiki", "MEDIAWIKI_API": address}


def web(site: Site) -> tuple[Gate, dict[str, str]]:
    """Install a SearXNG that finds eight pages a question, and the pages; return its gate and the settings."""
    from benchmarks.town_server import page
    from tests.pipeline.sourcing.loopback import Reply, as_json
    from tests.pipeline.sourcing.wiki import ANTONOV

    told = f"<p>{ANTONOV}</p>".encode()
    for number in range(PAGES):
        body = page(number).replace(b"</h1>", b"</h1>" + told, 1)
        site.routes[f"/{number}"] = lambda _asked, body=body: Reply(body)  # type: ignore[misc]
    found = [{"url": f"{site.url}/{number}", "title": f"Story {number}"} for number in range(PAGES)]
    gate = Gate(lambda _asked: as_json({"results": found, "unresponsive_engines": []}))
    site.routes["/search"] = gate.answer
    return gate, {"PROVIDERS": "searxng", "SEARXNG_URL": site.url, "FETCH_PAGES_A_SECOND": "1000"}


def processes_see(store: str) -> dict[str, str]:
    """Say in environment variables where the scratch database is."""
    from django.db import connections

    def url(alias: str) -> str:
        given = connections[alias].settings_dict
        user, password, host = (quote(str(given[name]), safe="") for name in ("USER", "PASSWORD", "HOST"))
        return f"postgresql://{user}:{password}@{host}:{given['PORT'] or 5432}/{given['NAME']}"

    return {
        "DATABASE_URL": url("default"),
        "DATABASE_OWNER_URL": url("owner"),
        "SNAPSHOT_FOLDER": store,
        "CLAIMDESK_QUEUE": QUEUE,
    }


@contextmanager
def opened(browser: Browser, root: str, claim: Claim, story: Story) -> Iterator[Page]:
    """Have the claim's page open in the editor's browser."""
    from tests.browser.windows import session_of

    context = browser.new_context()
    context.add_cookies([{"name": "sessionid", "value": session_of(story.people.editor), "url": root}])
    page = context.new_page()
    page.goto(f"{root}/desk/review/{claim.pk}/")
    page.wait_for_timeout(1_000)
    yield page
    context.close()


def idle() -> None:
    """Wait until the worker has done what the article and its claims left to do."""
    from claims.models import Job

    ends = time.monotonic() + 180
    while Job.objects.open().exists():
        if time.monotonic() > ends:
            raise SystemExit("The worker did not get through what was left to do.")
        time.sleep(0.2)


def seconds(browser: Browser, root: str, gate: Gate, claim: Claim, story: Story) -> float:
    """Assign a claim before an open page; return how long the first passage takes from the answer on."""
    from claims.desk import assignment

    idle()
    gate.close()
    with opened(browser, root, claim, story) as page:
        assignment.assign(claim, story.people.reviewer, by=story.people.editor, seen=claim.version)
        if not gate.asked.wait(timeout=30):
            raise SystemExit("Nobody asked the provider.")
        page.wait_for_timeout(1_000)
        answered = time.monotonic()
        gate.let.set()
        page.locator("[data-passage]", has_text="for consultations after").first.wait_for(timeout=30_000)
        return time.monotonic() - answered


def measured(
    told: Promises,
    browser: Browser,
    name: str,
    install: Callable[[Site], tuple[Gate, dict[str, str]]],
    story: Story,
    claims: list[Claim],
) -> None:
    """Run the desk beside one provider, and assign the claims one after the other."""
    from factcheck.supervisor import running
    from tests.pipeline.sourcing.loopback import serving
    from tests.ports import free_port

    port = free_port()
    with serving() as site, tempfile.TemporaryDirectory() as store:
        gate, settings = install(site)
        outside = {
            "FETCH_ALLOWED_HOSTS": site.host,
            "SITE_URL": f"http://127.0.0.1:{port}",
            "LIVE_URL": f"http://127.0.0.1:{port + 1}",
        }
        with running(
            "web", "live", "worker", port=port, children=1, environment=processes_see(store) | outside | settings
        ):
            first, *others = (seconds(browser, f"http://127.0.0.1:{port}", gate, claim, story) for claim in claims)
            gate.let.set()
    told.note(
        f"{name}: first passages {first:.2f} s after the answer in a worker's first search, then {statistics.median(others):.2f} s "
        f"(median of {len(others)})"
    )
    told.hold(f"{name}_slowest_first_passage_seconds", max(first, *others), "<=", MOST_SECONDS)


def main() -> int:
    """Measure both providers; return 1 where the promise is missed."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--claims", type=int, default=6)
    given = options.parse_args()
    told = Promises()
    django.setup()
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import ARGUMENTS, CHROMIUM

    if not CHROMIUM.exists():
        print(f"# skipped: {CHROMIUM} is not installed")
        return int("chromium" in os.environ.get("CLAIMDESK_REQUIRE", ""))

    with ExitStack() as servers:
        playwright = servers.enter_context(
            sync_playwright()
        )  # first: what is opened beside its event loop is closed there
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        servers.callback(browser.close)
        servers.enter_context(scratch_database(servers))
        from tests.desk import make_claim
        from tests.pipeline.sourcing.newsroom import RECALLED
        from tests.stories import rehearse

        story = rehearse()

        def some() -> list[Claim]:
            return [make_claim(story.article, by=story.people.editor, words=RECALLED) for _claim in range(given.claims)]

        measured(told, browser, "wiki", wiki, story, some())
        measured(told, browser, "web_search", web, story, some())
    return told.sum_up()


if __name__ == "__main__":
    sys.exit(main())

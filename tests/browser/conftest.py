"""A real browser at a real server: Chromium, the desk on a port of its own, a database in which commits are real."""

from __future__ import annotations

import os
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.windows import PATIENCE, window

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from playwright.sync_api import Browser
    from pytest_django.fixtures import SettingsWrapper

    from claims.models import Article, Claim, User
    from tests.browser.windows import Screen
    from tests.desk import People

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


def missing(words: str) -> None:
    """Skip with the reason, or fail where the environment promises a browser."""
    if "chromium" in os.environ.get("CLAIMDESK_REQUIRE", ""):
        pytest.fail(f"CLAIMDESK_REQUIRE names chromium, but {words}")
    pytest.skip(words)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Start the browser once a file. Its driver keeps an event loop in this thread, so Django is told that we know."""
    if not CHROMIUM.exists():
        missing(f"{CHROMIUM} is not installed")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    with pytest.MonkeyPatch.context() as environment, sync_playwright() as playwright:
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass(slots=True)
class Desk:
    """The desk as it stands on its port."""

    root: str
    people: People
    article: Article
    browser: Browser

    def screen(self, person: User | None, **wished: Any) -> AbstractContextManager[Screen]:
        """Sit a person down; None stays outside. What may be wished for stands at `window`."""
        return window(self.browser, self.root, person, **wished)


@contextmanager
def serving() -> Iterator[str]:
    """Serve the desk from a thread on a free port; the value is its address."""
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    from django.core.wsgi import get_wsgi_application

    class Quiet(WSGIRequestHandler):
        def log_message(self, *_given: object) -> None:
            """Say nothing."""

    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet, ipv6=False, allow_reuse_address=True)
    server.set_app(get_wsgi_application())
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)


@pytest.fixture
def desk(chromium: Browser, committed_db: str, settings: SettingsWrapper) -> Iterator[Desk]:
    """A small newsroom in a rehearsal, with the seed article taken in, behind a real server. No stream runs beside it."""
    settings.LIVE_URL = ""
    from claims.desk import newsroom
    from claims.models import Job
    from claims.models.job import JobState
    from tests.desk import hire_people, take_in_seed

    people = hire_people()
    newsroom.mark_as_rehearsal(by=people.chief)
    article = take_in_seed(people.chief)
    Job.objects.update(state=JobState.DONE)
    with serving() as root:
        yield Desk(root, people, article, chromium)


@pytest.fixture
def claims(desk: Desk) -> list[Claim]:
    """Three spotted claims of the article; two of their spans overlap."""
    from tests.desk import make_claim

    words = (
        "Russian President Vladimir Putin has challenged his US counterpart Joe Biden to take part in a live debate",
        "take part in a live debate following a controversial interview.",
        "Putin proposed holding the discussion as soon as possible.",
    )
    return [make_claim(desk.article, by=desk.people.editor, words=each) for each in words]

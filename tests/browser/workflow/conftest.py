"""A newsroom as it runs: web, live, worker and beat as processes of their own, before a database of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from factcheck.supervisor import running
from tests.browser.windows import window
from tests.browser.workflow.texts import PAGES
from tests.conftest import as_processes_see, database_of_its_own
from tests.desk import hire_people
from tests.pipeline.sourcing.loopback import serving
from tests.pipeline.sourcing.wiki import Wiki
from tests.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from playwright.sync_api import Browser
    from pytest_django.plugin import DjangoDbBlocker

    from claims.models import User
    from tests.browser.windows import Screen
    from tests.desk import People


@dataclass(frozen=True, slots=True)
class Opened:
    """Where the newsroom stands, and who works there."""

    root: str
    people: People


@dataclass(frozen=True, slots=True)
class Newsroom:
    """The newsroom, and the browser in which its people sit down."""

    opened: Opened
    browser: Browser

    @property
    def people(self) -> People:
        """Who works there."""
        return self.opened.people

    def seat(self, person: User | None, **wished: Any) -> AbstractContextManager[Screen]:
        """Open a person's window, or a reader's."""
        return window(self.browser, self.opened.root, person, **wished)


@pytest.fixture(scope="package")
def opened(
    template: str, django_db_blocker: DjangoDbBlocker, queue: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Opened]:
    """Open it once for all stories: a rehearsal, with an encyclopaedia on loopback to find sources in."""
    from claims.desk.newsroom import mark_as_rehearsal

    port = free_port()
    root = f"http://127.0.0.1:{port}"
    with (
        database_of_its_own("workflow", template=template, blocker=django_db_blocker) as database,
        serving() as site,
    ):
        wiki = Wiki()
        wiki.pages |= PAGES
        environment = as_processes_see(database, queue, snapshots=tmp_path_factory.mktemp("snapshots")) | {
            "MEDIAWIKI_API": wiki.install(site),
            "FETCH_ALLOWED_HOSTS": site.host,
            "PROVIDERS": "mediawiki",
            "SITE_URL": root,
            "LIVE_URL": f"http://127.0.0.1:{port + 1}",
            "JOB_SWEEP_SECONDS": "1",
        }
        people = hire_people()
        mark_as_rehearsal(by=people.chief)
        with running("web", "live", "worker", "beat", port=port, environment=environment):
            yield Opened(root, people)


@pytest.fixture(scope="module")
def newsroom(opened: Opened, chromium: Browser) -> Iterator[Newsroom]:
    """The newsroom, with a browser."""
    from django.db import connections

    yield Newsroom(opened, chromium)
    connections.close_all()  # while the browser's loop runs: what was opened beside it is not found without it

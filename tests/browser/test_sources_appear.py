"""A reviewer who reads on sees the passages of a search come without reloading the page."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from claims.desk import assignment
from factcheck.supervisor import running
from tests.browser.windows import window
from tests.pipeline.sourcing.loopback import serving
from tests.pipeline.sourcing.newsroom import RECALLED
from tests.pipeline.sourcing.wiki import Wiki
from tests.ports import free_port
from tests.stories import rehearse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from claims.models import Claim
    from tests.pipeline.sourcing.loopback import Asked, Reply
    from tests.stories import Story


HELD = 5.0
"""Seconds that an answer is held back at most: the guarded client gives a provider eight for its first byte."""


class SlowWiki(Wiki):
    """A wiki that says nothing until it is let."""

    def __init__(self) -> None:
        """Hold the first answer back."""
        super().__init__()
        self.asked, self.let = threading.Event(), threading.Event()

    def answer(self, asked: Asked) -> Reply:
        """Answer once it may."""
        self.asked.set()
        self.let.wait(timeout=HELD)
        return super().answer(asked)


@pytest.fixture
def slow(processes_see: dict[str, str]) -> Iterator[tuple[SlowWiki, str, Story, Claim]]:
    """The whole desk as processes, and a slow wiki; the claim waits to be assigned."""
    from tests.desk import make_claim

    wiki, port = SlowWiki(), free_port()
    root = f"http://127.0.0.1:{port}"
    with serving() as site:
        outside = {
            "MEDIAWIKI_API": wiki.install(site),
            "FETCH_ALLOWED_HOSTS": site.host,
            "PROVIDERS": "mediawiki",
            "SITE_URL": root,
            "LIVE_URL": f"http://127.0.0.1:{port + 1}",
        }
        story = rehearse()
        claim = make_claim(story.article, by=story.people.editor, words=RECALLED)
        with running("web", "live", "worker", port=port, environment=processes_see | outside):
            yield wiki, root, story, claim
            wiki.let.set()


def test_the_first_passages_come_by_themselves_after_the_providers_answer(
    chromium: Browser, slow: tuple[SlowWiki, str, Story, Claim]
) -> None:
    wiki, root, story, claim = slow
    with window(chromium, root, story.people.editor) as screen:
        page = screen.go(f"/desk/review/{claim.pk}/")
        page.evaluate("window.opened = 'once'")

        assignment.assign(claim, story.people.reviewer, by=story.people.editor, seen=claim.version)
        assert wiki.asked.wait(timeout=90), "the worker asks the provider"
        before = page.locator("[data-passage]").count()
        wiki.let.set()
        page.locator("[data-passage]", has_text="for consultations after").first.wait_for()

        assert before == 0
        assert page.evaluate("window.opened") == "once", "nobody reloaded the page"
        page.locator("#sources .cd-state--ok").wait_for()

"""A verdict under embargo is published by the worker when its time has come, and not before."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.timezone import localtime, now

from tests.browser.workflow import acts
from tests.browser.workflow.texts import TREES

if TYPE_CHECKING:
    from datetime import datetime

    from playwright.sync_api import Page

    from tests.browser.workflow.conftest import Newsroom

A_FIELD = "%Y-%m-%dT%H:%M"


def next_minute() -> datetime:
    """The next full minute that is at least twenty seconds away: the field knows no seconds."""
    return (now() + timedelta(seconds=80)).replace(second=0, microsecond=0)


def is_public(page: Page, words: str, root: str) -> bool:
    page.goto(root + "/")
    page.reload()  # the browser may show a page of the last minute once more
    return page.get_by_text(words).count() > 0


def test_the_worker_publishes_at_the_embargos_end(newsroom: Newsroom) -> None:
    people = newsroom.people
    with (
        newsroom.seat(people.editor) as editor,
        newsroom.seat(people.reviewer) as reviewer,
        newsroom.seat(None) as reader,
    ):
        article = acts.take_in(editor, TREES, title="Trees in Ulm")
        acts.assign(editor, article, 1, people.reviewer)
        acts.rate(acts.open_from_today(reviewer, "900 trees"), "True", why="The city counts them [1].")
        page = acts.open_verdict(editor, "900 trees")
        acts.decide(page, "Approve")

        until = next_minute()
        page.get_by_label("Publish at").fill(f"{localtime(until):{A_FIELD}}")
        acts.press(page, "Publish at this time")
        assert "Under embargo by order of" in page.locator("main, #content").first.inner_text()
        assert not is_public(reader.page, "900 trees", reader.root)

        # The page stands open, and the public one is asked again and again.
        left = (until - now()).total_seconds()
        assert left > 0, "the embargo has not ended while this was read"
        page.wait_for_timeout(left * 1000)
        for _second in range(90):
            if is_public(reader.page, "900 trees", reader.root):
                break
            reader.page.wait_for_timeout(1000)
        reader.page.get_by_role("link", name=re.compile("900 trees")).first.click()
        assert "The city counts them" in reader.page.locator("main").inner_text()
        assert now() >= until
        editor.go("/desk/published/").get_by_text("900 trees").first.wait_for()

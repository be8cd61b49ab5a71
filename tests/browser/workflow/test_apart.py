"""Two people review one claim apart and differ: neither sees the other until a third person settles it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.browser.workflow import acts
from tests.browser.workflow.texts import HOMES

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.workflow.conftest import Newsroom

FIRST, SECOND = "The first reviewer's own words [1].", "The second reviewer's own words [1]."
WHERE = ("/desk/", "/desk/list/", "/desk/board/", "/desk/history/", "/desk/notes/", "/desk/people/")


def words_of(page: Page) -> str:
    return page.locator("body").inner_text()


def test_two_differ_unseen_a_third_settles_and_a_fourth_publishes(newsroom: Newsroom) -> None:
    people = newsroom.people
    with (
        newsroom.seat(people.editor) as editor,
        newsroom.seat(people.chief) as chief,
        newsroom.seat(people.reviewer) as first,
        newsroom.seat(people.second) as second,
    ):
        # The editor orders a blind review and puts the claim on two desks.
        article = acts.take_in(editor, HOMES, title="Homes in Lindau")
        page = acts.in_hand(editor, article, 1)
        page.locator("#claim-1").get_by_role("link", name="Open").click()
        acts.press(page, "Have two people review it, blind")
        acts.assign(editor, article, 1, people.reviewer)
        acts.assign(editor, article, 1, people.second, beside=True)

        # Each answers alone: what one has written is nowhere on the pages of the other, until both are in.
        own = acts.open_from_today(first, "40 homes")
        address = own.url.removeprefix(first.root)
        other = second.go(address)
        assert "Two people review this claim, each alone." in words_of(other)
        other.get_by_label("Why, in two or three sentences").fill(SECOND)
        acts.press(other, "Save draft")
        acts.rate(own, "True", why=FIRST)
        for where in (*WHERE, address):
            assert "second reviewer" not in words_of(first.go(where)), where
            assert "first reviewer" not in words_of(second.go(where)), where
        acts.rate(second.go(address), "False", why=SECOND)

        # A third person reads both, and upholds one; they may not approve what they settled.
        page = editor.go("/desk/approve/")
        page.get_by_role("region", name=re.compile("To be settled")).get_by_role("link", name="40 homes").click()
        acts.press(page, "Take it")
        page.get_by_label("Why this one stands").first.fill("The report is whole.")
        acts.press(page, f"Uphold the verdict of {people.reviewer}")

        # Another editor approves and publishes it.
        page = acts.open_verdict(chief, "40 homes")
        acts.decide(page, "Approve and publish now")
        page.get_by_role("link", name="Public page").first.click()
        assert "The first reviewer's own words" in words_of(page)

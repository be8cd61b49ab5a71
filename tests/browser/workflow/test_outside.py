"""People outside the desk take part: a claimant who replies, a reader who finds a mistake, a court that orders."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.timezone import localtime, now

from tests.browser.workflow import acts
from tests.browser.workflow.texts import CARS, PATIENTS, WORK

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.windows import Screen
    from tests.browser.workflow.conftest import Newsroom

REPLY = "I said so. <b>The figures</b> are public."
MISTAKE = "It was 1.4 million: see the yearly report."


def rated(newsroom: Newsroom, editor: Screen, text: str, words: str) -> None:
    """Bring a claim from its text to the editors."""
    article = acts.take_in(editor, text, title=words)
    acts.assign(editor, article, 1, newsroom.people.reviewer)
    with newsroom.seat(newsroom.people.reviewer) as reviewer:
        acts.rate(acts.open_from_today(reviewer, words), "True", why="The record says so [1].")


def public(page: Page) -> str:
    """Follow the link to the public page; return its address without the origin."""
    page.get_by_role("link", name="Public page").first.click()
    page.wait_for_url("**/verdicts/*/")
    return "/" + page.url.split("/", 3)[3]


def test_a_claimant_is_asked_replies_and_is_quoted_with_the_verdict(newsroom: Newsroom) -> None:
    people = newsroom.people
    with newsroom.seat(people.editor) as editor, newsroom.seat(people.chief) as chief, newsroom.seat(None) as reader:
        rated(newsroom, editor, WORK, "9 percent")

        # The editor asks by hand, and somebody waits in the list of requests.
        page = acts.open_verdict(editor, "9 percent")
        page.get_by_role("link", name="Right of reply").click()
        page.get_by_label("Who is asked").fill("Karl Weber")
        page.get_by_label("How").select_option("by_hand")
        page.get_by_label("Reply by").fill(f"{localtime(now() + timedelta(hours=5)):%Y-%m-%dT%H:%M}")
        page.get_by_label("What they are told").fill("Did you say so?")
        acts.press(page, "Ask for a reply")
        page = editor.go("/desk/requests/")
        page.get_by_role("link", name="Karl Weber").click()

        # The reply is kept word for word, and published with the verdict, as text.
        page.get_by_label("Replied").check()
        page.get_by_label("Their reply, word for word").fill(REPLY)
        acts.press(page, "Keep it")
        page = acts.open_verdict(chief, "9 percent")
        acts.decide(page, "Approve and publish now")
        said = reader.go(public(page)).get_by_role("region", name="What they say to it").inner_text()
        assert "Karl Weber" in said
        assert REPLY in said


def test_a_reader_finds_a_mistake_is_answered_and_sees_the_correction(newsroom: Newsroom) -> None:
    people = newsroom.people
    with newsroom.seat(people.editor) as editor, newsroom.seat(people.chief) as chief, newsroom.seat(None) as reader:
        rated(newsroom, editor, CARS, "1.3 million cars")
        page = acts.open_verdict(editor, "1.3 million cars")
        acts.decide(page, "Approve and publish now")
        verdict = page.url
        address = public(page)

        # A reader without an account follows the page's own link, and keeps the address that they get.
        outside = reader.go(address)
        outside.get_by_role("link", name="Tell us about an error").click()
        outside.get_by_label("What is wrong, and how do you know?").fill(MISTAKE)
        acts.press(outside, "Send to the editors")
        mine = outside.url
        outside.get_by_text("The editors have it.").wait_for()

        # It waits at the desk, where an editor answers and reopens; the reviewer rates anew, and it is corrected.
        page = editor.go("/desk/requests/")
        page.get_by_role("link", name=MISTAKE).click()
        page.get_by_label("What the reader reads").fill("You are right: we look at it again.")
        acts.press(page, "Answer")
        page.goto(verdict)
        acts.decide(page, "Reopen", note="A reader found the report.")
        with newsroom.seat(people.reviewer) as reviewer:
            acts.rate(acts.open_from_today(reviewer, "1.3 million cars"), "Mostly true", why="Nearly [1].")
        page = acts.open_verdict(chief, "1.3 million cars")
        acts.decide(page, "Approve")
        acts.decide(page, "Correct", note="The number was too low.")

        outside.goto(mine)
        told = outside.locator("main").inner_text()
        assert "You are right: we look at it again." in told
        assert "The fact check has changed since you wrote." in told
        assert "The number was too low." in reader.go(address).locator("main").inner_text()
        assert "The number was too low." in reader.go("/corrections/").locator("main").inner_text()


def test_one_editor_orders_a_redaction_and_another_confirms_it(newsroom: Newsroom) -> None:
    people = newsroom.people
    with newsroom.seat(people.editor) as editor, newsroom.seat(people.chief) as chief, newsroom.seat(None) as reader:
        rated(newsroom, editor, PATIENTS, "310 patients")
        page = acts.open_verdict(editor, "310 patients")
        acts.decide(page, "Approve and publish now")
        verdict = page.url.removeprefix(editor.root)
        address = public(page)

        # One orders: readers still see it, and the same person cannot confirm it.
        page = editor.go(verdict)
        page.get_by_role("link", name="Redact by order").click()
        page.get_by_label("Reference of the order").fill("LG 1/26")
        page.get_by_label(re.compile("^Reason")).fill("A court says so.")
        acts.press(page, "Order the redaction")
        assert page.get_by_role("button", name="Confirm: take the bytes away").is_disabled()
        assert "310 patients" in reader.go(address).locator("main").inner_text()

        # Another editor confirms: the words are gone wherever readers look, and the order stands there.
        page = chief.go(verdict)
        page.get_by_role("link", name="Redact by order").click()
        acts.press(page, "Confirm: take the bytes away")
        with newsroom.seat(None) as another:
            for where in (address, "/", "/corrections/"):
                assert "310 patients" not in another.go(where).locator("main").inner_text(), where
            assert "A court says so." in another.go(address).locator("main").inner_text()

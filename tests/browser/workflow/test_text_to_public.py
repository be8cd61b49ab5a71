"""From a pasted text to what the public reads, and back: triage, review, approval, correction, retraction, all in windows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.selecting import drag_over
from tests.browser.workflow import acts
from tests.desk import SEED

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.browser.workflow.conftest import Newsroom

ASKED = "asked by George Stephanopoulos"


def card(page: Page, words: str) -> Locator:
    """Find the claim whose wording has these words."""
    return page.locator(".cd-card", has=page.locator(".cd-card__wording", has_text=words)).first


def number_of(page: Page, words: str) -> int:
    """Read the number of the claim whose wording has these words."""
    return int(card(page, words).locator(".cd-card__no").inner_text())


def triage(newsroom: Newsroom) -> str:
    """Take the seed article in and bring its claims in order; return its page's address."""
    with newsroom.seat(newsroom.people.editor) as editor:
        article = acts.take_in(editor, SEED.read_text(), title="Putin challenges Biden to a live debate")
        page = editor.page
        page.locator("#steps li.todo").first.wait_for(state="detached")
        page = editor.go(article)
        claims = page.locator(".cd-card").count()
        assert claims >= 15
        assert page.locator("[data-text] a.mark-no").count() == claims

        # One is worded anew, and split in two. The second half is merged back, and the merge undone.
        debate = number_of(page, "holding the discussion as soon as possible")
        page = acts.in_hand(editor, article, debate, do="reword")
        page.get_by_label("Wording that stands alone").fill("Putin wants the discussion to be held soon.")
        acts.press(page, "Save wording")
        page = acts.in_hand(editor, article, debate, do="split")
        page.get_by_label("The first claim").fill("Putin proposed a discussion.")
        page.get_by_label("its words in the article").first.fill("proposed holding the discussion")
        page.get_by_label("The second claim").fill("It was to be held as soon as possible.")
        page.get_by_label("its words in the article").last.fill("as soon as possible")
        acts.press(page, "Split")
        expect(page.locator(".cd-card")).to_have_count(claims + 1)
        half = number_of(page, "It was to be held as soon as possible.")
        page = acts.in_hand(editor, article, half, do="merge")
        page.get_by_label("Number of the claim that is kept").fill(str(debate))
        acts.press(page, "Merge")
        page = acts.in_hand(editor, article, half)
        acts.press(page, "Restore", within=page.locator(f"#claim-{half}"))
        page.get_by_text(f"Claim {half} waits in triage again.").wait_for()

        # The first half stands on other words of the text from now on.
        page = acts.in_hand(editor, article, debate, do="change_span")
        drag_over(page, "Putin proposed holding the discussion")
        acts.press(page, "Save the words")
        page.get_by_text(f"Claim {debate} stands on its new words.").wait_for()

        # One is dismissed with a reason, and taken back at once.
        page = acts.in_hand(editor, article, half, do="dismiss")
        page.get_by_label("Why is it not to be checked?").fill("It says when, not what.")
        acts.press(page, "Dismiss")
        page.get_by_role("button", name="Undo").click()
        page.get_by_text("Spotted").first.wait_for()
        expect(page.locator(f"#claim-{half} .cd-status")).to_have_text("Spotted")

        # One more is added by selecting its words.
        page = editor.go(article)
        drag_over(page, ASKED)
        page.get_by_label("Who said it").fill("ABC News")
        acts.press(page, "Add the claim")
        expect(page.locator(".cd-card")).to_have_count(claims + 2)
    return article


def test_a_text_becomes_a_verdict_that_is_corrected_and_withdrawn(newsroom: Newsroom) -> None:
    people = newsroom.people
    article = triage(newsroom)
    with (
        newsroom.seat(people.editor) as editor,
        newsroom.seat(people.chief) as chief,
        newsroom.seat(people.reviewer) as reviewer,
        newsroom.seat(None) as reader,
    ):
        # The claim about the ambassador goes to a reviewer, whose page follows the search for sources.
        number = number_of(editor.go(article), "Anatoly Antonov")
        wording = editor.page.locator(f"#w-{number}").inner_text()
        acts.assign(editor, article, number, people.reviewer)
        page = acts.open_from_today(reviewer, wording)
        acts.rate(page, "Half true", why="The page says half of it [1].")

        # An editor sends it back with a note, the reviewer sends it again, another editor publishes it.
        page = acts.open_verdict(editor, wording)
        acts.decide(page, "Send back", note="The page says more than half of it.")
        page = acts.open_from_today(reviewer, wording)
        assert (
            f"{people.editor} sent it back: The page says more than half of it."
            in page.locator("#verdict").inner_text()
        )
        acts.rate(page, "Mostly true", why="The page says nearly all of it [1].")
        page = acts.open_verdict(chief, wording)
        acts.decide(page, "Approve and publish now")
        page.get_by_text(re.compile(r"Published, as no\. \d+ of the ledger\.")).wait_for()
        verdict = page.url.removeprefix(chief.root)

        # Readers find it in front, and on its own page.
        outside = reader.go("/")
        outside.get_by_role("link", name=wording).first.click()
        outside.wait_for_url("**/verdicts/*/")
        told = outside.locator("main").inner_text()
        assert "Mostly true" in told
        assert "The page says nearly all of it" in told

        # It is reopened, rated anew and corrected; in the end it is withdrawn. The page says so each time.
        acts.decide(editor.go(verdict), "Reopen", note="A reader sent a better source.")
        page = acts.open_from_today(reviewer, wording)
        acts.rate(page, "True", why="The page says all of it [1].")
        page = acts.open_verdict(editor, wording)
        acts.decide(page, "Approve")
        acts.decide(page, "Correct", note="We had overlooked the transcript.")
        outside.reload()
        assert "We had overlooked the transcript." in outside.locator("main").inner_text()
        acts.decide(editor.go(verdict), "Retract", note="The source was withdrawn.")
        outside.reload()
        told = outside.locator("main").inner_text()
        assert "We have retracted this verdict." in told
        assert "The source was withdrawn." in told
        assert "The source was withdrawn." in reader.go("/corrections/").locator("main").inner_text()

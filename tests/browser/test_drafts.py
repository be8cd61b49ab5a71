"""What a reviewer has typed outlives a closed tab, a lost connection and another form of the same page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from claims.models import VerdictDraft
from tests.admin.pages.stations import give
from tests.desk import archive_evidence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from claims.models import Claim
    from tests.browser.conftest import Desk
    from tests.browser.windows import Screen

WORDS = "The offer is on record, and so is the answer [1]."


@pytest.fixture
def claim(desk: Desk, claims: list[Claim]) -> Claim:
    """A claim on the reviewer's desk, with a passage to cite."""
    archive_evidence(claims[0])
    return give(claims[0], desk.people)


CUT_OFF = "net::ERR_INTERNET_DISCONNECTED"
"""What the browser says of every try to reach the desk while the test holds the line."""


@pytest.fixture
def browser(desk: Desk) -> Iterator[Screen]:
    """The reviewer's browser, in which tabs are opened and closed."""
    with desk.screen(desk.people.reviewer, expected=(CUT_OFF,)) as screen:
        yield screen


def opened(browser: Screen, claim: Claim) -> Page:
    return browser.tab(f"/desk/review/{claim.pk}/")


def write(page: Page) -> None:
    """Type reasons and cite the passage, without waiting for anything to be saved."""
    page.locator("[name=cite]").first.check(force=True)
    page.locator("#rationale").fill(WORDS)


def saved(page: Page) -> None:
    page.locator("[data-draft]", has_text="Draft saved at").wait_for()


def test_words_are_saved_by_themselves_and_stand_there_in_another_browser(
    desk: Desk, claim: Claim, browser: Screen
) -> None:
    page = opened(browser, claim)
    write(page)
    saved(page)

    with desk.screen(desk.people.reviewer) as elsewhere:
        there = elsewhere.go(f"/desk/review/{claim.pk}/")
        assert there.locator("#rationale").input_value() == WORDS
        assert there.locator("[name=cite]").first.is_checked()
    kept = page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('claimdesk.draft'))")
    assert kept == [], "what the desk has is not kept in the browser"


def test_a_tab_closed_right_after_the_last_word_loses_nothing(desk: Desk, claim: Claim, browser: Screen) -> None:
    page = opened(browser, claim)
    write(page)
    page.close()

    again = opened(browser, claim)
    assert again.locator("#rationale").input_value() == WORDS
    assert again.locator("[name=cite]").first.is_checked()


def test_words_typed_while_the_desk_cannot_be_reached_outlive_the_tab_and_are_saved_later(
    desk: Desk, claim: Claim, browser: Screen
) -> None:
    page = opened(browser, claim)
    browser.context.set_offline(True)
    write(page)
    page.locator("[data-draft]", has_text="cannot be reached").wait_for()
    page.close()
    assert not VerdictDraft.objects.exists()

    browser.context.set_offline(False)
    again = opened(browser, claim)
    assert again.locator("#rationale").input_value() == WORDS
    saved(again)
    assert VerdictDraft.objects.get().rationale == WORDS


def test_the_same_tab_saves_as_soon_as_the_desk_is_back(desk: Desk, claim: Claim, browser: Screen) -> None:
    page = opened(browser, claim)
    browser.context.set_offline(True)
    write(page)
    page.locator("[data-draft]", has_text="cannot be reached").wait_for()
    browser.context.set_offline(False)
    saved(page)
    assert VerdictDraft.objects.get().rationale == WORDS


@pytest.mark.parametrize("script", [True, False])
def test_another_form_of_the_page_takes_no_words_of_the_verdict(desk: Desk, claim: Claim, script: bool) -> None:
    """Without script the browser has nothing to save by: there the draft is saved by its button first."""
    with desk.screen(desk.people.reviewer, script=script) as screen:
        page = screen.go(f"/desk/review/{claim.pk}/")
        if script:
            write(page)
        else:
            page.locator("#rationale").fill(WORDS)
            page.get_by_role("button", name="Save draft").click()
        page.locator("details:has([name=address]) > summary").first.click()
        page.locator("[name=address]").fill("https://example.org/page")
        with page.expect_navigation():
            page.locator("form:has([name=address]) button[value=add_address]").click()

        assert page.locator("#rationale").input_value() == WORDS
        if script:
            assert page.locator("[name=cite]").first.is_checked()
            saved(page)
            page.locator("#rationale").press_sequentially(" More.")
            page.locator("[data-draft]").evaluate("each => { each.textContent = '' }")
            saved(page)
            page.reload()
            assert page.locator("#rationale").input_value().count("More.") == 1

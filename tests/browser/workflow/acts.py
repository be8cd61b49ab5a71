"""What people of the stories do in their windows: each act as a hand does it, on pages that follow by themselves."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from claims.models import User
    from tests.browser.windows import Screen


def take_in(screen: Screen, text: str, *, title: str) -> str:
    """Paste a text, and read on its page until the machine has marked its claims; return the page's address."""
    page = screen.go("/desk/articles/new/")
    page.get_by_label("Paste it here").fill(text)
    page.get_by_label("Title").fill(title)
    page.get_by_label("Outlet").fill("The Paper")
    page.get_by_role("button", name="Take it in").click()
    page.wait_for_url(re.compile(r"/desk/articles/\d+/$"))
    page.evaluate("window.opened = 'once'")
    page.locator(".cd-card").first.wait_for()
    assert page.evaluate("window.opened") == "once", "nobody reloaded the page"
    return page.url.removeprefix(screen.root)


def in_hand(screen: Screen, article: str, number: int, *, do: str = "") -> Page:
    """Open the article with a claim in hand, and where asked with the form for an act."""
    return screen.go(f"{article}?claim={number}{f'&do={do}' if do else ''}#claim-{number}")


def press(page: Page, name: str, *, within: Locator | None = None) -> None:
    """Press the button of this name, and wait for the page that it leads to."""
    with page.expect_navigation():
        (within or page).get_by_role("button", name=name, exact=True).click()


def assign(screen: Screen, article: str, number: int, person: User, *, beside: bool = False) -> None:
    """Put a claim on a person's desk, beside whoever has it already where asked."""
    page = in_hand(screen, article, number)
    form = page.get_by_role("form", name=f"Assign claim {number}")
    form.get_by_label("Reviewer").select_option(str(person.pk))
    if beside:
        form.get_by_label("In place of").select_option("nobody")
    with page.expect_navigation():
        form.get_by_role("button", name="assign").click()


def open_from_today(screen: Screen, words: str) -> Page:
    """Find a claim in one's queue and open its review page."""
    page = screen.go("/desk/")
    page.locator(".cd-queue li", has_text=words).get_by_role("link", name="Review").click()
    page.wait_for_url("**/desk/review/*/")
    return page


def rate(page: Page, rating: str, *, why: str) -> None:
    """Cite the first passage, as soon as the machine has found one, and send a verdict."""
    passage = page.locator("[data-passage]").first
    passage.wait_for()
    page.locator("#sources .cd-state--ok").first.wait_for()  # nothing moves under the hand any more
    passage.get_by_label("Supports").check(force=True)
    passage.locator("[name=cite]").check(force=True)
    page.get_by_label("Confirmed").check()
    name = page.locator(".name", has_text=re.compile(rf"^{rating}$"))
    page.locator("label.cd-choice", has=name).locator("[name=rating]").check()
    page.get_by_label("Why, in two or three sentences").fill(why)
    press(page, "Send for approval")
    expect(page.get_by_role("alert")).to_have_count(0)


def decide(page: Page, act: str, *, note: str = "") -> None:
    """Do on the approval page what its button says, with a note where one is needed."""
    if note:
        page.get_by_label(re.compile(r"^Note (to|for) ")).fill(note)
    press(page, act)
    expect(page.get_by_role("alert")).to_have_count(0)


def open_verdict(screen: Screen, words: str) -> Page:
    """Find a verdict among those that wait for approval, and open it."""
    page = screen.go("/desk/approve/")
    page.get_by_role("link", name=words).first.click()
    page.wait_for_url("**/desk/approve/*/")
    return page

"""Searching while one types: in the list of claims and of articles, with the keys and ticks as they were."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from claims.desk import triage
from claims.models import SavedView

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from claims.models import Claim
    from tests.browser.conftest import Desk

ROWS = "[data-row]"


def wait_for_rows(page: Page, number: int) -> None:
    expect(page.locator(ROWS)).to_have_count(number)


def test_the_list_follows_what_is_typed_and_says_how_many_are_left(desk: Desk, claims: list[Claim]) -> None:
    with desk.screen(desk.people.editor) as screen:
        page = screen.go("/desk/list/")
        assert page.locator(ROWS).count() == len(claims)
        screen.press("/")
        page.keyboard.type("controversial")
        wait_for_rows(page, 1)
        assert "q=controversial" in page.url
        assert page.get_by_role("status").filter(has_text="1 claim").is_visible()
        assert page.evaluate("document.activeElement.id") == "q", "one goes on typing"
        page.keyboard.type(" interview")
        page.wait_for_url("**q=controversial+interview*")
        page.get_by_label("Search claims").fill("")
        wait_for_rows(page, len(claims))
        assert "q=" not in page.url


def test_words_that_only_the_quote_has_find_their_claim_too(desk: Desk, claims: list[Claim]) -> None:
    triage.reword(claims[1], "Putin wants to debate with Biden.", by=desk.people.editor, seen=claims[1].version)
    with desk.screen(desk.people.editor) as screen:
        page = screen.go("/desk/list/")
        screen.press("/")
        page.keyboard.type("controversial interview")
        wait_for_rows(page, 1)
        assert "Putin wants to debate with Biden." in page.locator(ROWS).inner_text()
        assert "controversial" not in page.locator(ROWS).locator(".wording").inner_text()


def test_short_words_wait_for_more_and_enter_asks_at_once(desk: Desk, claims: list[Claim]) -> None:
    with desk.screen(desk.people.editor) as screen:
        page = screen.go("/desk/list/")
        screen.press("/")
        page.keyboard.type("co")
        page.wait_for_timeout(600)
        assert page.locator(ROWS).count() == len(claims)
        assert "q=co" not in page.url
        screen.land("Enter", "**q=co*")


def test_ticks_and_reasons_outlast_a_search(desk: Desk, claims: list[Claim]) -> None:
    with desk.screen(desk.people.editor) as screen:
        page = screen.go("/desk/list/")
        page.locator(f'input[name=claims][value="{claims[1].pk}:{claims[1].version}"]').check()
        page.get_by_label("or, because").fill("It is asked elsewhere.")
        page.get_by_label("Search claims").fill("controversial")
        page.wait_for_url("**q=controversial*")
        wait_for_rows(page, 1)
        assert page.locator("input[name=claims]").is_checked()
        assert page.get_by_label("or, because").input_value() == "It is asked elsewhere."
        assert "Selected claims: 1" in page.locator("[data-count]").inner_text()
        page.get_by_role("button", name="Dismiss").click()
        page.wait_for_load_state()
    claims[1].refresh_from_db()
    assert claims[1].status == "dismissed"
    assert claims[1].moves.get().reason == "It is asked elsewhere."


def test_what_is_kept_as_a_view_is_what_was_typed(desk: Desk, claims: list[Claim]) -> None:
    with desk.screen(desk.people.editor) as screen:
        page = screen.go("/desk/list/?sort=worth")
        page.get_by_label("Search claims").fill("controversial")
        page.wait_for_url("**q=controversial*")
        page.get_by_text("Keep this view").click()
        page.get_by_label("Name of the view").fill("Controversies")
        with page.expect_navigation():
            page.get_by_role("button", name="Keep the view").click()
    assert [view.question for view in SavedView.objects.get_queryset()] == ["q=controversial&sort=worth"]


def test_articles_follow_too_and_a_list_without_any_says_so(desk: Desk) -> None:
    with desk.screen(desk.people.editor) as screen:
        page = screen.go("/desk/articles/")
        page.get_by_label("Search articles").fill("nothing like it")
        page.get_by_text("No article has these words in its title, outlet or author.").wait_for()
        page.get_by_label("Search articles").fill("Putin")
        wait_for_rows(page, 1)
        assert page.get_by_role("status").filter(has_text="1 article").count() == 1


def test_without_script_the_button_searches(desk: Desk, claims: list[Claim]) -> None:
    with desk.screen(desk.people.editor, script=False) as screen:
        page = screen.go("/desk/list/")
        page.get_by_label("Search claims").fill("controversial")
        page.get_by_role("button", name="Search").click()
        assert page.locator(ROWS).count() == 1

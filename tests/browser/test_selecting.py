"""Words that are selected in the text become a claim, or the new place of one: by mouse and by keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.selecting import drag_over, stretch_over
from tests.desk import make_claim

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.browser.conftest import Desk

WAYS = pytest.mark.parametrize("select", [drag_over, stretch_over], ids=["mouse", "keys"])
INTERVIEW = "US President Biden appeared in an interview with ABC News"


@WAYS
def test_words_selected_in_the_text_become_a_claim_at_their_exact_place(
    desk: Desk, select: Callable[[Page, str], None]
) -> None:
    make_claim(desk.article, by=desk.people.editor, words=INTERVIEW)
    wanted = "an interview with ABC News last Wednesday where he was asked"
    with desk.screen(desk.people.editor) as screen:
        page = screen.go(f"/desk/articles/{desk.article.pk}/")
        select(page, wanted)
        page.wait_for_timeout(50)
        assert page.get_by_label("Words of the article").input_value() == wanted
        page.get_by_role("button", name="Add the claim").click()
    claim = desk.article.claims.latest("pk")
    assert claim.quote == wanted
    assert desk.article.text[claim.start : claim.end] == wanted


@WAYS
def test_words_selected_while_a_claim_is_moved_are_its_new_place(
    desk: Desk, select: Callable[[Page, str], None]
) -> None:
    claim = make_claim(desk.article, by=desk.people.editor, words=INTERVIEW)
    wanted = "live, as it's called"
    with desk.screen(desk.people.editor) as screen:
        page = screen.go(f"/desk/articles/{desk.article.pk}/?claim={claim.number}&do=change_span#claim-{claim.number}")
        select(page, wanted)
        page.wait_for_timeout(50)
        field = page.get_by_label("Words of the article that carry the claim")
        assert field.input_value() == wanted
        assert page.get_by_label("Words of the article", exact=True).input_value() == "", "the other form stays empty"
        with page.expect_navigation():
            page.get_by_role("button", name="Save the words").click()
        marked = page.locator("mark[data-at]").all_inner_texts()
        assert "".join(marked) == wanted
    claim.refresh_from_db()
    assert (claim.quote, desk.article.text[claim.start : claim.end]) == (wanted, wanted)


def test_what_is_typed_after_a_selection_stays_as_it_was_typed(desk: Desk) -> None:
    make_claim(desk.article, by=desk.people.editor, words=INTERVIEW)
    with desk.screen(desk.people.editor) as screen:
        page = screen.go(f"/desk/articles/{desk.article.pk}/")
        drag_over(page, "He went on to challenge Biden to a debate.")
        page.wait_for_timeout(50)
        page.get_by_label("Words of the article").press_sequentially(" And more.")
        page.keyboard.press("Tab")
        assert page.get_by_label("Words of the article").input_value().endswith("debate. And more.")

"""Claims go from hand to hand: taken from the pool, handed over, given back, and all at once before an absence."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.timezone import localdate

from tests.browser.workflow import acts
from tests.browser.workflow.texts import BOOKS, STUDENTS

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from claims.models import User
    from tests.browser.windows import Screen
    from tests.browser.workflow.conftest import Newsroom


def queue(screen: Screen) -> Locator:
    """What lies on a person's desk."""
    return screen.go("/desk/").locator(".cd-queue li")


def pass_on(page: Page, act: str, *, why: str, to: User | None = None) -> None:
    """Give the claim of a review page to somebody, or back to the pool."""
    page.get_by_text("I cannot do this one").click()
    if to is not None:
        page.get_by_label("Hand over to").select_option(str(to.pk))
    page.locator("#hands").get_by_label("Why").fill(why)
    acts.press(page, act)


def test_the_next_claim_is_taken_handed_over_given_back_and_cleared_away(newsroom: Newsroom) -> None:
    people = newsroom.people
    with (
        newsroom.seat(people.editor) as editor,
        newsroom.seat(people.third) as third,
        newsroom.seat(people.second) as second,
    ):
        article = acts.take_in(editor, f"{STUDENTS}\n\n{BOOKS}", title="Jena")
        other = editor.page.locator(".cd-card", has_text="800,000 books")
        other.wait_for()
        number = other.locator(".cd-card__no").inner_text()

        # Two are urgent and lie in the pool: each who takes the next has one of them.
        for each in ("1", number):
            page = acts.in_hand(editor, article, int(each), do="sort")
            page.get_by_label("Priority").select_option("3")
            acts.press(page, "Save")
        page = third.go("/desk/")
        acts.press(page, "Take the next")
        page.get_by_text("is on your desk.").wait_for()
        assert queue(third).count() == 1
        held = queue(third).locator(".wording").inner_text()

        # It is handed over, and the colleague gives it back with a reason.
        page = acts.open_from_today(third, held)
        pass_on(page, "Hand over", why="I know the rector.", to=people.second)
        assert queue(third).count() == 0
        page = acts.open_from_today(second, held)
        pass_on(page, "Give back", why="So do I.")
        assert queue(second).filter(has_text=held).count() == 0

        # A week away is planned, and the desk is cleared: an editor gives what lies there to a colleague.
        acts.press(third.go("/desk/"), "Take the next")
        page = third.go("/desk/work/")
        page.get_by_label("First day").fill(localdate().isoformat())
        page.get_by_label("Last day").fill((localdate() + timedelta(days=7)).isoformat())
        acts.press(page, "Plan the absence")
        page.get_by_text("Open claims stay until they are handed over.").wait_for()
        page.get_by_label("Give all of it to").select_option(str(people.second.pk))
        page.get_by_label("Why").fill("Away for a week.")
        acts.press(page, "Clear the desk")
        assert queue(third).count() == 0
        assert queue(second).count() == 1
        options = acts.in_hand(editor, article, int(number)).get_by_label("Reviewer").inner_text()
        assert f"{people.third} (0 open), away" in options

        # Called off, the person is at work again.
        page = third.go("/desk/work/")
        page.get_by_role("button", name="Call off").click()
        page.get_by_text("Called off.").wait_for()

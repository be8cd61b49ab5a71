"""The desk for whoever enlarges it, walks it by keys, wants nothing to move, or has colours of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.scrutiny import faults_of, looks
from tests.browser.stations import fill

if TYPE_CHECKING:
    from claims.models import Claim
    from tests.browser.conftest import Desk
    from tests.browser.windows import Screen

FOCUSED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const around = [one, one.closest("label")].filter(Boolean);
  const look = () => around.map((each) => {
    const { outlineStyle, outlineWidth, outlineColor, boxShadow } = getComputedStyle(each);
    return [outlineStyle, parseFloat(outlineWidth), outlineColor, boxShadow];
  });
  const focused = look();
  one.blur();
  const plain = look();
  one.focus();
  const drawn = focused.some(([style, width, colour, shadow], place) =>
    (style !== "none" && width >= 1 && !colour.endsWith(", 0)") && focused[place].join() !== plain[place].join()) ||
    (shadow !== "none" && shadow !== plain[place][3]));
  one.dataset.walked ??= String(document.querySelectorAll("[data-walked]").length);
  return [one.dataset.walked, drawn, one.outerHTML.slice(0, 120)];
}"""
MOVING = """() => [...document.querySelectorAll(".cd, .cd *, .cd-nav, .cd-nav *, body > *")]
  .flatMap((each) => ["", "::before", "::after"].map((part) => [each, getComputedStyle(each, part || null)]))
  .filter(([, style]) => [style.transitionDuration, style.animationDuration].join(", ").split(", ").some((one) => parseFloat(one) > 0)
    && (style.animationName !== "none" || style.transitionDuration.split(", ").some((one) => parseFloat(one) > 0)))
  .map(([each]) => each.outerHTML.slice(0, 100))"""
HIDDEN_SIGNS = """() => [...document.querySelectorAll(".cd-btn, .cd input:not([type=file]), .cd select, .cd textarea")]
  .filter((each) => each.checkVisibility() && !each.closest(".visually-hidden, label.cd-btn, .cd-choice, .cd-tick"))
  .filter((each) => {
    const { borderStyle, borderWidth } = getComputedStyle(each);
    return borderStyle === "none" || !parseFloat(borderWidth);
  })
  .map((each) => each.outerHTML.slice(0, 120))"""
MOST_STEPS = 300


@pytest.fixture
def stations(desk: Desk, claims: list[Claim]) -> dict[str, Claim]:
    """A desk with something on every page."""
    return fill(desk, claims)


@pytest.fixture
def main_pages(desk: Desk, stations: dict[str, Claim]) -> list[str]:
    """The pages on which people spend their day."""
    return [
        "/desk/",
        "/desk/articles/",
        "/desk/articles/new/",
        f"/desk/articles/{desk.article.pk}/",
        f"/desk/articles/{desk.article.pk}/?claim={stations['assigned'].number}&do=reword",
        "/desk/list/",
        "/desk/board/",
        f"/desk/review/{stations['assigned'].pk}/",
        "/desk/approve/",
        f"/desk/approve/{stations['rated'].pk}/",
        "/desk/published/",
        "/desk/requests/",
        "/desk/people/",
        "/desk/settings/",
        "/desk/history/",
    ]


def test_at_twice_the_size_nothing_is_lost(desk: Desk, main_pages: list[str]) -> None:
    """A window of 1440 by 1000 px at 200 % has half as many CSS pixels, each twice as large."""
    with desk.screen(desk.people.editor, width=720, height=500, scale=2) as screen:
        assert faults_of(screen, main_pages, looks(720)) == {}


def walk(screen: Screen, address: str) -> list[str]:
    """Go through a page by Tab, once around; say where nothing shows that the focus is there."""
    page = screen.go(address)
    page.wait_for_timeout(100)
    page.evaluate("document.activeElement.blur()")
    unseen = []
    for step in range(MOST_STEPS):
        page.keyboard.press("Tab")
        found = page.evaluate(FOCUSED)
        if found is None or int(found[0]) < step:
            break
        if not found[1]:
            unseen.append(found[2])
    assert step > 20, "there is something to walk through"
    return unseen


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_focus_is_seen_wherever_it_goes(desk: Desk, stations: dict[str, Claim], theme: str) -> None:
    pages = [
        "/desk/",
        f"/desk/articles/{desk.article.pk}/",
        f"/desk/review/{stations['assigned'].pk}/",
        f"/desk/approve/{stations['rated'].pk}/",
        "/desk/list/",
    ]
    with desk.screen(desk.people.editor, theme=theme) as screen:
        unseen = {address: found for address in pages if (found := walk(screen, address))}
    assert unseen == {}


def test_nothing_moves_for_whoever_wants_no_motion(desk: Desk, main_pages: list[str]) -> None:
    with desk.screen(desk.people.editor, motion="reduce") as screen:
        moving = {address: found for address in main_pages if (found := screen.go(address).evaluate(MOVING))}
    assert moving == {}


def test_colours_of_ones_own_leave_controls_and_statuses_recognisable(desk: Desk, main_pages: list[str]) -> None:
    with desk.screen(desk.people.editor, colours="active") as screen:
        bare = {address: found for address in main_pages if (found := screen.go(address).evaluate(HIDDEN_SIGNS))}
        assert bare == {}
        page = screen.go("/desk/list/")
        for status in page.locator(".cd-status").all():
            assert status.inner_text().strip() or not status.is_visible(), "a status is a word, never a colour alone"
        assert walk(screen, "/desk/") == []

"""Selects words in the text of an article as a hand does: by dragging the mouse over them, or with Shift and the arrow keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from playwright.sync_api import Page

FIND = """(words) => {
  const pieces = [...document.querySelectorAll("[data-text] [data-at]")];
  const start = pieces.map((piece) => piece.textContent).join("").indexOf(words);
  if (start < 0) throw new Error(`the text does not have: ${words}`);
  const box = (at) => {
    let left = at;
    const piece = pieces.find((each) => left < each.textContent.length || (left -= each.textContent.length, false));
    const range = document.createRange();
    range.setStart(piece.firstChild, left);
    range.setEnd(piece.firstChild, left + 1);
    return range;
  };
  const [first, last] = [box(start), box(start + words.length - 1)];
  first.startContainer.parentElement.scrollIntoView({ block: "center" });
  const [from, to] = [first.getBoundingClientRect(), last.getBoundingClientRect()];
  return [from.left + 0.5, from.top + from.height / 2, to.right - 0.5, to.top + to.height / 2];
}"""


class Place(NamedTuple):
    """Where words begin and end in the window."""

    left: float
    top: float
    right: float
    bottom: float


def find(page: Page, words: str) -> Place:
    """Bring words of one paragraph into view."""
    return Place(*page.evaluate(FIND, words))


def drag_over(page: Page, words: str) -> None:
    """Press the mouse before the words, and let go behind them."""
    place = find(page, words)
    page.mouse.move(place.left, place.top)
    page.mouse.down()
    page.mouse.move(place.right, place.bottom, steps=5)
    page.mouse.up()


def stretch_over(page: Page, words: str) -> None:
    """Take the first word, and stretch the selection over the others by keys."""
    place = find(page, words)
    page.mouse.dblclick(place.left + 2, place.top)
    taken = page.evaluate("String(getSelection())")
    page.keyboard.down("Shift")
    for _sign in words.removeprefix(taken):
        page.keyboard.press("ArrowRight")
    page.keyboard.up("Shift")

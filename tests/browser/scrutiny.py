"""What is wrong with a page as it stands in the window: for axe, for a ruler, and for whoever must scroll sideways."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from playwright.sync_api import Page

    from tests.browser.windows import Screen

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "tag", "values": STANDARDS},
    "rules": {"target-size": {"enabled": True}},
    "preload": False,
}
"""All of WCAG 2.2 AA: the one rule that is new in 2.2, on the size of targets, is off in axe unless it is asked for.

What axe would preload it writes into a style of its own, where a stylesheet imports another: our policy refuses that.
"""

SMALL = """() => {
  const LEAST = 24;
  const controls = document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [role=checkbox], [role=radio]",
  );
  const shown = (each) => each.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  // Links in a sentence are as high as its line: beside them, in the same block, stand words that are no control.
  const inSentence = (each) => {
    if (each.tagName !== "A" || getComputedStyle(each).display !== "inline") return false;
    let block = each.parentElement;
    while (getComputedStyle(block).display === "inline") block = block.parentElement;
    const words = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    while (words.nextNode()) {
      const owner = words.currentNode.parentElement;
      if (words.currentNode.data.trim() && !owner.closest("a, button, .visually-hidden") && shown(owner)) return true;
    }
    return false;
  };
  const found = [];
  for (const each of controls) {
    if (!shown(each) || each.closest(".visually-hidden, [inert]") || inSentence(each)) continue;
    const boxes = [each, ...(each.labels ?? [])].map((one) => one.getBoundingClientRect());
    if (boxes[0].width < 2 || boxes[0].height < 2 || boxes[0].right < 0) continue; // for ears only, until it has the focus
    if (boxes.some(({ width, height }) => width >= LEAST - 0.01 && height >= LEAST - 0.01)) continue;
    const [{ width, height }] = boxes;
    found.push(`${width.toFixed(1)} x ${height.toFixed(1)}: ${each.outerHTML.slice(0, 160)}`);
  }
  return found;
}"""
"""Find the controls that a finger may miss: less than 24 px wide or high, with their labels (WCAG 2.5.8)."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a window stands: so many pixels wide, in this theme."""

    width: int
    theme: str

    def __str__(self) -> str:
        return f"{self.width} px, {self.theme}"


def looks(*widths: int) -> list[Look]:
    """Both themes at each of these widths."""
    return [Look(width, theme) for width in widths for theme in ("light", "dark")]


FINISH = """() => {
  for (const each of document.getAnimations()) if (each.effect.getComputedTiming().endTime !== Infinity) each.finish();
}"""


def wear(screen: Screen, look: Look | None) -> None:
    """Let the window have this look, with every transition to it at its end; None leaves it as it is."""
    if look is None:
        return
    page = screen.page
    page.set_viewport_size({"width": look.width, "height": (page.viewport_size or {}).get("height", 1000)})
    page.emulate_media(color_scheme=look.theme)
    page.evaluate(FINISH)


def violations(screen: Screen, *, within: str | None = None) -> list[str]:
    """Say what axe finds, on the page or in a part of it."""
    page, axe = screen.page, Axe()
    if page.evaluate("typeof axe === 'undefined'"):  # once a page: to read it takes as long as to run it
        page.evaluate(axe.axe_script)
    found = page.evaluate("([part, options]) => axe.run(part, options)", [within or "html", OPTIONS])["violations"]
    return [f"{each['id']}: {node['html'][:200]}" for each in found for node in each["nodes"]]


def overhang(screen: Screen) -> int:
    """Measure by how many pixels the page is wider than its window."""
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    return int(screen.page.evaluate(wide))


def small_targets(screen: Screen) -> list[str]:
    """Say which controls are smaller than 24 by 24 px."""
    found: list[str] = screen.page.evaluate(SMALL)
    return found


UNFOLD = """() => {
  for (const each of document.querySelectorAll("details:not(.cd-nav__more)")) each.open = true;
  for (const each of document.querySelectorAll(".cd *")) {
    const { position, bottom } = getComputedStyle(each);
    if (position === "sticky" && bottom !== "auto") each.style.position = "static";
  }
}"""


def unfold(page: Page) -> None:
    """Open all but the menu that lies over the page, and let go the bars that lie over whatever is scrolled beneath them."""
    page.evaluate(UNFOLD)


def faults(screen: Screen, worn: Sequence[Look] = (), *, ruler: bool = True) -> list[str]:
    """Say everything that is wrong with the page, in each of these looks: it is loaded once, then the window changes.

    Folded as it comes, it may not scroll sideways; unfolded, nothing may be wrong. Without `ruler` small targets are
    measured as axe measures them: they may stand where they are held apart from others.
    """
    folded: dict[Look | None, int] = {}
    for look in worn or (None,):
        wear(screen, look)
        folded[look] = overhang(screen)
    unfold(screen.page)
    wrong = []
    for look, over in folded.items():
        wear(screen, look)
        found = violations(screen)
        if ruler:
            found += [f"too small: {each}" for each in small_targets(screen)]
        if wide := max(over, overhang(screen)):
            found.append(f"scrolls sideways by {wide}")
        wrong += [f"{look}: {each}" if look else each for each in found]
    return wrong


def faults_of(
    screen: Screen, addresses: Iterable[str], worn: Sequence[Look] = (), *, ruler: bool = True
) -> dict[str, list[str]]:
    """Look at each of these addresses; keep those where something is wrong."""
    wrong = {}
    for address in addresses:
        screen.go(address)
        if found := faults(screen, worn, ruler=ruler):
            wrong[address] = found
    return wrong

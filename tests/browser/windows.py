"""Windows of the browser: every one that a test opens is watched, and on closing it must have complained of nothing."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

    from claims.models import User

WATCH = """addEventListener("securitypolicyviolation", (event) => {
  const where = event.sourceFile ? ` at ${event.sourceFile}:${event.lineNumber}` : "";
  console.error(`refused by the policy: ${event.effectiveDirective}, ${event.blockedURI || "inline"}${where}`);
});"""
"""What every page does before its own scripts: say in the console what the Content-Security-Policy refused it."""

ASKED_FOR = ("the server responded with a status of 4",)
"""What the browser says of refusals that a test asks for."""


PATIENCE = 90_000
"""Milliseconds that anything gets to appear: on a busy machine pages are slow, and what is right is waited for."""


@dataclass(slots=True)
class Screen:
    """One person's window, and what the browser complained of while it was open."""

    page: Page
    root: str
    expected: tuple[str, ...] = ASKED_FOR
    complaints: list[str] = field(default_factory=list)
    keystrokes: int = 0

    @property
    def context(self) -> BrowserContext:
        """What the tabs of this window share."""
        return self.page.context

    def go(self, address: str) -> Page:
        """Open an address of the desk."""
        self.page.goto(self.root + address)
        return self.page

    def tab(self, address: str) -> Page:
        """Open an address in one more tab."""
        page = self.context.new_page()
        page.goto(self.root + address)
        return page

    def press(self, *keys: str) -> None:
        """Press keys one after the other, counting them."""
        for key in keys:
            self.keystrokes += 1
            self.page.keyboard.press(key)

    def land(self, key: str, where: str) -> None:
        """Press a key that leads to another page, and wait until it stands: an address with * for any part."""
        with self.page.expect_navigation(url=where):
            self.press(key)
        self.page.wait_for_timeout(50)  # the page's own first focus comes a moment after it has loaded

    def note(self, sort: str, words: str) -> None:
        """Keep what the browser complains of."""
        if not any(each in words for each in self.expected):
            self.complaints.append(f"{sort}: {words}")


def seen_on(page: Page) -> str:
    """Say where a page stood and what it read, for who looks into why a test failed."""
    try:
        words = page.locator("body").inner_text(timeout=2_000)
    except Exception as unreadable:  # noqa: BLE001 - whatever it is, the test's own failure is what matters
        words = f"could not be read: {unreadable}"
    return f"The window stood at {page.url}: {' '.join(words.split())[:600]}"


@contextmanager
def window(
    browser: Browser,
    root: str,
    person: User | None,
    *,
    width: int = 1440,
    height: int = 1000,
    scale: float = 1,
    theme: str = "light",
    script: bool = True,
    language: str = "en",
    motion: str = "no-preference",
    colours: str = "none",
    expected: tuple[str, ...] = (),
) -> Iterator[Screen]:
    """Sit a person down; None stays outside. On closing, no tab may have had anything to complain of but what is expected."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        device_scale_factor=scale,
        color_scheme=theme,
        reduced_motion=motion,
        forced_colors=colours,
        java_script_enabled=script,
        locale=language,
    )
    if person is not None:
        context.add_cookies([{"name": "sessionid", "value": session_of(person), "url": root}])
    context.set_default_timeout(PATIENCE)
    context.add_init_script(WATCH)
    screen = Screen(context.new_page(), root, (*ASKED_FOR, *expected))
    context.on("console", lambda said: screen.note(said.type, said.text) if said.type in {"error", "warning"} else None)
    context.on("weberror", lambda problem: screen.note("script", str(problem.error)))
    try:
        yield screen
    except BaseException as problem:
        for page in context.pages:
            problem.add_note(seen_on(page))
        raise
    finally:
        context.close()
    assert not screen.complaints, "; ".join(screen.complaints)


def session_of(person: User) -> str:
    """Log a person in and return the session's key."""
    from django.test import Client

    client = Client()
    client.force_login(person)
    return client.cookies["sessionid"].value

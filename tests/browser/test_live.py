"""An open page follows the desk by itself, and takes nothing out of anybody's hands."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from claims.jobs.announcing import announce
from factcheck.supervisor import running
from tests.browser.windows import window
from tests.ports import free_port
from tests.stories import rehearse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from claims.models import Claim

SCRIPT = Path(__file__).resolve().parents[2] / "claims" / "static" / "claims" / "live.js"


class Site:
    """A page with marked regions, whose words the test changes; it is served under the strictest policy."""

    def __init__(self) -> None:
        """Start with the first words."""
        self.words, self.label, self.stream, self.fetched = "first", "", "", 0
        self.rows = [1, 4]
        self.answers = threading.Event()
        self.answers.set()

    @staticmethod
    def row(number: int) -> str:
        """Write a row of the list."""
        return f'<li><article id="claim-{number}" data-live-region>Claim {number}</article></li>'

    def page(self) -> str:
        """Write the page as it is now."""
        self.fetched += 1
        return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Page</title>
<script type="module" src="/live.js"></script></head><body>
<main data-live-url="{self.stream}">
<section id="sources" data-live-region aria-live="polite" {self.label}><p>{self.words}</p>
<details id="more"><summary>More</summary>{self.words}</details></section>
<section id="form" data-live-region><p>{self.words}</p><textarea id="draft"></textarea></section>
<section id="quiet" data-live-region><form><input type="hidden" name="csrfmiddlewaretoken" value="{self.fetched}"></form></section>
<ol id="cards" data-live-rows>{"".join(self.row(number) for number in self.rows)}</ol>
<p id="outside">{self.words}</p></main></body></html>"""


@contextmanager
def served(site: Site) -> Iterator[str]:
    """Serve the site on loopback; the value is its origin."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            script = self.path == "/live.js"
            body = SCRIPT.read_bytes() if script else site.page().encode()
            if not script:
                site.answers.wait(timeout=10)
            self.send_response(200)
            self.send_header("Content-Type", "text/javascript" if script else "text/html; charset=utf-8")
            policy = f"default-src 'none'; script-src 'self'; connect-src 'self' {site.stream.partition('/live')[0]}"
            self.send_header("Content-Security-Policy", policy)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_given: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def watched(chromium: Browser, processes_see: dict[str, str]) -> Iterator[tuple[Page, Site, Claim]]:
    """A page open in the browser that follows a claim through a real live process on another port."""
    site, port = Site(), free_port()
    with served(site) as root, running("live", port=port, environment=processes_see | {"SITE_URL": root}):
        story = rehearse()
        claim = story.spot()
        site.stream = f"http://127.0.0.1:{port + 1}/live/claims/{claim.public_id}"
        with window(chromium, root, story.people.editor) as screen:
            page = screen.go("/page")
            wait_until(page, lambda: site.fetched >= 2)  # the page has looked once after its stream began
            page.wait_for_timeout(1500)
            yield page, site, claim


def wait_until(page: Page, condition: object) -> None:
    """Wait up to a minute and a half."""
    for _ in range(900):
        if condition():  # type: ignore[operator]
            return
        page.wait_for_timeout(100)
    pytest.fail("it did not become so within ninety seconds")


def test_marked_regions_follow_and_nothing_else_moves(watched: tuple[Page, Site, Claim]) -> None:
    page, site, claim = watched
    page.locator("#more summary").click()
    page.evaluate("document.activeElement.blur(); document.getElementById('sources').kept = true")
    site.words, site.label = "second", 'data-state="done"'

    announce(claim_id=claim.pk)

    page.get_by_text("second").first.wait_for()
    assert page.locator("#sources p").inner_text() == page.locator("#form p").inner_text() == "second"
    assert page.locator("#outside").inner_text() == "first"
    assert page.locator("#sources").get_attribute("data-state") == "done"
    assert page.evaluate("document.getElementById('sources').kept"), "the element itself stays, so that readers hear it"
    assert page.locator("#more").get_attribute("open") is not None, "what was unfolded stays so"


def test_a_region_in_somebodys_hands_waits_until_they_are_done(watched: tuple[Page, Site, Claim]) -> None:
    page, site, claim = watched
    page.locator("#draft").fill("my unsaved words")
    site.words = "second"

    announce(claim_id=claim.pk)

    page.locator("#sources p", has_text="second").wait_for()
    assert page.locator("#form p").inner_text() == "first"
    assert page.locator("#draft").input_value() == "my unsaved words"
    page.locator("#draft").fill("")
    page.locator("#draft").blur()
    page.locator("#form p", has_text="second").wait_for()


def test_what_changes_while_the_page_is_being_fetched_is_not_missed(watched: tuple[Page, Site, Claim]) -> None:
    page, site, claim = watched
    before = site.fetched
    site.answers.clear()
    announce(claim_id=claim.pk)
    wait_until(page, lambda: site.fetched > before)
    site.words = "second"

    announce(claim_id=claim.pk)
    page.wait_for_timeout(1500)
    site.answers.set()

    page.locator("#sources p", has_text="second").wait_for()


def test_many_changes_are_few_fetches(watched: tuple[Page, Site, Claim]) -> None:
    page, site, claim = watched
    before = site.fetched

    for _ in range(50):
        announce(claim_id=claim.pk)
    page.wait_for_timeout(3000)

    assert 1 <= site.fetched - before <= 4


def test_a_form_whose_token_alone_was_masked_anew_stays_as_it_is(watched: tuple[Page, Site, Claim]) -> None:
    page, site, claim = watched
    page.evaluate("document.querySelector('#quiet form').kept = true")
    site.words = "second"

    announce(claim_id=claim.pk)

    page.locator("#sources p", has_text="second").wait_for()
    assert page.evaluate("document.querySelector('#quiet form').kept"), "nobody hears it read out again"


def test_rows_that_came_since_stand_where_they_belong(watched: tuple[Page, Site, Claim]) -> None:
    page, site, claim = watched
    site.rows = [1, 2, 3, 4, 5]

    announce(claim_id=claim.pk)

    page.locator("#claim-5").wait_for()
    assert page.locator("#cards article").all_inner_texts() == [f"Claim {number}" for number in range(1, 6)]


def test_a_line_that_was_refused_is_asked_for_again(chromium: Browser) -> None:
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        asked = 0

        def do_GET(self) -> None:
            Handler.asked += 1
            self.send_response(503 if Handler.asked == 1 else 200)
            self.send_header("Access-Control-Allow-Origin", root)
            self.send_header("Access-Control-Allow-Credentials", "true")
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            if Handler.asked > 1:
                self.wfile.write(b"event: change\ndata: {}\n\n")

        def log_message(self, *_given: object) -> None:
            """Say nothing."""

    stream = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=stream.serve_forever, daemon=True).start()
    site.stream = f"http://127.0.0.1:{stream.server_port}/live/claims/x"
    try:
        with served(site) as root:
            page = chromium.new_page()
            page.goto(f"{root}/page")
            site.words = "second"
            page.locator("#sources p", has_text="second").wait_for()
            page.close()
    finally:
        stream.shutdown()
        stream.server_close()

"""Every window of the browser tests is watched: what the browser complains of fails the test that opened it."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.windows import window

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

WRONG = {
    "/style": '<p style="color: red">Not allowed</p>',
    "/script": "<script>document.title = 'Not allowed'</script>",
    "/image": '<img src="https://elsewhere.invalid/picture.png" alt="Not allowed">',
    "/error": '<script src="/broken.js"></script>',
    "/warning": '<script src="/warning.js"></script>',
}
SCRIPTS = {"/broken.js": "nothing.is.here()", "/warning.js": "console.warn('beware')"}


@contextmanager
def served() -> Iterator[str]:
    """Serve pages that break their own policy, each in one way."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            script = SCRIPTS.get(self.path)
            body = (
                script or f'<!DOCTYPE html><title>Page</title><link rel="icon" href="data:,">{WRONG.get(self.path, "")}'
            )
            self.send_response(200)
            self.send_header("Content-Type", "text/javascript" if script else "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", "default-src 'none'; script-src 'self'; img-src data:")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_given: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("address", WRONG)
@pytest.mark.parametrize("in_a_tab", [False, True])
def test_a_window_fails_over_what_the_browser_complains_of(chromium: Browser, address: str, in_a_tab: bool) -> None:
    with (
        served() as root,
        pytest.raises(AssertionError, match=r"error: |warning: |script: "),
        window(chromium, root, None) as screen,
    ):
        page = screen.tab(address) if in_a_tab else screen.go(address)
        page.wait_for_timeout(200)


def test_what_the_policy_refuses_is_told_by_its_own_event(chromium: Browser) -> None:
    with (
        served() as root,
        pytest.raises(AssertionError, match="refused by the policy: style-src"),
        window(chromium, root, None) as screen,
    ):
        screen.go("/style").wait_for_timeout(200)


def test_a_quiet_page_passes(chromium: Browser) -> None:
    with served() as root, window(chromium, root, None) as screen:
        screen.go("/quiet").wait_for_timeout(200)


def test_no_browser_test_opens_a_window_of_another_make() -> None:
    here = Path(__file__)
    makers = {file.name for file in here.parent.rglob("*.py") if "new_context(" in file.read_text() and file != here}
    assert makers == {"windows.py"}

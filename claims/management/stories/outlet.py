"""An outlet with a feed and one article, served on this machine for as long as a rehearsal plays."""

from __future__ import annotations

import contextlib
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

TITLE = "A rehearsal: the bridge"
ARTICLE = f"""<!doctype html><html lang="en"><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1>
<p>The council said on Monday that the bridge cost two million euros, a report of the auditors found in May 2026.</p>
<p>The mayor said that the work had taken three years, one year longer than the council had planned when it began.</p>
</article></body></html>"""
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>A rehearsal</title><item><title>{title}</title>
<link>http://{host}/bridge</link><guid>bridge</guid><description>About a bridge.</description></item></channel></rss>"""


@dataclass(frozen=True, slots=True)
class Outlet:
    """Where the outlet is: a host and a port of this machine."""

    host: str

    @property
    def feed(self) -> str:
        """Return the feed's address."""
        return f"http://{self.host}/feed"

    @property
    def environment(self) -> dict[str, str]:
        """Return what lets the machines fetch from this one place, which is otherwise nobody's to fetch from."""
        return {"FETCH_ALLOWED_HOSTS": self.host}


class Pages(BaseHTTPRequestHandler):
    """Answers with the feed or the article, and writes no log."""

    def do_GET(self) -> None:
        """Serve a page."""
        host = self.headers["Host"]
        pages = {
            "/feed": ("application/rss+xml", FEED.format(title=TITLE, host=host)),
            "/bridge": ("text/html; charset=utf-8", ARTICLE),
        }
        kind, words = pages.get(self.path, ("text/plain", ""))
        self.send_response(200 if words else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(words.encode())))
        self.end_headers()
        self.wfile.write(words.encode())

    def log_message(self, *_given: object) -> None:
        """Keep the terminal for the rehearsal."""


@contextlib.contextmanager
def opened() -> Iterator[Outlet]:
    """Serve the outlet on a free port of this machine."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield Outlet(f"127.0.0.1:{server.server_address[1]}")
        finally:
            server.shutdown()

"""Feeds and pages as outlets serve them, on loopback."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.pipeline.sourcing.loopback import Reply

if TYPE_CHECKING:
    from tests.pipeline.sourcing.loopback import Asked, Site


def rss(site: Site, *titles: str) -> bytes:
    """Write an RSS feed with an entry a title."""
    items = "".join(
        f"<item><title>{title}</title><link>{site.url}/{number}</link><guid>{number}</guid>"
        f"<description>About {title}.</description><pubDate>Thu, 12 Nov 2026 16:00:00 GMT</pubDate></item>"
        for number, title in enumerate(titles, 1)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Courier</title>{items}</channel></rss>'.encode()


def page(title: str) -> str:
    """Write an article's page."""
    return (
        f"<!doctype html><html lang=en><head><title>{title}</title></head><body><article><h1>{title}</h1>"
        f"<p>The council said on Monday that {title.lower()} cost two million euros, a report of the auditors found.</p>"
        "<p>The mayor said that the work had taken three years, one year longer than the council had planned.</p>"
        "</article></body></html>"
    )


def serve(site: Site, *titles: str) -> None:
    """Serve the feed, with an ETag that changes with it, and the page of each entry."""
    body, etag = rss(site, *titles), f'"{len(titles)}"'

    def feed(asked: Asked) -> Reply:
        if asked.headers.get("if-none-match") == etag:
            return Reply(b"", 304)
        return Reply(body, kind="application/rss+xml", headers=(("ETag", etag),))

    site.routes["/feed"] = feed
    for number, title in enumerate(titles, 1):
        site.page(f"/{number}", page(title))

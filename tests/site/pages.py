"""Fetching public pages in tests, and reading the markup back out of them as a machine would."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import Any

from django.test import Client


def get(path: str) -> Any:
    """GET a page."""
    return Client().get(path)


def html(path: str) -> str:
    """GET a page that must be there."""
    response = get(path)
    assert response.status_code == 200, response
    return str(response.content.decode())


class Reader(HTMLParser):
    """Collects data blocks, scripts, links and attributes that could run."""

    def __init__(self) -> None:
        """Start with nothing found."""
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = []
        self.scripts: list[dict[str, str | None]] = []
        self.links: list[str] = []
        self.runs: list[str] = []
        self.text = ""
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what matters of an element."""
        given = dict(attrs)
        self.runs += [name for name in given if name.startswith("on") or name == "style"]
        if tag == "a":
            self.links.append(given.get("href") or "")
        if tag == "style":
            self.runs.append("style element")
        if tag == "script":
            if given.get("type") == "application/ld+json":
                self.blocks.append("")
                self._inside = "block"
            else:
                self.scripts.append(given)

    def handle_endtag(self, tag: str) -> None:
        """Leave a data block."""
        if tag == "script":
            self._inside = ""

    def handle_data(self, data: str) -> None:
        """Keep the words."""
        if self._inside:
            self.blocks[-1] += data
        else:
            self.text += data


def read(page: str) -> Reader:
    """Read a page as a browser parses it."""
    reader = Reader()
    reader.feed(page)
    reader.close()
    return reader


def markup(page: str) -> list[dict[str, Any]]:
    """Return the JSON-LD of a page."""
    return [json.loads(block) for block in read(page).blocks]

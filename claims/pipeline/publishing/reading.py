"""Finding ClaimReview markup in what others publish: JSON-LD alone, in a graph, or in a page."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import Any

from claims.pipeline.publishing.values import is_a


class NotMarkup(Exception):
    """There is no JSON-LD to be read here."""


class DataBlocks(HTMLParser):
    """Collects the JSON-LD blocks of a page."""

    def __init__(self) -> None:
        """Start with none."""
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Enter a block."""
        if tag == "script":
            self._inside = (dict(attrs).get("type") or "").strip().lower() == "application/ld+json"
            if self._inside:
                self.blocks.append("")

    def handle_endtag(self, tag: str) -> None:
        """Leave it."""
        if tag == "script":
            self._inside = False

    def handle_data(self, data: str) -> None:
        """Keep its words."""
        if self._inside:
            self.blocks[-1] += data


def reviews_in(given: str) -> list[tuple[str, Any]]:
    """Return each ClaimReview with the JSON pointer of its place; a lone object is returned whatever its type.

    Raises NotMarkup for what is neither JSON nor a page with JSON-LD.
    """
    if not given.lstrip().startswith("<"):
        return found_in(parsed(given), "")
    page = DataBlocks()
    page.feed(given)
    page.close()
    if not page.blocks:
        raise NotMarkup("this page holds no JSON-LD.")
    found = [each for block in page.blocks for each in found_in(parsed(block), "") if is_review(each[1])]
    if not found:
        raise NotMarkup("this page holds JSON-LD, but no ClaimReview.")
    return found


def parsed(words: str) -> Any:
    """Read JSON, or raise NotMarkup."""
    try:
        return json.loads(words)
    except (ValueError, RecursionError) as problem:
        raise NotMarkup(f"it is not JSON ({problem}).") from problem


def found_in(content: Any, pointer: str) -> list[tuple[str, Any]]:
    """Look into lists and graphs."""
    if isinstance(content, dict) and isinstance(content.get("@graph"), list):
        content, pointer = content["@graph"], f"{pointer}/@graph"
    if not isinstance(content, list):
        return [(pointer, content)]
    reviews = [(f"{pointer}/{number}", each) for number, each in enumerate(content) if is_review(each)]
    return reviews or [(pointer, content)]


def is_review(content: Any) -> bool:
    """Say whether an object calls itself a ClaimReview."""
    return is_a(content, "ClaimReview")

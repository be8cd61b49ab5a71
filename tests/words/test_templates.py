"""No template speaks a word that a translator cannot reach."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.template import engines
from django.template.base import NodeList, TextNode
from django.template.loader_tags import BlockNode, ExtendsNode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.template.base import Node

TEMPLATES = settings.BASE_DIR / "templates"
IN_ENGLISH = {"site/api.html"}
"""The API speaks English to everybody, and its description says so with lang="en"."""

SPOKEN = {"title", "aria-label", "aria-description", "placeholder", "alt", "label"}
"""Attributes that people hear or read."""

NAMES = {"ClaimReview", "JSON", "SHA", "Claimdesk", "HTTP", "MIME", "UTC", "WARC", "URL", "rule"}
"""Names and codes that are the same in every language."""


class Spoken(HTMLParser):
    """Collects what people read of a piece of HTML."""

    def __init__(self) -> None:
        """Start with nothing."""
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep attributes that are read; scripts, styles and code are not."""
        self.silent += tag in {"script", "style", "code"}
        self.words += [value or "" for name, value in attrs if name in SPOKEN]

    def handle_endtag(self, tag: str) -> None:
        """Leave what is not read."""
        self.silent -= tag in {"script", "style", "code"}

    def handle_data(self, data: str) -> None:
        """Keep the text."""
        if not self.silent:
            self.words.append(data)


def pieces(nodes: NodeList | list[Node]) -> Iterator[str]:
    """Yield the template's own HTML, with a sign for whatever is put in."""
    for node in nodes:
        if isinstance(node, BlockNode) and node.name == "bodyclass":  # stands in an attribute
            continue
        if isinstance(node, TextNode):
            yield node.s
            continue
        yield "\ufffc"
        for name in getattr(node, "child_nodelists", ()):
            yield from pieces(getattr(node, name, None) or [])
        if isinstance(node, ExtendsNode):
            yield from pieces(node.nodelist)


def unmarked(name: str) -> list[str]:
    """List the words of a template that are put through no catalogue."""
    spoken = Spoken()
    spoken.feed("".join(pieces(engines["django"].engine.get_template(name).nodelist)))
    spoken.close()
    found = []
    for words in spoken.words:
        for part in words.split("\ufffc"):
            letters = "".join(sign if sign.isalpha() else " " for sign in part).split()
            if any(len(word) > 1 and word not in NAMES for word in letters):
                found.append(part.strip())
    return found


ALL = sorted(str(each.relative_to(TEMPLATES)) for each in TEMPLATES.rglob("*.html"))


@pytest.mark.parametrize("name", sorted(set(ALL) - IN_ENGLISH))
def test_every_word_of_a_template_is_marked(name: str) -> None:
    assert unmarked(name) == []


def test_the_test_sees_a_word_that_is_not_marked() -> None:
    assert any("Reading is free" in words for words in unmarked("site/api.html"))

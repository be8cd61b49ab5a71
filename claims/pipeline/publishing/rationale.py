"""A rationale in restricted Markdown: what it becomes on a page, and in plain words."""

from __future__ import annotations

import html
import re
from functools import cache

import nh3
from markdown_it import MarkdownIt

ALLOWED = {"p", "em", "strong", "a", "ul", "ol", "li", "blockquote", "br"}


@cache
def markdown() -> MarkdownIt:
    """Build the reader of Markdown once; raw HTML in it is text."""
    return MarkdownIt("zero", {"html": False, "linkify": False}).enable(
        ["emphasis", "link", "list", "blockquote", "newline"]
    )


def as_html(rationale: str) -> str:
    """Return clean HTML: paragraphs, emphasis, lists, quotations and links to the web, nothing else."""
    return cleaned(markdown().render(rationale))


def cleaned(given: str) -> str:
    """Return HTML with nothing in it but what a rationale may have; clean HTML comes back as it is."""
    return nh3.clean(
        given,
        tags=ALLOWED,
        attributes={"a": {"href"}},
        url_schemes={"http", "https"},
        link_rel="nofollow noopener",
    )


def as_text(rationale: str) -> str:
    """Return the words alone, on one line."""
    without_tags = nh3.clean(re.sub(r"</(?:p|li|blockquote)>|<br ?/?>", " ", as_html(rationale)), tags=set())
    return " ".join(html.unescape(without_tags).split())

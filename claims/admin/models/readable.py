"""Values as people read them: stored JSON as lists of words, links that carry names instead of numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib.admin.utils import quote
from django.urls import reverse
from django.utils.formats import localize
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import Model

NOTHING = "–"
DEEPEST = 6
MOST_ITEMS = 200


def shortened(text: str, *, most: int = 120) -> str:
    """Return the text, cut to a length that a table holds."""
    return Truncator(text).chars(most)


def in_words(value: Any) -> SafeString | str:
    """Show stored JSON as nested lists of words, escaped and bounded; never as brackets and braces."""
    return (
        framed(nested(value, depth=0)) if isinstance(value, dict | list | tuple) and value else nested(value, depth=0)
    )


def framed(words: SafeString | str) -> SafeString:
    """Put lists into the frame that the stylesheet knows."""
    return format_html('<div class="cd-words">{}</div>', words)


def nested(value: Any, *, depth: int) -> SafeString | str:
    """Show one level of stored JSON, and what lies below it."""
    if value is None or value in ("", [], {}):
        return NOTHING
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict) and depth < DEEPEST:
        rows = [
            (capfirst(str(key).replace("_", " ")), nested(kept, depth=depth + 1))
            for key, kept in list(value.items())[:MOST_ITEMS]
        ]
        return format_html("<ul>{}</ul>", format_html_join("", "<li><b>{}</b>: {}</li>", rows))
    if isinstance(value, list | tuple) and depth < DEEPEST:
        return listed([nested(kept, depth=depth + 1) for kept in value[:MOST_ITEMS]])
    if isinstance(value, dict | list | tuple):
        return _("more, not shown here")
    return localize(value) if isinstance(value, float) else str(value)


def listed(items: Sequence[SafeString | str]) -> SafeString:
    """Show items as a list."""
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((item,) for item in items)))


def pairs(value: Sequence[Sequence[str]]) -> SafeString | str:
    """Show stored pairs, such as the headers of an answer, as a list of names and values."""
    rows = [(each[0], each[1]) for each in value[:MOST_ITEMS] if len(each) == 2]
    if not rows:
        return NOTHING
    return framed(format_html("<ul>{}</ul>", format_html_join("", "<li><b>{}</b>: {}</li>", rows)))


def table(model: type[Model]) -> str:
    """Return a table's name as the admin's addresses have it."""
    return model._meta.label_lower.replace(".", "_")  # noqa: SLF001 - Django's public name


def link_to(row: Model | None, words: str = "") -> SafeString | str:
    """Link to a row's page by its name; a dash where there is no row."""
    if row is None:
        return NOTHING
    address = reverse(f"admin:{table(type(row))}_change", args=[quote(row.pk)])
    return format_html('<a href="{}">{}</a>', address, words or shortened(str(row)))


def link_to_rows(model: type[Model], words: str, **lookups: object) -> SafeString:
    """Link to the rows of a table that a lookup finds."""
    address = reverse(f"admin:{table(model)}_changelist")
    return format_html('<a href="{}?{}">{}</a>', address, urlencode(lookups), words)


def outward(address: str) -> SafeString | str:
    """Link to a page elsewhere, only if its address is one of the web; anything else stands as plain words."""
    if not address.startswith(("http://", "https://")):
        return address or NOTHING
    return format_html('<a href="{}" rel="noreferrer noopener">{}</a>', address, shortened(address, most=100))


def paragraphs(text: str) -> SafeString | str:
    """Show a text with its line breaks, escaped."""
    if not text:
        return NOTHING
    return format_html_join(mark_safe("<br>"), "{}", ((line,) for line in text.splitlines()))


def status_chip(status: str, label: str) -> SafeString:
    """Show a status as the desk's chip: its word, coloured by the stylesheet."""
    return format_html('<span class="cd-status is-{}">{}</span>', status, capfirst(label))

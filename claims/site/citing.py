"""The numbers of sources in a reason: [1] leads to the first passage of the evidence."""

from __future__ import annotations

import re

from django.utils.html import escape
from django.utils.translation import gettext as _

TAG = re.compile(r'(<(?:[^>"]|"[^"]*")*>)')
NUMBER = re.compile(r"\[([1-9][0-9]?)\]")


def with_links(clean: str, *, sources: int) -> str:
    """Turn the numbers of sources that exist into links, in the words of clean HTML only; links are left as they are."""
    inside_link = False
    made = []
    for piece in TAG.split(clean):
        if piece.startswith("<"):
            inside_link = piece.startswith("<a ") or (inside_link and piece != "</a>")
            made.append(piece)
        else:
            made.append(piece if inside_link else NUMBER.sub(lambda found: link(found, sources), piece))
    return "".join(made)


def link(found: re.Match[str], sources: int) -> str:
    """Return the link of a number, or the number where there is no such source."""
    number = int(found[1])
    if number > sources:
        return found[0]
    name = escape(_("Source %(number)d") % {"number": number})
    return f'<a class="cite" href="#e{number}" aria-label="{name}">[{number}]</a>'

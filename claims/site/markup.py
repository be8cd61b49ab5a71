"""The data block of a page: JSON-LD that no words of anyone can break out of."""

from __future__ import annotations

import json
from typing import Any

from django.utils.safestring import SafeString, mark_safe

ESCAPED = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def json_ld(content: dict[str, Any] | None) -> SafeString:
    """Return a script element that holds the JSON and is never run; empty for none. Read back, it is equal."""
    if content is None:
        return SafeString("")
    body = json.dumps(content, ensure_ascii=False).translate(ESCAPED)
    return mark_safe(f'<script type="application/ld+json">{body}</script>')  # noqa: S308 - no < is left in it

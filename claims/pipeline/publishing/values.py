"""The values of JSON-LD, read as search engines read them: one or several, short names or whole addresses, numbers as text."""

from __future__ import annotations

import math
import re
from typing import Any
from urllib.parse import urlsplit

SCHEMA = "https://schema.org"
OF_SCHEMA = re.compile(r"https?://(www\.)?schema\.org/?")
NUMBER = re.compile(r"\s*[+-]?\d{1,15}(\.\d{1,15})?\s*")


def listed(value: Any) -> list[Any]:
    """Return a value as a list, as JSON-LD reads it."""
    return list(value) if isinstance(value, list | tuple) else [value]


def is_a(value: Any, kind: str) -> bool:
    """Say whether this is an object that names this type: alone or among others, in short or as a whole address."""
    given = value.get("@type") if isinstance(value, dict) else None
    return kind in {OF_SCHEMA.sub("", each) for each in listed(given) if isinstance(each, str)}


def number(value: Any) -> float | None:
    """Return a number, also one that is written as text; None for what is none."""
    if isinstance(value, str):
        return float(value) if NUMBER.fullmatch(value) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) else None


def is_web(value: Any) -> bool:
    """Say whether this is a complete address."""
    try:
        parts = urlsplit(value) if isinstance(value, str) else urlsplit("")
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def belongs(host: str, site: str) -> bool:
    """Say whether a host is the site or lies below it."""
    return host == site or host.endswith(f".{site}")


def named(name: str, value: Any) -> list[tuple[str, Any]]:
    """Return each value under a name with its JSON pointer, which has a number where there are several."""
    if isinstance(value, list):
        return [(f"/{name}/{place}", each) for place, each in enumerate(value)]
    return [] if value is None else [(f"/{name}", value)]

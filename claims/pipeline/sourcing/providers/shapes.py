"""Reading the answers of others: whatever shape they have, out come bounded words, days and lists."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any

TAG = re.compile(r"<[^<>]{1,500}>")
CONTROL = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127), " ")


def at(answer: Any, *path: str | int) -> Any:
    """Return what lies at a path of keys and places, or None where the answer has another shape."""
    for step in path:
        if isinstance(step, str):
            answer = answer.get(step) if isinstance(answer, dict) else None
        else:
            answer = answer[step] if isinstance(answer, list) and len(answer) > step else None
    return answer


def dicts(answer: Any, *path: str | int) -> list[dict[str, Any]]:
    """Return the objects in the list at a path; nothing where there is no list."""
    found = at(answer, *path)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def words(value: Any, *, most: int = 500) -> str:
    """Return a value's words on one line, without markup and control characters, cut at a length; nothing for no text."""
    if not isinstance(value, str):
        return ""
    return " ".join(prose(value, most=most * 4).split())[:most]


def prose(value: Any, *, most: int = 400_000) -> str:
    """Return a text without markup and control characters, its lines kept."""
    if not isinstance(value, str):
        return ""
    return plain(unescape(TAG.sub(" ", value[:most])))


def plain(value: Any) -> str:
    """Return a text that has no markup in it without what no text has: control characters, halves of characters."""
    return value.translate(CONTROL).encode("utf-8", "ignore").decode("utf-8").strip() if isinstance(value, str) else ""


def web(value: Any) -> str:
    """Return a value if it is an address of the web, else nothing."""
    fits = isinstance(value, str) and value.startswith(("https://", "http://")) and len(value) <= 2000
    return value if fits and not any(letter.isspace() for letter in value) else ""


def day(value: Any) -> date | None:
    """Return the day of a timestamp that begins like 2026-03-01, or None."""
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None


def day_of_parts(value: Any) -> date | None:
    """Return the day of [2026, 3, 1]; what is missing counts as the first. None where it is no day."""
    if not isinstance(value, list) or not value or not all(isinstance(part, int) for part in value):
        return None
    try:
        year, month, number = [*value, 1, 1][:3]
        return date(year, month, number)
    except ValueError:
        return None

"""Pages of lists: an opaque cursor leads to the next, and the last costs what the first does."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpResponse
from rest_framework.pagination import BasePagination
from rest_framework.utils.urls import replace_query_param

from claims.api.problems import wrong_parameter

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rest_framework.request import Request

PAGE = 25
LARGEST_PAGE = 100
LONGEST_CURSOR = 2_000
CURSOR = "^[A-Za-z0-9_-]+={0,2}$"
"""What every cursor of ours looks like; not every text that looks so is one."""

NONE_OF_OURS = "This cursor is none of ours, or of another order. Start again without it."


class Part(NamedTuple):
    """Which part of a list is wanted: so many rows before or after a place, or from the start."""

    size: int
    backwards: bool
    place: dict[str, Any] | None


class Pages(BasePagination):
    """`?limit=` rows a page, at most 100; `next` and `previous` are complete addresses, or null at the ends.

    A cursor holds the keys of the row at which a page ends, so that the database goes straight there by its index.
    """

    def __init__(self, *ordering: str) -> None:
        """Order by these fields (`-` turns one round); together they must tell every row from every other."""
        self.keys = [each.lstrip("-") for each in ordering]
        self.falling = [each.startswith("-") for each in ordering]
        self.next: str | None = None
        self.previous: str | None = None

    def size(self, request: Request) -> int:
        """Return the page size that was asked for, or refuse what is none."""
        given = request.query_params.get("limit")
        if given is None:
            return PAGE
        if not (given.isascii() and given.isdecimal() and len(given) < 6 and 1 <= int(given) <= LARGEST_PAGE):
            raise wrong_parameter("limit", f"Ask for 1 to {LARGEST_PAGE} rows.")
        return int(given)

    def rows(self, queryset: Any, request: Request) -> list[Any]:
        """Return the page's rows (objects or dictionaries), and remember where the next and the previous ones are."""
        part = self.part(request)
        return self.kept(list(self.cut(queryset, part)), part, request)

    def cut(self, queryset: Any, part: Part) -> Any:
        """Keep the wanted part, and one row more where others follow."""
        if part.place is not None:
            try:
                queryset = queryset.filter(self.beyond(part.place, backwards=part.backwards))
            except (ValueError, TypeError, ValidationError) as problem:
                raise wrong_parameter("cursor", NONE_OF_OURS) from problem
        return queryset.order_by(*self.order(backwards=part.backwards))[: part.size + 1]

    def part(self, request: Request) -> Part:
        """Read which part of the list is wanted, or refuse what is none."""
        size, given = self.size(request), request.query_params.get("cursor")
        return Part(size, *(self.read(given) if given is not None else (False, None)))

    def kept(self, found: list[Any], part: Part, request: Request) -> list[Any]:
        """Return the rows of the page out of those that were found, which are one more where others follow."""
        more, rows = len(found) > part.size, found[: part.size]
        if part.backwards:
            rows.reverse()
        here = request.build_absolute_uri()
        if rows and (more if part.backwards else part.place is not None):
            self.previous = replace_query_param(here, "cursor", self.write(rows[0], backwards=True))
        if rows and (part.backwards or more):
            self.next = replace_query_param(here, "cursor", self.write(rows[-1], backwards=False))
        return rows

    def answer(self, texts: Iterable[str]) -> HttpResponse:
        """Answer with rows that are JSON texts already."""
        links = f'"next":{json.dumps(self.next)},"previous":{json.dumps(self.previous)}'
        return HttpResponse(f'{{{links},"results":[{",".join(texts)}]}}', content_type="application/json")

    def order(self, *, backwards: bool = False) -> list[str]:
        """Return the ordering, or its opposite."""
        pairs = zip(self.keys, self.falling, strict=True)
        return [f"-{key}" if falling != backwards else key for key, falling in pairs]

    def beyond(self, place: dict[str, Any], *, backwards: bool) -> Q:
        """Keep what comes after a place: later in the first key, or equal there and later in the next."""
        wanted = Q(pk__in=())
        for depth in range(len(self.keys)):
            equal = {key: place[key] for key in self.keys[:depth]}
            word = "lt" if self.falling[depth] != backwards else "gt"
            wanted |= Q(**equal, **{f"{self.keys[depth]}__{word}": place[self.keys[depth]]})
        word = "lte" if self.falling[0] != backwards else "gte"
        return (
            Q(**{f"{self.keys[0]}__{word}": place[self.keys[0]]}) & wanted
        )  # the first part is what the index is searched by

    def write(self, row: Any, *, backwards: bool) -> str:
        """Write the cursor of a row."""
        values = [row[key] if isinstance(row, dict) else getattr(row, key) for key in self.keys]
        words = json.dumps([",".join(self.order(backwards=backwards)), *map(plain, values)], separators=(",", ":"))
        return base64.urlsafe_b64encode(words.encode()).decode().rstrip("=")

    def read(self, given: str) -> tuple[bool, dict[str, Any]]:
        """Return the direction and place of a cursor, or refuse one that is none of ours or of another order."""
        if len(given) > LONGEST_CURSOR:
            raise wrong_parameter("cursor", NONE_OF_OURS)
        try:
            order, *place = json.loads(base64.urlsafe_b64decode(given + "=" * (-len(given) % 4)))
            found = [real(each) for each in place]
            backwards = {",".join(self.order(backwards=turned)): turned for turned in (False, True)}[order]
            return backwards, dict(zip(self.keys, found, strict=True))
        except (binascii.Error, ValueError, TypeError, KeyError, RecursionError) as problem:
            raise wrong_parameter("cursor", NONE_OF_OURS) from problem

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Describe the wrapping."""
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "next": link | {"description": "The next page's address; null on the last."},
                "previous": link | {"description": "The address of the page before; null on the first."},
                "results": schema,
            },
        }


def plain(value: Any) -> Any:
    """Return a key as JSON holds it."""
    match value:
        case datetime():
            return {"t": value.isoformat()}
        case UUID():
            return {"u": value.hex}
    return value


def real(value: Any) -> Any:
    """Return a key from JSON; raises ValueError for what no key of ours can be."""
    match value:
        case {"t": str(words)}:
            at = datetime.fromisoformat(words)
            if at.tzinfo is None:
                raise ValueError(words)
            return at
        case {"u": str(words)}:
            return UUID(words)
        case bool():
            raise ValueError(value)
        case int() if abs(value) < 2**63:
            return value
        case float():
            return value
        case str() if "\x00" not in value:
            return value
    raise ValueError(value)

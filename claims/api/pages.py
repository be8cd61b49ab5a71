"""Pages of lists: an opaque cursor leads to the next, and the last costs what the first does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.response import Response

from claims.api.problems import wrong_parameter

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.views import APIView

PAGE = 25
LARGEST_PAGE = 100


class Pages(CursorPagination):
    """`?limit=` rows a page, at most 100; `next` and `previous` are complete addresses, or null at the ends."""

    page_size = PAGE
    max_page_size = LARGEST_PAGE
    page_size_query_param = "limit"
    cursor_query_param = "cursor"

    def __init__(self, *ordering: str) -> None:
        """Order by these fields; the first should be all but unique, since it is what a cursor remembers."""
        self.ordering = ordering

    def get_page_size(self, request: Request) -> int:
        """Return the page size that was asked for, or refuse what is none."""
        given = request.query_params.get("limit")
        if given is None:
            return PAGE
        if not (given.isascii() and given.isdecimal() and len(given) < 6 and 1 <= int(given) <= LARGEST_PAGE):
            raise wrong_parameter("limit", f"Ask for 1 to {LARGEST_PAGE} rows.")
        return int(given)

    def paginate_queryset(self, queryset: Any, request: Request, view: APIView | None = None) -> list[Any]:
        """Return the page's rows, or refuse a cursor that is not one of ours."""
        try:
            return super().paginate_queryset(queryset, request, view) or []
        except (NotFound, ValueError, OverflowError, ValidationError) as problem:
            raise wrong_parameter("cursor", "This cursor is none of ours. Start again without it.") from problem

    def get_paginated_response(self, data: Any) -> Response:
        """Wrap the rows."""
        return Response({"next": self.get_next_link(), "previous": self.get_previous_link(), "results": data})

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

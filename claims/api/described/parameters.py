"""How readers ask: the key they send, and the parameters of kinds of our own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension, OpenApiSerializerFieldExtension
from drf_spectacular.utils import OpenApiParameter

from claims.api.pages import CURSOR, LARGEST_PAGE, LONGEST_CURSOR, PAGE

if TYPE_CHECKING:
    from drf_spectacular.openapi import AutoSchema
    from drf_spectacular.utils import Direction

LIMIT = OpenApiParameter(
    "limit",
    {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE},
    description=f"Rows a page; {PAGE} unless told.",
)
PAGED = [
    OpenApiParameter(
        "cursor",
        {"type": "string", "pattern": CURSOR, "maxLength": LONGEST_CURSOR},
        description="Where to go on; taken from “next” or “previous”. It belongs to the order in which it was given: "
        "another is refused (400).",
    ),
    LIMIT,
]


class BearerKey(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How a key is sent."""

    target_class = "claims.api.authentication.KeyAuthentication"
    name = "key"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        """Describe it."""
        return {"type": "http", "scheme": "bearer", "description": "A key that a person made at the desk: cd_…"}


class SeveralNames(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """A parameter that takes several names."""

    target_class = "claims.api.asking.Several"

    def map_serializer_field(self, auto_schema: AutoSchema, direction: Direction) -> dict[str, Any]:
        """Describe it."""
        return {"type": "array", "items": {"type": "string", "enum": self.target.choices}}


class DayOrTime(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """A parameter that takes a day or a time."""

    target_class = "claims.api.asking.Moment"

    def map_serializer_field(self, auto_schema: AutoSchema, direction: Direction) -> dict[str, Any]:
        """Describe it."""
        return {"anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]}


class SequenceOrTime(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """A parameter that takes a place in the ledger."""

    target_class = "claims.api.asking.Place"

    def map_serializer_field(self, auto_schema: AutoSchema, direction: Direction) -> dict[str, Any]:
        """Describe it."""
        sequence = {"type": "integer", "minimum": 0, "maximum": 2**63 - 1}
        return {"anyOf": [sequence, {"type": "string", "format": "date-time"}]}


class BoundedWords(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """A parameter that takes words."""

    target_class = "claims.api.asking.Words"

    def map_serializer_field(self, auto_schema: AutoSchema, direction: Direction) -> dict[str, Any]:
        """Describe it."""
        return {"type": "string", "maxLength": self.target.max_length, "pattern": r"^[^\x00]+$"}

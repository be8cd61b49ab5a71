"""What all answers have in common: their errors, and the forms in which a list comes whole."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers

from claims.api.problems import MEDIA_TYPE, WHAT_TO_DO

Shape = serializers.Serializer[None]
Text = serializers.CharField
HASH = "SHA-256 in hexadecimal."


class Pointed(Shape):
    """An article that is there already."""

    id = serializers.UUIDField()
    url = serializers.URLField()


class Error(Shape):
    """Problem details (RFC 9457)."""

    type = serializers.URLField(help_text="Where this kind of error is explained.")
    title = Text()
    status = serializers.IntegerField()
    detail = Text(help_text="What is wrong, and what to do.")
    errors = serializers.ListField(  # type: ignore[assignment]
        child=serializers.DictField(child=Text()),
        required=False,
        help_text="The places that are wrong: a `pointer` into the body or the name of a `parameter`, and a `detail`.",
    )
    article = Pointed(required=False, help_text="With 409: the article that has this text.")
    violatedPolicies = serializers.ListField(  # noqa: N815
        child=Text(), required=False, help_text="With 429: which allowance is spent, as RateLimit-Policy names it."
    )


def problems(*statuses: int) -> dict[tuple[int, str], OpenApiResponse]:
    """Describe the errors that an operation may answer with; any may also meet a 500 or 503."""
    return {(status, MEDIA_TYPE): OpenApiResponse(Error, WHAT_TO_DO[status]) for status in (*statuses, 500, 503)}


def whole(marked_up: type[Shape] | None = None) -> dict[tuple[int, str], Any]:
    """Describe the forms in which a list comes whole, and a page of markup where there is one."""
    made: dict[tuple[int, str], Any] = {
        (200, "application/x-ndjson"): OpenApiResponse(
            OpenApiTypes.STR, "Every row that is wanted, one JSON text a line."
        ),
        (200, "text/csv"): OpenApiResponse(OpenApiTypes.STR, "Every row that is wanted, as a table with a header."),
    }
    return made | ({(200, "application/ld+json"): marked_up} if marked_up else {})

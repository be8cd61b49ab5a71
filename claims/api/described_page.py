"""The API's description: OpenAPI 3.1 for programs, and a page for people, both made from the same."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.utils import translation
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiJsonRenderer2, OpenApiYamlRenderer
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from claims.api.lane import LANGUAGE
from claims.api.problems import WHAT_TO_DO
from claims.api.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest, HttpResponse, HttpResponseBase
    from rest_framework.request import Request

METHODS = ("get", "post")


@cache
def description() -> dict[str, Any]:
    """Return the OpenAPI document; it is the same for everybody, and made once a process."""
    with translation.override(LANGUAGE):
        made: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return made


@cache
def mark() -> str:
    """Return what tells this description from every other."""
    return hashlib.sha256(json.dumps(description()).encode()).hexdigest()[:32]


@cache
def written_at() -> datetime:
    """Return when the code that the description is made from was written here last."""
    newest = max(file.stat().st_mtime for file in Path(__file__).parent.rglob("*.py"))
    return datetime.fromtimestamp(newest, UTC)


class Schema(Reading):
    """The OpenAPI document, as JSON or YAML."""

    renderer_classes = (OpenApiJsonRenderer2, OpenApiJsonRenderer, OpenApiYamlRenderer)

    @extend_schema(exclude=True)
    def get(self, request: Request) -> HttpResponseBase:
        """Read it."""
        unchanged = self.unchanged("schema", mark(), at=written_at(), surrogates=("schema",))
        return unchanged if unchanged is not None else Response(description())


def page(request: HttpRequest) -> HttpResponse:
    """Show the description to people."""
    operations = list(read(description()))
    groups = [
        (tag, [each for each in operations if each["tag"] == tag])
        for tag in dict.fromkeys(each["tag"] for each in operations)
    ]
    return render(
        request,
        "site/api.html",
        {"groups": groups, "errors": WHAT_TO_DO, "about": description()["info"]["description"]},
    )


def read(spec: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield each operation as the page shows it."""
    for path, operations in spec["paths"].items():
        for method in METHODS:
            if method not in operations:
                continue
            operation = operations[method]
            body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
            yield {
                "id": operation["operationId"],
                "method": method.upper(),
                "path": path,
                "tag": operation["tags"][0],
                "summary": operation["summary"],
                "description": operation["description"],
                "parameters": [each | {"type": type_of(each["schema"])} for each in operation.get("parameters", ())],
                "body": list(members(spec, body)) if body else [],
                "answers": [
                    {"status": status, "media": media, "members": list(members(spec, content["schema"]))}
                    for status, response in operation["responses"].items()
                    for media, content in response.get("content", {}).items()
                    if int(status) < 300
                ],
                "errors": [status for status in operation["responses"] if int(status) >= 400],
            }


def resolved(spec: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """Follow references, and the item of a list or a page."""
    while True:
        if "$ref" in schema:
            schema = spec["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        elif len(schema.get("allOf", ())) == 1:
            schema = schema["allOf"][0]
        elif schema.get("type") == "array":
            schema = schema["items"]
        elif "$ref" in schema.get("anyOf", ({},))[0]:
            schema = schema["anyOf"][0]  # whole, before cut down
        else:
            return schema


def members(spec: dict[str, Any], schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the members of an object, with type and meaning; of a page, those of its rows."""
    schema = resolved(spec, schema)
    if "results" in schema.get("properties", {}):
        schema = resolved(spec, schema["properties"]["results"])
    for name, member in schema.get("properties", {}).items():
        inner = resolved(spec, member)
        yield {
            "name": name,
            "type": type_of(member if "type" in member else inner),
            "words": member.get("description") or (inner.get("description", "") if "$ref" in str(member) else ""),
            "needed": name in schema.get("required", ()),
        }


def type_of(schema: dict[str, Any]) -> str:
    """Name a type in a word or two."""
    kind = schema.get("type", "object")
    kinds = [kind] if isinstance(kind, str) else list(kind)
    words = " or ".join(kinds)
    return f"{words}, {schema['format']}" if "format" in schema else words

"""Asking the API in tests, and holding each answer against its own description."""

from __future__ import annotations

import hashlib
import ipaddress
import os
from typing import TYPE_CHECKING, Any

import jsonschema
from django.test import Client

if TYPE_CHECKING:
    from django.http import HttpResponse

    from claims.models import User

API = "/api/v1"


def own_address() -> str:
    """Return where this test asks from: none uses up another's allowance."""
    name = os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" ")[0]
    return str(ipaddress.IPv4Address(b"\x0a" + hashlib.sha256(name.encode()).digest()[:3]))


def ask(path: str, *, key: str = "", accept: str = "", **headers: str) -> Any:
    """GET an address under /api/v1, with a key if one is given; the answer is held against the description."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    given |= {"Authorization": f"Bearer {key}"} if key else {}
    given |= {"Accept": accept} if accept else {}
    response = Client(REMOTE_ADDR=own_address()).get(
        path if path.startswith(("/", "http")) else f"{API}/{path}", headers=given
    )
    hold(response, "get")
    return response


def hand_in(body: Any, *, key: str = "", content_type: str = "application/json") -> Any:
    """POST an article."""
    given = {"Authorization": f"Bearer {key}"} if key else {}
    response = Client(REMOTE_ADDR=own_address()).post(
        f"{API}/articles/", body, content_type=content_type, headers=given
    )
    hold(response, "post")
    return response


def a_key(user: User) -> str:
    """Issue a key for a person."""
    from claims.models import ApiKey

    return ApiKey.issue(user, name="test")[1]


def hold(response: HttpResponse, method: str) -> None:
    """Fail where an answer is not what the OpenAPI document promises for its address, status and media type."""
    from django.urls import resolve

    from claims.api.described_page import description

    spec = description()
    match = resolve(response.request["PATH_INFO"])
    if match.url_name in {"nowhere", "schema", "docs"} or response.status_code in {304, 307, 308}:
        return
    path = "/" + match.route.replace("<uuid:public_id>", "{public_id}")
    answers = spec["paths"][path][method]["responses"]
    assert str(response.status_code) in answers, f"{response.status_code} is not described for {method} {path}"
    content = answers[str(response.status_code)]["content"]
    media = response["Content-Type"].partition(";")[0]
    assert media in content, f"{media} is not described for {method} {path}"
    schema = content[media]["schema"]
    if response.status_code == 200 and "fields" not in response.request["QUERY_STRING"]:
        schema = whole_rows(schema, spec)
    whole = {**schema, "components": spec["components"]}
    jsonschema.Draft202012Validator(whole, format_checker=jsonschema.FormatChecker()).validate(response.json())


def whole_rows(schema: dict[str, Any], spec: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a page whose rows nobody cut down, which promises more than that of any page."""
    page = spec["components"]["schemas"][schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    rows = page.get("properties", {}).get("results", {})
    if "anyOf" not in rows.get("items", {}):
        return schema
    whole, _sparse = rows["items"]["anyOf"]
    return {**page, "properties": {**page["properties"], "results": {**rows, "items": whole}}}

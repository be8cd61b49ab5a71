"""What a program hands in, checked field by field before the desk takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from rest_framework import serializers

from claims.api.problems import Problem
from claims.desk.intake import BadText, TooLong, take_in
from claims.models.article import LONGEST_TEXT

if TYPE_CHECKING:
    from claims.models.article import Article
    from claims.models.user import User


class HandedIn(serializers.Serializer[None]):
    """An article, as a program hands it in."""

    text = serializers.CharField(
        trim_whitespace=False, allow_blank=True, help_text="The whole text, plain, at most 200,000 characters."
    )
    title = serializers.CharField(required=False, allow_blank=True, max_length=500, help_text="Its headline.")
    outlet = serializers.CharField(required=False, allow_blank=True, max_length=200, help_text="Who published it.")
    url = serializers.URLField(required=False, allow_blank=True, max_length=2000, help_text="Where it appeared.")
    author = serializers.CharField(required=False, allow_blank=True, max_length=300, help_text="Who wrote it.")
    publishedAt = serializers.DateTimeField(  # noqa: N815 - the name in the API
        required=False, allow_null=True, source="published_at", help_text="When it appeared, in RFC 3339."
    )


NO_CONTROLS = r"[^\x00-\x08\x0E-\x1F\x7F-\x84\x86-\x9F]*$"
TEXT = rf"^[\t-\r ]*[^\s\x00-\x1F\x7F-\x9F]{NO_CONTROLS}"
"""A text that the desk takes: not blank, and without control characters."""


def closed(result: dict[str, Any], **_more: Any) -> dict[str, Any]:
    """Say in the OpenAPI document what else is refused: other members, and control characters; a hook of the settings."""
    schema = result["components"]["schemas"]["HandedIn"]
    schema["additionalProperties"] = False
    schema["properties"]["text"] |= {"pattern": TEXT, "maxLength": LONGEST_TEXT}
    for name in ("title", "outlet", "author"):
        schema["properties"][name]["pattern"] = r"^[^\x00]*$"
    return result


NAMES = {"published_at": "publishedAt"}


def hand_in(body: Any, *, by: User) -> Article:
    """Put the article on the desk. Raises Problem (413, 422), AlreadyHere, PermissionDenied."""
    form = HandedIn(data=body)
    wrong = unknown(body, form)
    if not form.is_valid():
        wrong += [
            {"pointer": "" if name == "non_field_errors" else f"/{name}", "detail": " ".join(map(str, words))}
            for name, words in form.errors.items()
        ]
    if wrong:
        raise Problem(422, errors=wrong)
    given = dict(form.validated_data)
    try:
        return take_in(given.pop("text"), by=by, **given)
    except TooLong as problem:
        raise Problem(413, " ".join(problem.messages)) from problem
    except BadText as problem:
        words = " ".join(problem.messages)
        raise Problem(422, words, errors=[{"pointer": "/text", "detail": words}]) from problem
    except ValidationError as problem:
        raise Problem(422, errors=list(told(problem))) from problem


def unknown(body: Any, form: HandedIn) -> list[dict[str, str]]:
    """Name the members that we do not take, so that a slip of the pen is not lost in silence."""
    if not isinstance(body, dict):
        return []
    known = ", ".join(form.fields)
    return [
        {"pointer": f"/{str(name)[:80]}", "detail": f"There is no such member. These exist: {known}."}
        for name in body
        if name not in form.fields
    ]


def told(problem: ValidationError) -> list[dict[str, str]]:
    """List what the desk says, by field."""
    by_field = problem.message_dict if hasattr(problem, "error_dict") else {NON_FIELD_ERRORS: problem.messages}
    return [
        {"pointer": "" if name == NON_FIELD_ERRORS else f"/{NAMES.get(name, name)}", "detail": " ".join(words)}
        for name, words in by_field.items()
    ]

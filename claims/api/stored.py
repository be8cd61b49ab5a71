"""Answers as PostgreSQL writes them: JSON texts put together from columns and stored documents, with no row parsed here."""

from __future__ import annotations

from typing import Any

from django.db.models import BigIntegerField, F, Func, TextField, Value
from django.db.models.functions import Coalesce

from claims.api.asking import HIGHEST

REDACTED = '{"format":'
"""How what is left of a redacted document begins; a whole one begins with another member."""


class Sql(Func):
    """A piece of SQL around expressions; its value is a text."""

    output_field = TextField()

    def __init__(self, template: str, *expressions: Any, joiner: str = ", ") -> None:
        """`template` has `%(expressions)s` where they go."""
        super().__init__(*expressions, template=template, arg_joiner=joiner)


def json_object(**members: Any) -> Sql:
    """Write a JSON object; members are columns by name, or expressions."""
    pairs = (each for name, value in members.items() for each in (Value(name, output_field=TextField()), value))
    return Sql("json_build_object(%(expressions)s)::text", *pairs)


def time(column: str) -> Sql:
    """Write a time in RFC 3339, in UTC."""
    return Sql("""to_char(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')""", F(column))


def row(at: str = "", **first: Any) -> Sql:
    """Write a ledger row without its document. `at` leads to the row; `first` are members to begin with."""
    return json_object(
        **first,
        sequence=F(f"{at}sequence"),
        kind=F(f"{at}kind"),
        publishedAt=time(f"{at}published_at"),
        note=F(f"{at}note"),
        rehearsal=F(f"{at}rehearsal"),
        previousHash=F(f"{at}previous_hash"),
        hash=F(f"{at}hash"),
        documentSha256=F(f"{at}document_id"),
    )


def entry(public_id: str, at: str = "") -> Sql:
    """Write a ledger row with its document as it was hashed, null where it was redacted. `public_id` leads to its claim’s."""
    body = f"{at}document__body"
    return Sql(
        "%(expressions)s",
        Sql("left(%(expressions)s, -1)", row(at, id=F(public_id))),
        Value(',"document":', output_field=TextField()),
        Sql(f"CASE WHEN starts_with(%(expressions)s, '{REDACTED}') THEN 'null' ELSE %(expressions)s END", F(body)),
        Value("}", output_field=TextField()),
        joiner=" || ",
    )


def of_document(path: str, at: str = "publication__") -> Sql:
    """Read a text in the document, such as `verdict,label`; empty where there is none."""
    return Sql(f"coalesce(%(expressions)s::json #>> '{{{path}}}', '')", F(f"{at}document__body"))


def part_of_document(path: str, at: str = "publication__") -> Sql:
    """Write a part of the document as it stands there, as JSON."""
    return Sql(f"(%(expressions)s::json #> '{{{path}}}')::text", F(f"{at}document__body"))


def or_highest(number: Any) -> Coalesce:
    """Return a sequence, or the highest that there can be where there is none."""
    return Coalesce(number, Value(HIGHEST, output_field=BigIntegerField()))

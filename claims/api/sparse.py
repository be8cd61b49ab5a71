"""Rows that were cut down with `fields`, in the OpenAPI document: the same members, none of them certain but `id`."""

from __future__ import annotations

from typing import Any

from claims.api.choosing import ALWAYS

Schema = dict[str, Any]
WORDS = "Cut down with `fields`: the members that were asked for"


def describe(result: Schema, **_more: Any) -> Schema:
    """Let every list that takes `fields` say that its rows are whole or cut down; a hook that the settings name."""
    parts = Parts(result["components"]["schemas"])
    for operations in result["paths"].values():
        for operation in operations.values():
            if any(each["name"] == "fields" for each in operation.get("parameters", ())):
                page = operation["responses"]["200"]["content"]["application/json"]["schema"]
                row = resolved(page, parts.schemas)["properties"]["results"]
                row["items"] = {"anyOf": [row["items"], parts.row(row["items"])]}
    parts.schemas.update(sorted(parts.made.items()))
    return result


def resolved(schema: Schema, schemas: Schema) -> Schema:
    """Follow a reference."""
    found: Schema = schemas[name(schema)] if "$ref" in schema else schema
    return found


def name(schema: Schema) -> str:
    """Return what a reference names."""
    return str(schema["$ref"]).rpartition("/")[2]


class Parts:
    """The cut-down forms of schemas, each made once."""

    def __init__(self, schemas: Schema) -> None:
        """Know the whole forms."""
        self.schemas = schemas
        self.made: Schema = {}

    def row(self, whole: Schema) -> Schema:
        """Return a row's cut-down form: `id` is always there."""
        return self.form(name(whole), prefix="Sparse", required=[ALWAYS], words=f"{WORDS}, and `{ALWAYS}`.")

    def form(self, whole: str, *, prefix: str, required: list[str], words: str) -> Schema:
        """Make a form of a schema, with only these members required, and refer to it."""
        if (made := f"{prefix}{whole}") not in self.made:
            self.made[made] = {}  # so that a shape within itself ends
            of = self.schemas[whole]
            members = {each: self.member(value) for each, value in of["properties"].items()}
            self.made[made] = {
                "type": "object",
                "description": words,
                "properties": members,
                **({"required": required} if required else {}),
            }
        return {"$ref": f"#/components/schemas/{made}"}

    def member(self, schema: Any) -> Any:
        """Put cut-down objects in the place of whole ones, however deep they lie."""
        if isinstance(schema, list):
            return [self.member(each) for each in schema]
        if not isinstance(schema, dict):
            return schema
        if "$ref" in schema and "properties" in self.schemas[name(schema)]:
            others = {each: value for each, value in schema.items() if each != "$ref"}
            return self.form(name(schema), prefix="PartOf", required=[], words=f"{WORDS}.") | others
        return {each: self.member(value) for each, value in schema.items()}

"""The API's description: committed, so that no change of it goes by unseen, and true of every address."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from claims.api.described_page import description

COMMITTED = Path(__file__).resolve().parents[2] / "docs" / "openapi.json"
COMMAND = "uv run manage.py spectacular --format openapi-json --validate --fail-on-warn --file docs/openapi.json"


def test_the_committed_description_is_what_the_code_makes(tmp_path: Path) -> None:
    made = tmp_path / "openapi.json"
    _uv, _run, _manage, name, *options, _file = COMMAND.split()

    call_command(name, *options, str(made))

    assert made.read_text().rstrip() == COMMITTED.read_text().rstrip(), f"the API changed; if it may, run: {COMMAND}"


def test_the_description_that_is_served_is_the_committed_one() -> None:
    served = Client().get("/api/schema/", headers={"Accept": "application/json"})

    assert served.json() == json.loads(COMMITTED.read_text())


def test_no_parameter_and_no_member_is_named_in_snake_case() -> None:
    spec = description()
    names = {each["name"] for way in spec["paths"].values() for op in way.values() for each in op.get("parameters", ())}
    names |= {name for schema in spec["components"]["schemas"].values() for name in schema.get("properties", ())}

    assert {name for name in names if "_" in name} == {"public_id"}  # in addresses alone, where its name is never sent


@pytest.mark.django_db
def test_the_page_for_people_shows_the_members_of_whole_rows() -> None:
    page = Client().get("/api/docs/").content.decode()

    for member in ("documentSha256", "checkWorthiness", "highlights", "replaces"):
        assert member in page

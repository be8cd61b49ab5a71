"""What is wrong with a field is said beside it, and tied to it for whoever hears the page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.conf import settings

if TYPE_CHECKING:
    from pathlib import Path

    from tests.admin.pages.conftest import SitDown
    from tests.desk import People

SAID = re.compile(r'problem\.fields\.(?P<field>\w+) %}<p class="cd-problem"(?: id="(?P<id>[^"]+)")?')
NO_FIELD = {"citations"}  # what is wrong with all cited passages together stands above the list of what is missing
PAGES = sorted((settings.BASE_DIR / "templates" / "admin" / "desk").glob("*.html"), key=lambda page: page.name)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_problem_is_tied_to_its_field(page: Path) -> None:
    html = page.read_text()
    for said in SAID.finditer(html):
        if said["field"] in NO_FIELD:
            continue
        assert said["id"], f"what is said of {said['field']} has no id"
        tied = re.compile(rf'aria-describedby="[^"]*{re.escape(said["id"])}(?:{{% endif %}})?[^"]*"')
        assert tied.search(html), f"no field is described by {said['id']}"


@pytest.mark.parametrize(
    ("address", "typed", "field"),
    [
        ("/desk/settings/", {"act": "times", "seen": 1, "hours_high": "x"}, "hours_urgent"),
        ("/desk/settings/", {"act": "house", "seen": 1, "language": "xx"}, "language"),
        ("/desk/notes/wishes/", {"act": "save", "hour": 7, "work": "pigeon"}, "work"),
    ],
)
def test_a_wrong_choice_is_marked_and_described(
    people: People, sit_down: SitDown, address: str, typed: dict[str, object], field: str
) -> None:
    answer = sit_down(people.chief).post(address, typed)
    assert answer.status_code == 422
    control = re.search(rf'<(?:input|select)[^>]* name="{field}"[^>]*>', answer.content.decode())
    assert control is not None
    assert 'aria-invalid="true"' in control[0]
    assert f"{field}-problem" in control[0]

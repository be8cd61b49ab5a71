"""Views of the list are kept under a name: one's own or the newsroom's, and they show each what they may see."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.desk import saved_views
from claims.models import SavedView

if TYPE_CHECKING:
    from claims.models import Claim
    from tests.admin.pages.conftest import SitDown
    from tests.desk import People

LATE = "?status=open&q=Putin&sort=worth"


def test_filters_search_and_order_are_kept_and_come_back(claim: Claim, people: People, sit_down: SitDown) -> None:
    browser = sit_down(people.editor)
    assert browser.post(f"/desk/list/{LATE}", {"view_act": "save", "name": " Putin,  open "}).status_code == 302
    view = SavedView.objects.get()
    assert (view.name, view.question, view.shared) == ("Putin, open", LATE[1:], False)
    page = unescape(browser.get("/desk/list/").content.decode())
    assert f'href="?{view.question}"' in page
    assert "Putin, open" not in sit_down(people.chief).get("/desk/list/").content.decode()


def test_a_shared_view_is_everybodys_to_use_and_its_owners_to_throw_away(
    claim: Claim, people: People, sit_down: SitDown
) -> None:
    view = saved_views.save_view("For all", "status=open", by=people.editor, shared=True)
    browser = sit_down(people.reviewer)
    assert "For all" in browser.get("/desk/list/").content.decode()
    shown = browser.get("/desk/list/?status=open").content.decode()
    assert f"/desk/review/{claim.pk}/" not in shown, "what it shows is still each reader's own to see"
    answer = browser.post("/desk/list/?view=none", {"view_act": "throw_away", "view": view.pk})
    assert answer.status_code == 403
    assert f"{people.editor} keeps this view." in answer.content.decode()
    assert sit_down(people.editor).post("/desk/list/", {"view_act": "throw_away", "view": view.pk}).status_code == 302
    assert not SavedView.objects.exists()


def test_the_list_opens_with_the_view_that_was_chosen_until_it_is_not(people: People, sit_down: SitDown) -> None:
    browser = sit_down(people.editor)
    browser.post("/desk/list/?status=open", {"view_act": "save", "name": "Open", "opens_first": "yes"})
    browser.post("/desk/list/?kind=fact", {"view_act": "save", "name": "Facts"})
    assert browser.get("/desk/list/").headers["Location"] == "/desk/list/?status=open"
    assert browser.get("/desk/list/?view=none").status_code == 200
    facts = SavedView.objects.get(name="Facts")
    browser.post("/desk/list/?view=none", {"view_act": "open_with", "view": facts.pk})
    assert browser.get("/desk/list/").headers["Location"] == "/desk/list/?kind=fact"
    browser.post("/desk/list/?view=none", {"view_act": "open_plain"})
    assert browser.get("/desk/list/").status_code == 200


@pytest.mark.parametrize(
    ("asked", "typed", "words"),
    [
        ("?status=open", {"name": ""}, "Give the view a name"),
        ("?status=open", {"name": "x" * 61}, "Give the view a name"),
        ("?view=none", {"name": "All"}, "Set a filter, a search or an order first"),
        ("?status=open", {"name": "Taken"}, "You have a view of this name already."),
    ],
)
def test_what_cannot_be_kept_is_said_beside_the_name(
    people: People, sit_down: SitDown, asked: str, typed: dict[str, str], words: str
) -> None:
    saved_views.save_view("Taken", "kind=fact", by=people.editor)
    answer = sit_down(people.editor).post(f"/desk/list/{asked}", {"view_act": "save", **typed})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert f'value="{typed["name"]}"' in answer.content.decode()


def test_an_act_on_a_view_that_is_gone_or_private_is_told(people: People, sit_down: SitDown) -> None:
    own = saved_views.save_view("Mine", "kind=fact", by=people.chief)
    browser = sit_down(people.editor)
    for typed in ({"view": own.pk}, {"view": 0}, {"view": "x"}):
        assert browser.post("/desk/list/", {"view_act": "throw_away", **typed}).status_code == 409
    assert SavedView.objects.count() == 1
    with pytest.raises(PermissionDenied):
        saved_views.open_with(own, by=people.editor)


def test_views_cost_one_query_however_many(people: People, sit_down: SitDown) -> None:
    browser = sit_down(people.editor)
    costs = []
    for first in (0, 1):
        for place in range(first, first * 29 + 1):
            saved_views.save_view(f"View {place}", "kind=fact", by=people.editor)
        browser.get("/desk/list/?view=none")
        with CaptureQueriesContext(connection) as asked:
            browser.get("/desk/list/?view=none")
        costs.append(len(asked))
    assert costs[0] == costs[1]

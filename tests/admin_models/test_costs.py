"""What a page costs does not grow with the rows that it shows: pages of rows, their histories, and the lists to pick from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.desk.assignment import assign
from claims.models import Article, Claim, Evidence, Source
from tests.admin_models.conftest import table
from tests.desk import archive_evidence

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from claims.models import User
    from tests.admin_models.conftest import Browser
    from tests.desk import People


def cost(client: Client, address: str) -> int:
    """Count the queries of a page that was opened once before."""
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def lengthen(claim: Claim, people: People) -> None:
    """Give the claim ten more of everything that its page and its history show."""
    for place in range(10):
        archive_evidence(claim, words=f"Words {place}.", name=f"page-{place}")
        claim.searches.create(provider=f"provider {place}")  # type: ignore[attr-defined]
        reviewer = (people.reviewer, people.second)[place % 2]
        held = claim.assignments.current().first()  # type: ignore[attr-defined]
        assign(claim, reviewer, by=people.editor, seen=claim.version, instead_of=held)


@pytest.mark.parametrize("page", ["change", "history"])
def test_a_claims_page_costs_the_same_with_much_on_it(
    browser: Callable[[User], Browser], people: People, claim: Claim, page: str
) -> None:
    assign(claim, people.reviewer, by=people.editor, seen=claim.version)
    archive_evidence(claim)
    claim.searches.create(provider="archive")  # type: ignore[attr-defined]
    client = browser(people.chief).client
    address = table(Claim, page, claim.pk)
    before = cost(client, address)

    lengthen(claim, people)

    assert cost(client, address) <= before
    assert before <= 45


@pytest.mark.parametrize("model", [Article, Source, Evidence])
def test_a_page_with_rows_below_it_costs_the_same_with_more(
    browser: Callable[[User], Browser], people: People, claim: Claim, model: Any
) -> None:
    archive_evidence(claim)
    client = browser(people.chief).client
    row = model.objects.order_by("pk").first()
    before = cost(client, table(model, "change", row.pk))

    lengthen(claim, people)

    assert cost(client, table(model, "change", row.pk)) <= before


def test_an_act_page_costs_the_same_for_many_rows(
    browser: Callable[[User], Browser], people: People, claim: Claim
) -> None:
    me = browser(people.editor)
    me.choose([claim], "dismiss")
    with CaptureQueriesContext(connection) as few:
        me.choose([claim], "dismiss")
    Claim.objects.bulk_create(
        Claim(article=claim.article, number=100 + place, start=0, end=9, quote="x", text=f"More {place}.", kind="fact")
        for place in range(20)
    )

    rows = list(Claim.objects.all())
    with CaptureQueriesContext(connection) as many:
        page = me.choose(rows, "dismiss")

    assert len(page.context["rows"]) == 21
    assert len(many) <= len(few)


def test_whom_one_may_pick_is_whom_one_may_see(
    browser: Callable[[User], Browser], people: People, claim: Claim
) -> None:
    address = reverse("admin:autocomplete")
    picking = {"app_label": "claims", "model_name": "assignment", "field_name": "reviewer", "term": ""}

    seen = {
        person.username: {row["text"] for row in browser(person).client.get(address, picking).json()["results"]}
        for person in (people.editor, people.reviewer)
    }

    assert seen["editor"] == {"chief", "editor", "reviewer", "second", "third"}
    assert seen["reviewer"] == {"reviewer"}
    picking = {"app_label": "claims", "model_name": "claimmove", "field_name": "claim", "term": ""}
    assert browser(people.second).client.get(address, picking).json()["results"] == []

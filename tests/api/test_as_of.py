"""What was public then: by a sequence, or by a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.models import Publication
from tests.api.asking import ask

if TYPE_CHECKING:
    from tests.stories import Story


def seen(query: str) -> list[tuple[int, str]]:
    """Return sequence and rating of each verdict that a question finds."""
    return [
        (row["sequence"], row["document"]["verdict"]["rating"]) for row in ask(f"verdicts/?{query}").json()["results"]
    ]


def test_the_list_is_what_stood_at_each_row_of_the_ledger(story: Story) -> None:
    first = story.publish(1, rating="true")
    story.publish(2, rating="false")
    story.correct(first, rating="half-true")
    story.retract(first)

    assert [seen(f"asOf={sequence}") for sequence in range(6)] == [
        [],
        [(1, "true")],
        [(2, "false"), (1, "true")],
        [(3, "half-true"), (2, "false")],
        [(2, "false")],
        [(2, "false")],
    ]
    assert [row["sequence"] for row in ask("verdicts/?asOf=4&retracted=true").json()["results"]] == [4]
    assert ask("verdicts/?asOf=3&retracted=true").json()["results"] == []


def test_one_verdict_is_shown_as_it_was_at_a_time(story: Story) -> None:
    claim = story.publish(1, rating="true")
    story.correct(claim, rating="false")
    first, second = Publication.objects.order_by("sequence")
    address = f"verdicts/{claim.public_id}/?asOf="

    for moment in ("1", first.published_at.isoformat(), first.published_at.isoformat().replace("+", "%2B")):
        then = ask(f"{address}{moment}").json()
        assert (then["sequence"], then["document"]["verdict"]["rating"], len(then["history"])) == (1, "true", 1)
    assert ask(f"{address}{second.published_at.isoformat()}").json()["sequence"] == 2
    assert ask(f"{address}2099-01-01T00:00:00Z").json()["sequence"] == 2
    for moment in ("0", "2001-01-01T00:00:00Z"):
        assert ask(f"{address}{moment}").status_code == 404
    assert seen(f"asOf={first.published_at.isoformat()}") == [(1, "true")]


def test_a_moment_that_is_none_is_refused(story: Story) -> None:
    claim = story.publish()

    for moment in ("yesterday", "2026-11-22T18:00:00", "-1", "9" * 30, ""):
        assert ask(f"verdicts/?asOf={moment}").status_code == 400
        assert ask(f"verdicts/{claim.public_id}/?asOf={moment}").status_code == 400
    refused = ask("verdicts/?asOf=1&rating=true")
    assert (refused.status_code, refused.json()["errors"][0]["parameter"]) == (400, "rating")


def test_the_past_is_read_page_by_page_at_the_same_cost(story: Story) -> None:
    for number in range(1, 9):
        story.publish(number)
    costs = []
    address, found = "verdicts/?asOf=7&limit=2", []
    while address:
        with CaptureQueriesContext(connection) as counted:
            page = ask(address).json()
        costs.append(len(counted))
        found += [row["sequence"] for row in page["results"]]
        address = page["next"]

    assert found == [7, 6, 5, 4, 3, 2, 1]
    assert len(set(costs)) == 1


def test_what_was_redacted_since_is_named_and_not_shown(story: Story) -> None:
    from tests.publishing.test_redaction import redact

    claim = story.publish(1)
    redact(story, claim)

    (row,) = ask("verdicts/?asOf=1").json()["results"]
    assert (row["id"], row["sequence"], row["document"]) == (str(claim.public_id), 1, None)


@pytest.mark.parametrize("accept", ["application/ld+json", "application/x-ndjson", "text/csv"])
def test_the_past_comes_as_json_and_who_wants_it_otherwise_is_told_what_to_do(story: Story, accept: str) -> None:
    claim = story.publish()
    addresses = ["verdicts/?asOf=1"] + ([f"verdicts/{claim.public_id}/?asOf=1"] if "ld" in accept else [])

    for address in addresses:
        refused = ask(address, accept=accept)
        assert refused.status_code == 406
        assert "application/json" in refused.json()["detail"]
        assert "key" not in refused.json()["detail"]
        assert ask(address, accept=accept, If_None_Match="*").status_code == 406


@pytest.mark.parametrize("parameter", ["fields=sequence", "expand=history", "retracted=true"])
def test_markup_refuses_what_it_cannot_answer(story: Story, parameter: str) -> None:
    story.retract(story.publish())

    refused = ask(f"verdicts/?{parameter}", accept="application/ld+json")

    assert (refused.status_code, len(refused.json()["errors"])) == (400, 1)
    assert refused.json()["errors"][0]["parameter"] == parameter.partition("=")[0]
    assert "application/json" in refused.json()["errors"][0]["detail"]
    assert ask("verdicts/?retracted=false", accept="application/ld+json").status_code == 200

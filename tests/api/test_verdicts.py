"""Reading verdicts: as the ledger has them, for everybody, at a constant price."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
import rfc8785
from django.test import Client

from claims.models import CurrentVerdict, Publication
from tests.api.asking import ask

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from tests.stories import Story


@pytest.mark.django_db
def test_an_empty_ledger_is_an_empty_list() -> None:
    assert ask("verdicts/").json() == {"next": None, "previous": None, "results": []}


def test_a_verdict_comes_with_its_document_exactly_as_it_was_hashed(story: Story) -> None:
    claim = story.publish()

    read = ask(f"verdicts/{claim.public_id}/").json()

    row = Publication.objects.with_documents().get()
    assert read["document"] == json.loads(row.document.body)
    assert hashlib.sha256(rfc8785.dumps(read["document"])).hexdigest() == read["documentSha256"]
    chained = f"{read['previousHash']}\n{read['sequence']}\n{read['kind']}\n{read['documentSha256']}"
    assert hashlib.sha256(chained.encode()).hexdigest() == read["hash"]
    assert read["id"] == str(claim.public_id)


def test_a_verdicts_history_has_all_its_rows(story: Story) -> None:
    claim = story.publish()
    story.correct(claim, note="A second source was found.")
    story.retract(claim, reason="It was never said.")

    read = ask(f"verdicts/{claim.public_id}/").json()

    assert [(row["kind"], row["note"]) for row in read["history"]] == [
        ("retracted", "It was never said."),
        ("corrected", "A second source was found."),
        ("published", ""),
    ]
    assert read["sequence"] == 3


def test_claims_that_are_not_published_are_not_there(story: Story) -> None:
    claim = story.approve(story.spot())

    assert ask(f"verdicts/{claim.public_id}/").status_code == 404
    assert ask("verdicts/").json()["results"] == []


def test_a_change_at_the_desk_changes_nothing_for_readers(story: Story) -> None:
    claim = story.publish()
    before = ask(f"verdicts/{claim.public_id}/").json()
    from claims.desk import publication

    publication.reopen(claim, by=story.people.editor, seen=claim.version, reason="New facts.")
    type(claim).objects.filter(pk=claim.pk).update(text="Words of the desk.")
    type(story.article).objects.update(title="Another headline")

    assert ask(f"verdicts/{claim.public_id}/").json() == before


def test_the_list_shows_what_stands_newest_first_and_what_was_retracted_on_demand(story: Story) -> None:
    claims = [story.publish(number) for number in (1, 2, 3)]
    story.retract(claims[1])

    standing = [each["id"] for each in ask("verdicts/").json()["results"]]
    retracted = [each["id"] for each in ask("verdicts/?retracted=true").json()["results"]]

    assert standing == [str(claims[2].public_id), str(claims[0].public_id)]
    assert retracted == [str(claims[1].public_id)]


def test_the_list_is_filtered(story: Story) -> None:
    story.publish(1, claimant="Jen Psaki", rating="true")
    putin = story.publish(2, claimant="Vladimir Putin", rating="unproven")

    for question in (
        "rating=unproven",
        "claimant=Vladimir Putin",
        "rating=unproven&kind=fact&attribution=confirmed&outlet=9News&language=en",
        f"article={story.article.public_id}&rating=unproven",
    ):
        assert [each["id"] for each in ask(f"verdicts/?{question}").json()["results"]] == [str(putin.public_id)]
    for question in ("rating=true&claimant=Vladimir Putin", "outlet=Nobody", f"article={uuid4()}", "kind=opinion"):
        assert ask(f"verdicts/?{question}").json()["results"] == []


def test_pages_lead_through_all_verdicts_once(story: Story) -> None:
    published = [str(story.publish(number).public_id) for number in range(1, 6)]

    seen: list[str] = []
    address = "verdicts/?limit=2"
    while address:
        page = ask(address).json()
        seen += [each["id"] for each in page["results"]]
        address = page["next"]

    assert seen == published[::-1]


def test_a_verdict_published_between_two_pages_doubles_none(story: Story) -> None:
    published = [str(story.publish(number).public_id) for number in range(1, 4)]
    first = ask("verdicts/?limit=2").json()
    story.publish(4)

    second = ask(first["next"]).json()

    assert [each["id"] for each in first["results"] + second["results"]] == published[::-1]


def test_a_list_of_thirty_costs_as_many_queries_as_a_list_of_one(
    story: Story, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    story.publish(1)
    with django_assert_num_queries(2):  # the head for the mark; the rows with their documents
        assert len(ask("verdicts/?limit=100").json()["results"]) == 1

    for number in range(2, 31):
        story.publish(number)
    with django_assert_num_queries(2):
        assert len(ask("verdicts/?limit=100").json()["results"]) == 30


def test_an_unchanged_verdict_is_answered_without_its_document(
    story: Story, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    claim = story.publish()
    mark = ask(f"verdicts/{claim.public_id}/")["ETag"]

    with django_assert_num_queries(1) as asked:
        again = ask(f"verdicts/{claim.public_id}/", If_None_Match=f'"other", {mark}')
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == mark
    assert "publisheddocument" not in asked[0]["sql"]

    story.correct(claim)
    assert ask(f"verdicts/{claim.public_id}/", If_None_Match=mark).status_code == 200


def test_an_unchanged_list_is_answered_with_one_query(
    story: Story, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    story.publish(1)
    mark = ask("verdicts/")["ETag"]

    with django_assert_num_queries(1):
        assert ask("verdicts/", If_None_Match=mark).status_code == 304
    story.publish(2)
    assert ask("verdicts/", If_None_Match=mark).status_code == 200


def test_the_claim_review_is_the_documents_by_its_own_address_and_by_negotiation(story: Story) -> None:
    claim = story.publish()
    markup = Publication.objects.with_documents().get().document.content["claimReview"]

    own = ask(f"verdicts/{claim.public_id}/claimreview/")
    negotiated = ask(f"verdicts/{claim.public_id}/", accept="application/ld+json")

    for response in (own, negotiated):
        assert response["Content-Type"] == "application/ld+json"
        assert response.json() == markup
    assert "Accept" in negotiated["Vary"]
    assert negotiated["ETag"] != ask(f"verdicts/{claim.public_id}/")["ETag"]


def test_a_retracted_verdicts_markup_is_gone_and_the_verdict_says_why(story: Story) -> None:
    claim = story.publish()
    story.retract(claim, reason="It was never said.")

    assert ask(f"verdicts/{claim.public_id}/claimreview/").status_code == 410
    assert ask(f"verdicts/{claim.public_id}/", accept="application/ld+json").status_code == 410
    read = ask(f"verdicts/{claim.public_id}/").json()
    assert (read["kind"], read["note"]) == ("retracted", "It was never said.")


def test_hostile_words_come_back_as_they_were(story: Story) -> None:
    hostile = "</script><script>alert(1)</script> & “quotes” \u2028 {{ 7 * 7 }}"
    claim = story.publish(wording=hostile, claimant="<b>Mallory</b>")

    document = ask(f"verdicts/{claim.public_id}/").json()["document"]

    assert document["claim"]["text"] == " ".join(hostile.split())
    assert document["claimReview"]["itemReviewed"]["author"]["name"] == "<b>Mallory</b>"


def test_any_origin_may_read(story: Story) -> None:
    claim = story.publish()

    response = ask(f"verdicts/{claim.public_id}/", Origin="https://reader.example")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "ETag" in response["Access-Control-Expose-Headers"]
    question = Client().options("/api/v1/verdicts/", headers={"Origin": "https://reader.example"})
    assert question.status_code == 204
    assert "Authorization" not in question["Access-Control-Allow-Headers"]
    assert "POST" not in question["Access-Control-Allow-Methods"]


def test_reading_writes_nothing(story: Story) -> None:
    claim = story.publish()
    before = list(CurrentVerdict.objects.values())

    for path in ("verdicts/", f"verdicts/{claim.public_id}/", "corrections/", "changes/", "claims/", "articles/"):
        response = ask(path)
        assert response.status_code == 200
        assert not response.cookies

    assert list(CurrentVerdict.objects.values()) == before

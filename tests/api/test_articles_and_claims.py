"""Articles and claims: for readers what the ledger says, for who has a key what its person sees at the desk."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils.timezone import now

from claims.models import ApiKey, Article, Publication
from tests.api.asking import a_key, ask
from tests.desk import SEED

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from tests.desk import People
    from tests.stories import Story

ENGLISH = "The mayor said on Monday that the bridge will open in May. The council agreed to pay for it."


def test_readers_see_no_article_and_no_claim_before_something_is_published(story: Story) -> None:
    claim = story.approve(story.spot())

    assert ask("articles/").json()["results"] == ask("claims/").json()["results"] == []
    assert ask(f"articles/{story.article.public_id}/").status_code == 404
    assert ask(f"claims/{claim.public_id}/").status_code == 404


ONES = (
    "verdicts/{claim}/claimreview/",
    "articles/{article}/",
    "claims/{claim}/",
    "claimants/{claimant}/",
    "sources/{source}/",
)


@pytest.mark.parametrize("address", ONES)
def test_a_parameter_that_nothing_knows_is_refused_where_one_thing_is_read(story: Story, address: str) -> None:
    claim = story.publish()
    ids = {name: ask(f"{name}s/").json()["results"][0]["id"] for name in ("article", "claimant", "source")}
    path = address.format(claim=claim.public_id, **ids)

    assert ask(path).status_code == 200
    for parameter in ("fields", "limit", "cursor", "expnd"):
        refused = ask(f"{path}?{parameter}=1")
        assert (refused.status_code, refused.json()["errors"][0]["parameter"]) == (400, parameter)
    if address.startswith(("articles", "claims")):
        assert ask(f"{path}?expnd=1", key=a_key(story.people.editor)).status_code == 400


def test_claims_are_found_by_what_was_published_of_them(story: Story) -> None:
    first = story.publish(1, rating="true")
    at = Publication.objects.get().published_at.isoformat().replace("+", "%2B")
    second = story.publish(2, rating="false")
    later = Publication.objects.get(sequence=2).published_at.isoformat().replace("+", "%2B")
    outlet, language = story.article.outlet, story.article.language
    key = a_key(story.people.editor)

    def found(query: str) -> list[set[str]]:
        return [{each["id"] for each in ask(f"claims/?{query}", key=given).json()["results"]} for given in ("", key)]

    one, two = {str(first.public_id)}, {str(second.public_id)}
    assert found("rating=true") == [one, one]
    assert found("rating=false&attribution=confirmed") == [two, two]
    assert found(f"publishedAfter={later}") == [two, two]
    assert found(f"publishedBefore={later}&publishedAfter={at}") == [one, one]
    assert found(f"outlet={outlet}&language={language}") == [one | two, one | two]
    assert found("outlet=Nowhere") == found("topic=Nothing") == [set(), set()]


def test_readers_see_what_the_document_says_of_article_and_claim(story: Story) -> None:
    claim = story.publish(wording="Putin proposed a live discussion.")
    story.spot(2)
    Article.objects.update(title="A headline that nobody published")

    articles, claims = ask("articles/").json()["results"], ask("claims/").json()["results"]

    assert [each["title"] for each in articles] == ["Putin challenges Biden to a live debate"]
    assert [(each["id"], each["text"]) for each in claims] == [
        (str(claim.public_id), "Putin proposed a live discussion.")
    ]
    assert claims[0]["verdict"]["rating"] == "mostly-true"
    assert ask(f"articles/{story.article.public_id}/").json() == articles[0]
    assert ask(f"claims/{claim.public_id}/").json() == claims[0]
    for private in ("text", "author", "checkWorthiness", "start"):
        assert private not in articles[0]
        assert private == "text" or private not in claims[0]


def test_an_article_with_several_verdicts_is_listed_once(story: Story) -> None:
    for number in (1, 2, 3):
        story.publish(number)

    assert len(ask("articles/").json()["results"]) == 1


def test_claims_are_filtered_by_status_for_readers(story: Story) -> None:
    kept, gone = story.publish(1), story.publish(2)
    story.retract(gone)

    assert [each["id"] for each in ask("claims/?status=retracted").json()["results"]] == [str(gone.public_id)]
    assert [each["id"] for each in ask("claims/?status=published").json()["results"]] == [str(kept.public_id)]
    assert ask("claims/?status=assigned").json()["results"] == []


def test_an_editors_key_opens_the_desk(story: Story) -> None:
    claim = story.spot()
    key = a_key(story.people.editor)

    article = ask(f"articles/{story.article.public_id}/", key=key).json()
    listed = ask("claims/", key=key).json()["results"]

    assert article["text"] == SEED.read_text()
    assert article["text"][listed[0]["start"] : listed[0]["end"]] == listed[0]["quote"]
    assert (listed[0]["id"], listed[0]["status"]) == (str(claim.public_id), "spotted")


def test_a_reviewers_key_opens_only_what_is_theirs(story: Story) -> None:
    from claims.desk.assignment import assign

    mine, other = story.spot(1), story.spot(2)
    assign(mine, story.people.reviewer, by=story.people.editor, seen=mine.version)
    key, stranger = a_key(story.people.reviewer), a_key(story.people.third)

    assert [each["id"] for each in ask("claims/", key=key).json()["results"]] == [str(mine.public_id)]
    assert ask(f"claims/{other.public_id}/", key=key).status_code == 404
    assert ask(f"articles/{story.article.public_id}/", key=key).status_code == 200
    assert ask("claims/", key=stranger).json()["results"] == []
    assert ask(f"articles/{story.article.public_id}/", key=stranger).status_code == 404


def test_what_a_key_opens_is_stored_by_no_cache(story: Story) -> None:
    response = ask("articles/", key=a_key(story.people.editor))

    assert response["Cache-Control"] == "no-store"
    assert "Authorization" in response["Vary"]
    assert "Authorization" in ask("articles/")["Vary"]


def test_the_desks_lists_cost_the_same_for_one_and_for_thirty(
    story: Story, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    key = a_key(story.people.editor)
    story.spot(1)
    with django_assert_num_queries(4):  # the key, its last use, the claims, their assignments
        assert len(ask("claims/?limit=100", key=key).json()["results"]) == 1
    for number in range(2, 31):
        story.spot(number)
    with django_assert_num_queries(3):  # its use is written once a minute
        assert len(ask("claims/?limit=100", key=key).json()["results"]) == 30


def test_the_desks_pages_lead_through_all_claims_once_in_reading_order(story: Story) -> None:
    spotted = [str(story.spot(number).public_id) for number in range(1, 8)]
    key = a_key(story.people.editor)

    seen: list[str] = []
    address = "claims/?limit=3"
    while address:
        page = ask(address, key=key).json()
        seen += [each["id"] for each in page["results"]]
        address = page["next"]

    assert seen == spotted


def test_keys_that_are_unknown_revoked_expired_or_of_people_who_left_open_nothing(people: People) -> None:
    revoked, expired, left = a_key(people.editor), a_key(people.chief), a_key(people.third)
    ApiKey.objects.filter(user=people.editor).update(revoked_at=now())
    ApiKey.objects.filter(user=people.chief).update(expires_at=now() - timedelta(seconds=1))
    type(people.third).objects.filter(pk=people.third.pk).update(is_active=False)

    for key in ("cd_made-up", revoked, expired, left, "ü", "x" * 5000):
        assert ask("articles/", key=key).status_code == 401


def test_no_answer_shows_a_key_of_the_database_or_a_persons_name(story: Story) -> None:
    editor = story.people.editor
    editor.first_name, editor.last_name = "Remarkable", "Editorname"
    editor.save()
    claim = story.publish()
    key = a_key(story.people.editor)

    for path in ("articles/", "claims/", f"claims/{claim.public_id}/", f"verdicts/{claim.public_id}/"):
        for given in ("", key):
            text = json.dumps(ask(path, key=given).json())
            assert '"pk"' not in text
            assert f'"id": {claim.pk}' not in text
            for name in ("Remarkable", "Editorname"):
                assert name not in text

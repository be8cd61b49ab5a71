"""Articles and claims: for readers what the ledger says, for who has a key what its person sees at the desk."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils.timezone import now

from claims.models import ApiKey, Article, Job
from tests.api.asking import a_key, ask, hand_in
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
    with django_assert_num_queries(4):
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


def test_an_article_is_handed_in_and_can_be_read_where_the_answer_says(people: People) -> None:
    key = a_key(people.reviewer)

    made = hand_in(
        {"text": ENGLISH, "title": "The bridge", "outlet": "Wire", "publishedAt": "2026-11-01T10:00:00+02:00"}, key=key
    )

    assert made.status_code == 201
    assert ask(made["Location"].removeprefix("http://testserver"), key=key).json() == made.json()
    assert made.json()["publishedAt"] == "2026-11-01T08:00:00Z"
    assert (made.json()["language"], made.json()["text"]) == ("en", ENGLISH)
    article = Article.objects.get()
    assert article.taken_in_by == people.reviewer
    assert Job.objects.get(subject=article.pk).kind == "split_article"


def test_the_same_text_twice_is_one_article(people: People) -> None:
    key = a_key(people.editor)
    first = hand_in({"text": ENGLISH, "title": "One"}, key=key)

    again = hand_in({"text": ENGLISH, "title": "Two"}, key=key)

    assert again.status_code == 409
    assert again.json()["article"] == {"id": first.json()["id"], "url": first["Location"]}
    assert Article.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "status", "pointer"),
    [
        ({}, 422, "/text"),
        ({"text": "  \n "}, 422, "/text"),
        ({"text": "a\x00b"}, 422, "/text"),
        ({"text": "control \x07 character"}, 422, "/text"),
        ({"text": 5, "title": ["x"]}, 422, "/title"),
        ({"text": ENGLISH, "url": "javascript:alert(1)"}, 422, "/url"),
        ({"text": ENGLISH, "title": "x" * 501}, 422, "/title"),
        ({"text": ENGLISH, "published_at": "2026-01-01"}, 422, "/published_at"),
        ({"text": ENGLISH, "publishedAt": "yesterday"}, 422, "/publishedAt"),
        (["not", "an", "object"], 422, ""),
        ({"text": "word " * 40_001}, 413, None),
    ],
)
def test_what_cannot_be_an_article_is_refused_with_its_place(
    people: People, body: object, status: int, pointer: str | None
) -> None:
    response = hand_in(body, key=a_key(people.editor))

    assert response.status_code == status
    if pointer is not None:
        assert pointer in {each["pointer"] for each in response.json()["errors"]}
    assert not Article.objects.exists()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"null", 422),
        (b"", 422),
        (b'{"text": "\xff\xfe"}', 400),
        (b'{"text": NaN}', 400),
        (b"[" * 200_000, 400),
        (b'{"text": "' + b"x" * 2_600_000 + b'"}', 413),
    ],
)
def test_a_body_that_is_no_json_is_refused(people: People, body: bytes, status: int) -> None:
    assert hand_in(body, key=a_key(people.editor)).status_code == status
    assert not Article.objects.exists()


def test_a_lone_surrogate_is_refused_and_not_stored(people: People) -> None:
    body = json.dumps({"text": ENGLISH, "title": "\ud800"}).encode()

    assert hand_in(body, key=a_key(people.editor)).status_code == 422


def test_handing_in_needs_a_key_of_someone_who_may(people: People) -> None:
    from claims.desk.newsroom import hire
    from claims.models.user import Role

    reader = hire("reader", "reader-reader", by=people.chief, role=Role.READER)

    anonymous = hand_in({"text": ENGLISH})
    assert (anonymous.status_code, anonymous["WWW-Authenticate"]) == (401, "Bearer")
    refused = hand_in({"text": ENGLISH}, key=a_key(reader))
    assert refused.status_code == 403
    assert "editors and reviewers" in refused.json()["detail"]


def test_keys_that_are_unknown_revoked_expired_or_of_people_who_left_open_nothing(people: People) -> None:
    revoked, expired, left = a_key(people.editor), a_key(people.chief), a_key(people.third)
    ApiKey.objects.filter(user=people.editor).update(revoked_at=now())
    ApiKey.objects.filter(user=people.chief).update(expires_at=now() - timedelta(seconds=1))
    type(people.third).objects.filter(pk=people.third.pk).update(is_active=False)

    for key in ("cd_made-up", revoked, expired, left, "ü", "x" * 5000):
        assert ask("articles/", key=key).status_code == 401


def test_a_text_in_another_language_is_stored_without_being_split(people: People) -> None:
    text = "Der Bürgermeister sagte am Montag, dass die Brücke im Mai eröffnet wird und der Rat sie bezahlt."

    made = hand_in({"text": text}, key=a_key(people.editor))

    assert (made.status_code, made.json()["language"]) == (201, "de")
    assert not Job.objects.exists()


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

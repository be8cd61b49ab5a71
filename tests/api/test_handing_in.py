"""Handing articles in: what is taken, what is refused and where it is wrong, and who may."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from claims.models import Article, Job
from tests.api.asking import a_key, ask, hand_in

if TYPE_CHECKING:
    from tests.desk import People

ENGLISH = "The mayor said on Monday that the bridge will open in May. The council agreed to pay for it."


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


def test_a_text_in_another_language_is_stored_without_being_split(people: People) -> None:
    text = "Der Bürgermeister sagte am Montag, dass die Brücke im Mai eröffnet wird und der Rat sie bezahlt."

    made = hand_in({"text": text}, key=a_key(people.editor))

    assert (made.status_code, made.json()["language"]) == (201, "de")
    assert not Job.objects.exists()

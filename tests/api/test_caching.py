"""What caches are told: since when, by which names, until when; and what an answer is where there is no database."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache
from django.db import connections
from django.test import Client, RequestFactory, override_settings
from django.utils.http import parse_http_date

from claims.api.described_page import description
from claims.api.reading import Reading
from claims.models import Publication
from tests.api.asking import API, a_key, ask
from tests.conftest import point_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django import DjangoAssertNumQueries
    from rest_framework.request import Request

    from tests.stories import Story

LISTS = ("verdicts", "articles", "claims", "claimants", "sources", "statistics", "corrections", "changes")
IN_DETAIL = "application/json, text/json;q=0.1"
"""Accepts what is usual in words that the short way does not know."""


@pytest.mark.parametrize("name", LISTS)
def test_a_list_that_is_known_is_answered_the_short_way_as_the_view_would(
    story: Story, name: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    story.publish(1)
    mark = ask(f"{name}/")["ETag"]

    with django_assert_num_queries(1):
        short = ask(f"{name}/", If_None_Match=f'"other", W/{mark}')
    view = ask(f"{name}/", accept=IN_DETAIL, If_None_Match=mark)

    assert (short.status_code, view.status_code, short.content) == (304, 304, b"")
    assert "Content-Type" not in short
    assert short["Vary"] == ask(f"{name}/")["Vary"] == "Accept, Authorization, Accept-Encoding"
    of_this_request = {"RateLimit", "RateLimit-Policy", "Allow", "Content-Length"}
    assert dict(short.headers) == {key: value for key, value in view.headers.items() if key not in of_this_request}


def test_who_has_a_key_or_asks_wrongly_is_never_answered_the_short_way(story: Story) -> None:
    story.publish(1)
    mark = ask("claims/")["ETag"]

    assert ask("claims/", key=a_key(story.people.editor), If_None_Match=mark).status_code == 200
    for question in ("since=1", "ratng=true", "status=nothing"):
        assert ask(f"claims/?{question}", If_None_Match=mark).status_code == 400
    assert ask("claims/?limit=100", If_None_Match=mark).status_code == 304
    assert ask("changes/?since=1&limit=5", If_None_Match=mark).status_code == 304
    story.publish(2)
    assert ask("claims/", If_None_Match=mark).status_code == 200


@override_settings(API_ANONYMOUS_PER_MINUTE=1)
def test_asking_whether_anything_changed_spends_nothing(story: Story, queue: str) -> None:
    cache.clear()
    story.publish(1)
    mark = ask("verdicts/")["ETag"]

    assert [ask("verdicts/", If_None_Match=mark).status_code for _ in range(3)] == [304] * 3


GETS = [path for path, ways in description()["paths"].items() if "get" in ways]


@pytest.mark.parametrize("path", [*GETS, "/api/schema/"])
def test_every_public_answer_has_its_mark_and_its_time(story: Story, path: str) -> None:
    story.publish(1)
    kind = path.removeprefix(f"{API}/").partition("/")[0]
    here = path.replace("{public_id}", ask(f"{kind}/").json()["results"][0]["id"]) if "{" in path else path

    answer = ask(here)

    assert answer.status_code == 200
    assert parse_http_date(answer["Last-Modified"]) > 0
    assert answer["Cache-Control"].startswith("public, max-age=")
    for given in ({"If_None_Match": answer["ETag"]}, {"If_Modified_Since": answer["Last-Modified"]}):
        again = ask(here, **given)
        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == answer["ETag"]
    assert ask(here, If_None_Match='"another"').status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("path", [path for path in GETS if "{" not in path])
def test_an_empty_ledger_is_marked_too(path: str) -> None:
    answer = ask(path)

    assert answer.status_code == 200
    assert ask(path, If_None_Match=answer["ETag"]).status_code == 304


def test_answers_say_since_when_they_hold(story: Story) -> None:
    claim = story.publish(1)
    at = Publication.objects.get().published_at

    for path in ("verdicts/", f"verdicts/{claim.public_id}/", "changes/", "statistics/"):
        told = ask(path)["Last-Modified"]
        assert at.timestamp() - 3 <= parse_http_date(told) <= at.timestamp()
        assert ask(path, If_Modified_Since=told).status_code == 304
        assert ask(path, If_Modified_Since="Thu, 01 Jan 2015 00:00:00 GMT").status_code == 200
        assert ask(path, If_Modified_Since=told, If_None_Match='"other"').status_code == 200


def test_answers_carry_the_names_by_which_caches_drop_them(story: Story) -> None:
    claim = story.publish(1)

    for path, names in {
        "verdicts/": ["ledger", "verdicts"],
        f"verdicts/{claim.public_id}/": [f"verdict-{claim.public_id}"],
        f"articles/{story.article.public_id}/": [f"article-{story.article.public_id}"],
        "corrections/": ["ledger", "corrections"],
    }.items():
        answer = ask(path)
        assert (answer["Surrogate-Key"].split(" "), answer["Cache-Tag"].split(",")) == (names, names)
        assert answer["Cache-Control"].startswith("public, max-age=30")
    assert "Surrogate-Key" not in ask("verdicts/?ratng=1")


def test_an_outdated_address_says_since_when_and_until_when(db: None) -> None:
    from rest_framework.response import Response

    class Old(Reading):
        deprecated_at = datetime(2026, 1, 1, tzinfo=UTC)
        sunset_at = datetime(2027, 1, 1, tzinfo=UTC)

        def get(self, request: Request) -> Response:
            return Response({}, headers={"Link": '<https://x.example>; rel="next"'})

    answer = Old.as_view()(RequestFactory().get("/api/v1/old/"))

    assert answer["Deprecation"] == "@1767225600"
    assert answer["Sunset"] == "Fri, 01 Jan 2027 00:00:00 GMT"
    assert (
        answer["Link"] == '<https://x.example>; rel="next", </api/docs/#versions>; rel="deprecation"; type="text/html"'
    )
    assert 'id="versions"' in Client().get("/api/docs/").content.decode()
    assert "Deprecation" not in ask("verdicts/")


@pytest.fixture
def without_database(committed_db: str) -> Iterator[None]:
    """Point at a port on which no PostgreSQL listens."""
    given = connections["default"].settings_dict
    host, port = given["HOST"], given["PORT"]
    point_at(committed_db)
    given["HOST"], given["PORT"] = "127.0.0.1", "9"
    yield
    connections["default"].close()
    connections["default"].close_pool()
    given["HOST"], given["PORT"] = host, port


@pytest.mark.parametrize("headers", [{}, {"If-None-Match": '"ledger"'}])
def test_without_a_database_readers_are_told_when_to_come_back(without_database: None, headers: dict[str, str]) -> None:
    given = connections["default"].settings_dict["OPTIONS"]
    patience = given["pool"]["timeout"]
    given["pool"]["timeout"] = 1
    try:
        answer = Client().get(f"{API}/verdicts/", headers=headers)
    finally:
        given["pool"]["timeout"] = patience

    assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")
    assert int(answer["Retry-After"]) > 0
    assert answer["Cache-Control"] == "no-store"
    assert answer.json()["status"] == 503

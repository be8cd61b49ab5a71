"""Errors: one shape, each saying what to do; and how often one may ask."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory, override_settings

from claims.api.problems import WHAT_TO_DO
from claims.api.reading import Reading
from tests.api.asking import a_key, ask, hand_in

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.response import Response

    from tests.desk import People
    from tests.stories import Story

MEMBERS = {"type", "title", "status", "detail"}


def cursor(words: str) -> str:
    """Write a cursor by hand."""
    return base64.b64encode(words.encode()).decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("get", "/api/v1/verdicts/?ratng=true", {}, 400),
        ("get", "/api/v1/verdicts/?limit=0", {}, 400),
        ("get", "/api/v1/verdicts/?limit=101", {}, 400),
        ("get", "/api/v1/verdicts/?limit=٣", {}, 400),
        ("get", "/api/v1/verdicts/?claimant=%00", {}, 400),
        ("get", "/api/v1/verdicts/?retracted=perhaps", {}, 400),
        ("get", "/api/v1/verdicts/?article=1", {}, 400),
        ("get", "/api/v1/verdicts/?cursor=nonsense", {}, 400),
        ("get", f"/api/v1/verdicts/?cursor={cursor('p=abc')}", {}, 400),
        ("get", "/api/v1/verdicts/?cursor=" + cursor('["-publication_id",5]'), {}, 200),
        ("get", "/api/v1/verdicts/?cursor=" + cursor('["publication_id",5]'), {}, 200),
        ("get", "/api/v1/verdicts/?cursor=" + cursor('["-publication_id","abc"]'), {}, 400),
        ("get", "/api/v1/verdicts/?cursor=" + cursor('["-publication_id",' + "9" * 50 + "]"), {}, 400),
        ("get", "/api/v1/verdicts/?cursor=" + cursor('["-publication_id"]'), {}, 400),
        ("get", "/api/v1/verdicts/?cursor=" + cursor('["name","x"]'), {}, 400),
        ("get", f"/api/v1/verdicts/?cursor={cursor('[' * 1400)}", {}, 400),
        ("get", f"/api/v1/verdicts/?cursor={'A' * 2001}", {}, 400),
        ("get", "/api/v1/changes/?since=-1", {}, 400),
        ("get", "/api/v1/changes/?since=9223372036854775808", {}, 400),
        ("get", "/api/v1/changes/?since=9223372036854775807", {}, 200),
        ("get", "/api/v1/articles/", {"Authorization": "Bearer nonsense"}, 401),
        ("get", "/api/v1/verdicts/7f9c0000-0000-4000-8000-000000000000/", {}, 404),
        ("get", "/api/v1/verdicts/1/", {}, 404),
        ("get", "/api/v1/nothing", {}, 404),
        ("get", "/api/nothing/at/all/", {}, 404),
        ("get", "/api/", {}, 404),
        ("delete", "/api/v1/verdicts/", {}, 405),
        ("put", "/api/v1/articles/", {}, 405),
        ("get", "/api/v1/verdicts/", {"Accept": "text/html"}, 406),
        ("get", "/api/v1/verdicts/", {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}, 200),
    ],
)
def test_every_refusal_has_one_shape_and_says_what_to_do(
    method: str, path: str, headers: dict[str, str], status: int
) -> None:
    response = getattr(Client(), method)(path, headers=headers)

    assert response.status_code == status
    if status >= 400:
        assert response["Content-Type"] == "application/problem+json"
        told = response.json()
        assert MEMBERS <= set(told) <= MEMBERS | {"errors"}
        assert (told["status"], len(told["detail"]) > 20) == (status, True)
        assert told["type"].endswith(f"/api/docs/#error-{status}")
        assert status != 400 or told["errors"]


def test_the_places_that_are_wrong_are_named(story: Story) -> None:
    told = ask("verdicts/?ratng=true&kind=rumour").json()

    assert {each["parameter"] for each in told["errors"]} == {"ratng", "kind"}
    assert "rating" in next(each["detail"] for each in told["errors"] if each["parameter"] == "ratng")


def test_a_body_of_another_type_is_refused(people: People) -> None:
    refused = hand_in("text=hello", key=a_key(people.editor), content_type="application/x-www-form-urlencoded")

    assert refused.status_code == 415


def test_what_may_be_done_stands_in_the_allow_header() -> None:
    assert Client().delete("/api/v1/changes/")["Allow"] == "GET, HEAD, OPTIONS"


def test_an_address_without_its_slash_leads_on_with_method_and_question() -> None:
    response = Client().post("/api/v1/articles?x=1", b"{}", content_type="application/json")

    assert (response.status_code, response["Location"]) == (308, "/api/v1/articles/?x=1")


@pytest.mark.django_db
def test_a_failure_of_ours_is_a_problem_too_and_keeps_its_words_to_the_log(caplog: pytest.LogCaptureFixture) -> None:
    class Failing(Reading):
        def get(self, request: Request) -> Response:
            raise ZeroDivisionError("inner words")

    response = Failing.as_view()(RequestFactory().get("/api/v1/failing/")).render()

    assert (response.status_code, response["Content-Type"]) == (500, "application/problem+json")
    assert b"inner words" not in response.content
    assert "inner words" in caplog.text


def test_all_statuses_are_explained() -> None:
    assert set(WHAT_TO_DO) >= {400, 401, 403, 404, 405, 406, 409, 413, 415, 422, 429, 500}


@pytest.fixture
def counting(queue: str) -> None:
    """Have a real Valkey that has counted nothing yet."""
    cache.clear()


@override_settings(API_ANONYMOUS_PER_MINUTE=3, API_KEY_PER_MINUTE=5)
def test_who_asks_too_often_is_told_how_long_to_wait(people: People, counting: None) -> None:
    answers = [ask("verdicts/") for _ in range(4)]

    assert [each.status_code for each in answers] in ([200, 200, 200, 429], [200, 200, 200, 200])
    if answers[3].status_code == 200:  # a new minute began meanwhile
        answers = [ask("verdicts/") for _ in range(4)]
    assert answers[3].status_code == 429
    assert 1 <= int(answers[3]["Retry-After"]) <= 60
    assert answers[3]["RateLimit"].startswith('"anonymous";r=0;t=')
    assert ask("verdicts/", key=a_key(people.editor)).status_code == 200


@override_settings(API_ANONYMOUS_PER_MINUTE=3, API_KEY_PER_MINUTE=5)
def test_who_guesses_keys_spends_the_allowance_of_the_address(people: People, counting: None) -> None:
    answers = [ask("articles/", key=f"cd_guess{number}") for number in range(8)]

    statuses = [each.status_code for each in answers]
    assert statuses[:3] == [401] * 3
    assert 429 in statuses  # at the fourth, unless a new minute began meanwhile
    assert all(each["RateLimit"].startswith('"anonymous";r=') for each in answers)
    assert answers[0]["WWW-Authenticate"] == "Bearer"
    last = next(each for each in answers if each.status_code == 429)
    assert 1 <= int(last["Retry-After"]) <= 60
    assert last.json()["violatedPolicies"] == ["anonymous"]
    assert ask("articles/", key=a_key(people.editor)).status_code == 200


@override_settings(API_ANONYMOUS_PER_MINUTE=3)
def test_the_allowance_stands_in_every_answer(people: People, counting: None) -> None:
    response = ask("verdicts/")

    assert response["RateLimit-Policy"] == '"anonymous";q=3;w=60'
    assert response["RateLimit"].startswith('"anonymous";r=2;t=')


@override_settings(API_ANONYMOUS_PER_MINUTE=1)
def test_another_address_has_its_own_allowance(people: People, counting: None) -> None:
    first, second = Client(REMOTE_ADDR="192.0.2.1"), Client(REMOTE_ADDR="2001:db8:0:1::1")
    neighbour = Client(REMOTE_ADDR="2001:db8:0:1:ffff::2")

    assert [each.get("/api/v1/verdicts/").status_code for each in (first, second)] == [200, 200]
    assert neighbour.get("/api/v1/verdicts/").status_code == 429


def test_without_valkey_everybody_is_let_in_and_the_log_says_so(
    people: People, caplog: pytest.LogCaptureFixture
) -> None:
    with override_settings(REDIS_URL="redis://127.0.0.1:9/0", API_ANONYMOUS_PER_MINUTE=1):
        assert [ask("verdicts/").status_code for _ in range(2)] == [200, 200]

    assert "throttle_unreachable" in caplog.text

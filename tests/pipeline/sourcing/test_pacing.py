"""Manners, on a real Valkey."""

from __future__ import annotations

import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from redis import Redis

from claims.pipeline.sourcing.pacing import Manners, Pace, breaker
from claims.pipeline.sourcing.polite import PoliteClient
from claims.pipeline.sourcing.problems import Limited, Unreachable

if TYPE_CHECKING:
    from claims.pipeline.sourcing.fetching import Fetcher
    from tests.pipeline.sourcing.loopback import Site


@pytest.fixture
def redis(queue: str) -> Redis:
    """A connection to Valkey."""
    return Redis.from_url(queue)


@pytest.fixture
def manners(redis: Redis) -> Manners:
    """Manners that are kept in Valkey."""
    return Manners(redis)


@pytest.fixture
def whom() -> str:
    """Somebody who was never asked before."""
    return f"somebody {uuid.uuid4()}"


def test_so_many_may_be_asked_at_once_and_no_more(manners: Manners, whom: str) -> None:
    waits = [manners.wait_for(whom, Pace(rate=0.5, most=3)) for _question in range(5)]

    assert waits[:3] == [0, 0, 0]
    assert all(1.5 < wait <= 2 for wait in waits[3:])


def test_a_token_comes_back_with_time(manners: Manners, whom: str) -> None:
    pace = Pace(rate=20.0, most=1)
    assert manners.wait_for(whom, pace) == 0
    wait = manners.wait_for(whom, pace)

    time.sleep(wait + 0.01)

    assert manners.wait_for(whom, pace) == 0


def test_all_workers_share_one_bucket(manners: Manners, whom: str) -> None:
    with ThreadPoolExecutor(8) as threads:
        waits = list(threads.map(lambda _n: manners.wait_for(whom, Pace(rate=0.01, most=10)), range(40)))

    assert waits.count(0) == 10


def test_who_fails_five_times_is_left_alone(manners: Manners, whom: str) -> None:
    for _time in range(4):
        manners.failed(whom)
    before = manners.rests_for(whom)
    manners.failed(whom)

    assert before == 0
    assert 55 < manners.rests_for(whom) <= 60


def test_an_answer_forgives_the_failures_before_it(manners: Manners, whom: str) -> None:
    for _time in range(4):
        manners.failed(whom)
    manners.answered(whom)
    manners.failed(whom)

    assert manners.rests_for(whom) == 0


def test_after_the_rest_one_question_goes_first(redis: Redis, manners: Manners, whom: str) -> None:
    for _time in range(5):
        manners.failed(whom)
    redis.delete(breaker(whom)[0])  # the minute is over

    assert [manners.rests_for(whom) for _worker in range(3)] == [0, 5, 5]


def test_a_first_question_that_fails_begins_the_rest_anew(redis: Redis, manners: Manners, whom: str) -> None:
    for _time in range(5):
        manners.failed(whom)
    redis.delete(breaker(whom)[0])
    manners.rests_for(whom)

    manners.failed(whom)

    assert manners.rests_for(whom) > 55


def test_a_first_question_that_is_answered_ends_it(redis: Redis, manners: Manners, whom: str) -> None:
    for _time in range(5):
        manners.failed(whom)
    redis.delete(breaker(whom)[0])
    manners.rests_for(whom)

    manners.answered(whom)

    assert [manners.rests_for(whom) for _worker in range(3)] == [0, 0, 0]


def test_without_redis_everybody_is_asked(whom: str) -> None:
    nowhere = Manners(Redis(host="127.0.0.1", port=1, socket_connect_timeout=0.2))

    nowhere.failed(whom)

    assert nowhere.wait_for(whom, Pace(1, 1)) == 0
    assert nowhere.rests_for(whom) == 0


def test_a_limited_question_is_not_sent(site: Site, client: Fetcher, manners: Manners, whom: str) -> None:
    site.page("/a", "a")
    polite = PoliteClient(client, manners, whom=whom, pace=Pace(rate=0.1, most=1))
    polite.get(f"{site.url}/a")

    with pytest.raises(Limited) as caught:
        polite.get(f"{site.url}/a")

    assert len(site.asked) == 1
    assert 9 < caught.value.retry_after <= 10


def test_trouble_trips_the_breaker_and_spares_the_server(
    site: Site, client: Fetcher, manners: Manners, whom: str
) -> None:
    site.page("/a", "trouble", status=503)
    polite = PoliteClient(client, manners, whom=whom, pace=Pace(rate=100, most=100))
    for _time in range(5):
        polite.get(f"{site.url}/a")

    with pytest.raises(Unreachable, match="left alone for a while"):
        polite.get(f"{site.url}/a")

    assert len(site.asked) == 5


def test_a_page_that_is_not_there_is_no_trouble(site: Site, client: Fetcher, manners: Manners, whom: str) -> None:
    polite = PoliteClient(client, manners, whom=whom, pace=Pace(rate=100, most=100))

    answers = [polite.get(f"{site.url}/missing").status for _time in range(8)]

    assert answers == [404] * 8

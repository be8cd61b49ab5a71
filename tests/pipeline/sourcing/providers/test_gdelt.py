"""GDELT DOC 2.0 in its documented shapes: lists of articles, refusals as plain words, one question in five seconds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from claims.pipeline.sourcing import choosing
from claims.pipeline.sourcing.polite import PoliteClient
from claims.pipeline.sourcing.problems import Limited, Refused, Unreachable
from claims.pipeline.sourcing.providers.gdelt import Gdelt
from claims.pipeline.sourcing.wanted import Wanted
from tests.pipeline.sourcing.loopback import as_json

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings
    from redis import Redis

    from claims.pipeline.sourcing.fetching import Fetcher
    from tests.pipeline.sourcing.loopback import Site

ARTICLE = {
    "url": "https://news.example/antonov",
    "url_mobile": "",
    "title": "Russia recalls ambassador  Antonov , Kremlin says",
    "seendate": "20210317T201500Z",
    "socialimage": "",
    "domain": "news.example",
    "language": "English",
    "sourcecountry": "Russia",
}
WANTED = Wanted(text="…", queries=("Anatoly Antonov U.S. recalled", "Antonov 2021"))


@pytest.fixture
def gdelt(site: Site, client: Fetcher) -> Gdelt:
    """The provider, asking a server on loopback."""
    return Gdelt(client=client, base=f"{site.url}/api/v2/doc/doc")


def say(site: Site, body: str | bytes, **reply: object) -> None:
    """Let the server answer."""
    site.page("/api/v2/doc/doc", body, **reply)


def test_articles_become_hits(site: Site, gdelt: Gdelt) -> None:
    other = ARTICLE | {"url": "https://news.example/two", "seendate": "bad"}
    site.routes["/api/v2/doc/doc"] = lambda _asked: as_json({"articles": [ARTICLE, ARTICLE, other, {"url": 7}]})

    hits = gdelt.search(WANTED).hits

    assert [hit.address for hit in hits] == ["https://news.example/antonov", "https://news.example/two"]
    assert (hits[0].publisher, str(hits[0].published_on), hits[0].kind) == ("news.example", "2021-03-17", "news")
    assert hits[0].title == "Russia recalls ambassador Antonov , Kremlin says"
    assert hits[1].published_on is None


def test_it_is_asked_once_in_words_that_it_allows(site: Site, gdelt: Gdelt) -> None:
    site.routes["/api/v2/doc/doc"] = lambda _asked: as_json({})

    assert gdelt.search(WANTED).hits == []

    (asked,) = site.asked
    assert asked.query["query"] == "Anatoly Antonov recalled sourcelang:english"
    assert (asked.query["mode"], asked.query["format"]) == ("artlist", "json")


def test_json_with_loose_signs_in_it_is_read_all_the_same(site: Site, gdelt: Gdelt) -> None:
    say(site, b'{"articles": [{"url": "https://news.example/a", "title": "one\ttwo"}]}', kind="application/json")

    assert gdelt.search(WANTED).hits[0].title == "one two"


@pytest.mark.parametrize(
    ("body", "status", "problem", "words"),
    [
        ("Your query was too short or too long.", 200, Refused, "too short or too long"),
        ("Please limit requests to one every 5 seconds or contact …", 429, Unreachable, "slow down"),
        ("Please limit requests to one every 5 seconds or contact …", 200, Unreachable, "slow down"),
        ("<html><body>maintenance</body></html>", 200, Unreachable, "page instead of data"),
        ('{"articles": [', 200, Unreachable, "not JSON"),
        ("", 503, Unreachable, "trouble"),
        ("", 404, Refused, "no such page"),
    ],
)
def test_what_it_says_instead_of_articles_is_told_apart(
    site: Site, gdelt: Gdelt, body: str, status: int, problem: type[Exception], words: str
) -> None:
    say(site, body, status=status)

    with pytest.raises(problem, match=words):
        gdelt.search(WANTED)


def test_nothing_found_comes_as_an_empty_page(site: Site, gdelt: Gdelt) -> None:
    say(site, "")

    assert gdelt.search(WANTED).hits == []


def test_a_wording_of_short_words_only_is_not_asked(site: Site, gdelt: Gdelt) -> None:
    assert gdelt.search(Wanted(text="…", queries=("U.S. EU", "a b"))).hits == []
    assert site.asked == []


def test_all_workers_together_ask_once_in_five_seconds(site: Site, client: Fetcher, manners: Redis) -> None:
    say(site, "{}", kind="application/json")
    workers = [
        Gdelt(
            client=PoliteClient(client, choosing.manners(), whom="gdelt", pace=choosing.PACES["gdelt"]),
            base=f"{site.url}/api/v2/doc/doc",
        )
        for _worker in range(2)
    ]
    workers[0].search(WANTED)

    with pytest.raises(Limited) as limited:
        workers[1].search(WANTED)

    assert 3 < limited.value.retry_after <= 5
    assert len(site.asked) == 1


def test_it_is_off_by_default_and_rests_behind_the_breaker(
    site: Site, client: Fetcher, manners: Redis, settings: Settings
) -> None:
    say(site, "", status=500)
    politely = PoliteClient(client, choosing.manners(), whom="gdelt", pace=choosing.Pace(rate=100, most=100))
    gdelt = Gdelt(client=politely, base=f"{site.url}/api/v2/doc/doc")
    for _try in range(5):
        with pytest.raises(Unreachable):
            gdelt.search(WANTED)
    questions = len(site.asked)

    with pytest.raises(Unreachable, match="left alone"):
        gdelt.search(WANTED)

    assert len(site.asked) == questions
    assert "gdelt" not in settings.PROVIDERS


@pytest.mark.parametrize(("days_ago", "told"), [(None, False), (10, False), (400, True), (20_000, False)])
def test_it_looks_around_the_day_of_a_claim_that_is_long_past(
    site: Site, gdelt: Gdelt, days_ago: int | None, told: bool
) -> None:
    site.routes["/api/v2/doc/doc"] = lambda _asked: as_json({})
    said_on = None if days_ago is None else datetime.now(UTC).date() - timedelta(days=days_ago)

    gdelt.search(replace(WANTED, said_on=said_on))

    query = site.asked[0].query
    assert ("startdatetime" in query, "enddatetime" in query) == (told, told)
    if told and said_on is not None:
        assert query["startdatetime"] == f"{said_on - timedelta(days=35):%Y%m%d}000000"
        assert query["enddatetime"] == f"{said_on + timedelta(days=35):%Y%m%d}235959"

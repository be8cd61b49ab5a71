"""Manners that all workers share: at most three at once, Retry-After obeyed by everybody, questions counted, quotas kept."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from claims.models import ProviderDay
from claims.models.source_search import SearchState
from claims.pipeline.sourcing import choosing, pacing, usage
from claims.pipeline.sourcing.pacing import Pace
from claims.pipeline.sourcing.polite import PoliteClient, Tally
from claims.pipeline.sourcing.problems import Limited
from tests.pipeline.sourcing.loopback import Reply
from tests.pipeline.sourcing.newsroom import search

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings
    from redis import Redis

    from claims.models import Claim
    from claims.pipeline.sourcing.fetching import Fetcher
    from tests.pipeline.sourcing.loopback import Asked, Site
    from tests.pipeline.sourcing.wiki import Wiki

FAST = Pace(rate=1000, most=1000)


def polite(client: Fetcher, *, at_once: int = 3, whom: str = "mediawiki") -> PoliteClient:
    """A worker's client."""
    return PoliteClient(client, choosing.manners(), whom=whom, pace=FAST, at_once=at_once, tally=Tally())


def test_the_encyclopaedia_is_asked_by_three_at_once_at_most(site: Site, client: Fetcher, manners: Redis) -> None:
    now, most, lock = [0], [0], threading.Lock()

    def slowly(_asked: Asked) -> Reply:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        time.sleep(0.2)
        with lock:
            now[0] -= 1
        return Reply(b"{}", kind="application/json")

    site.routes["/api"] = slowly

    def ask(_number: int) -> str:
        worker = polite(client)
        try:
            worker.get(f"{site.url}/api", types=())
            worker.get(f"{site.url}/api", types=())
        except Limited as limited:
            return f"limited {1 < limited.retry_after < 5}"
        finally:
            worker.leave()
        return "asked"

    with ThreadPoolExecutor(8) as workers:
        outcomes = list(workers.map(ask, range(8)))

    assert most[0] == 3
    assert sorted(outcomes) == ["asked"] * 3 + ["limited True"] * 5


def test_who_leaves_makes_room(site: Site, client: Fetcher, manners: Redis) -> None:
    site.page("/api", "{}")
    first, second = polite(client, at_once=1), polite(client, at_once=1)
    first.get(f"{site.url}/api")
    with pytest.raises(Limited):
        second.get(f"{site.url}/api")
    first.leave()

    assert second.get(f"{site.url}/api").status == 200


def test_who_died_makes_room_by_itself(
    site: Site, client: Fetcher, manners: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pacing, "VISIT_SECONDS", 0.3)
    site.page("/api", "{}")
    polite(client, at_once=1).get(f"{site.url}/api")
    time.sleep(0.4)

    assert polite(client, at_once=1).get(f"{site.url}/api").status == 200


def test_the_limit_is_the_encyclopaedias_own(wiki: Wiki, recalled: Claim) -> None:
    others = [choosing.manners().visit("mediawiki", f"worker {number}", most=3) for number in range(3)]

    next_try = search(recalled)

    row = recalled.searches.get(provider="mediawiki")
    assert others == [True] * 3
    assert (row.state, row.tries) == (SearchState.WAITING, 0)
    assert row.retry_at == next_try


def test_a_search_that_is_over_makes_room(wiki: Wiki, recalled: Claim, manners: Redis) -> None:
    search(recalled)

    assert manners.zcard(pacing.bucket("mediawiki")[2]) == 0


@pytest.mark.parametrize("status", [429, 503, 200])
def test_what_one_worker_is_told_all_obey(site: Site, client: Fetcher, manners: Redis, status: int) -> None:
    site.page("/api", "{}", status=status, headers=(("Retry-After", "120"),))
    polite(client).get(f"{site.url}/api")

    with pytest.raises(Limited) as limited:
        polite(client).get(f"{site.url}/api")

    assert 100 < limited.value.retry_after <= 120
    assert len(site.asked) == 1


def test_one_that_asks_for_patience_holds_up_no_other(site: Site, client: Fetcher, manners: Redis) -> None:
    site.page("/api", "{}", headers=(("Retry-After", "120"),))
    polite(client).get(f"{site.url}/api")

    assert polite(client, whom="another").get(f"{site.url}/api").status == 200


def test_questions_are_counted_and_the_answer_noted(site: Site, wiki: Wiki, recalled: Claim) -> None:
    search(recalled)

    day = ProviderDay.objects.get(provider="mediawiki")
    asked = [each for each in site.asked if each.path == "/w/api.php"]
    assert day.asked == len(asked) > 2
    assert (day.failures, day.last_error) == (0, "")
    assert day.last_answer_at is not None


def test_trouble_is_counted_with_its_words(wiki: Wiki, recalled: Claim) -> None:
    wiki.error = "maxlag"

    search(recalled)

    day = ProviderDay.objects.get(provider="mediawiki")
    assert (day.asked, day.failures) == (1, 1)
    assert "busy (maxlag)" in day.last_error


def test_a_used_up_quota_asks_nobody_and_says_so(site: Site, wiki: Wiki, settings: Settings, recalled: Claim) -> None:
    settings.PROVIDER_QUOTAS = {"mediawiki": 10}
    usage.answered("mediawiki", asked=10)

    search(recalled)

    row = recalled.searches.get(provider="mediawiki")
    assert row.state == SearchState.REFUSED
    assert "quota of 10 questions is used up" in row.problem
    assert site.asked == []


def test_quotas_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.core.exceptions import ImproperlyConfigured

    from factcheck import settings as wiring

    monkeypatch.setenv("PROVIDER_QUOTAS", "brave=2000, openalex=100000")
    assert wiring.quotas("PROVIDER_QUOTAS") == {"brave": 2000, "openalex": 100000}
    monkeypatch.setenv("PROVIDER_QUOTAS", "brave=many")
    with pytest.raises(ImproperlyConfigured, match="name=number"):
        wiring.quotas("PROVIDER_QUOTAS")


@pytest.mark.parametrize(
    ("limit", "interval", "wait"),
    [("50", "1s", 0.0), ("1", "20s", 20.0), ("2", "10s", 5.0), ("0", "1s", 0.0), ("few", "", 0.0)],
)
def test_who_allows_less_than_we_agreed_on_is_asked_no_sooner(
    site: Site, client: Fetcher, manners: Redis, limit: str, interval: str, wait: float
) -> None:
    headers = (("X-Rate-Limit-Limit", limit), ("X-Rate-Limit-Interval", interval))
    site.page("/works", "{}", headers=headers)
    worker = PoliteClient(client, choosing.manners(), whom="crossref", pace=choosing.PACES["crossref"])

    worker.get(f"{site.url}/works")

    told = choosing.manners().rests(["crossref"])["crossref"]
    assert wait - 1 < told <= wait


def test_a_key_at_pubmed_allows_more(settings: Settings) -> None:
    without = choosing.pace_of("pubmed").rate
    settings.PUBMED_KEY = "a-key"

    assert (without, choosing.pace_of("pubmed").rate) == (3.0, 10.0)
    assert choosing.pace_of("crossref") == choosing.PACES["crossref"]

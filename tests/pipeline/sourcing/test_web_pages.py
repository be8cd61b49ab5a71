"""Pages of the web: found by a search engine, fetched politely, kept; what fails is tried again, what is kept is not."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import pytest
from django.utils.timezone import now

from claims.models import Evidence, Snapshot, SourceSearch
from claims.models.source_search import SearchState
from tests.pipeline.sourcing.loopback import Reply, as_json
from tests.pipeline.sourcing.newsroom import search

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django.fixtures import Settings
    from redis import Redis

    from claims.models import Claim
    from tests.pipeline.sourcing.loopback import Asked, Site

STORY = (
    "Russia called its ambassador to the United States, Anatoly Antonov, home for consultations on 17 March 2021. "
    "The ministry said that it wanted to talk about the future of relations between the two countries."
)


def page(words: str = STORY, title: str = "Ambassador recalled") -> str:
    """A page with an article in it."""
    return (
        f"<html><head><title>{title}</title><meta name='author' content='Jane Roe'>"
        f"<meta property='article:published_time' content='2021-03-17T12:00:00Z'></head>"
        f"<body><nav><a href='/'>Home</a></nav><article><h1>{title}</h1><p>{words}</p></article></body></html>"
    )


@pytest.fixture
def engine(site: Site, settings: Settings, store: Path, manners: Redis) -> list[str]:
    """A search engine; the value is the list of addresses that it finds."""
    found: list[str] = []

    def results(_asked: Asked) -> Reply:
        listed = [{"url": url, "title": f"Result {place}"} for place, url in enumerate(found)]
        return as_json({"results": listed, "unresponsive_engines": []})

    site.routes["/search"] = results
    settings.SEARXNG_URL = site.url
    settings.FETCH_ALLOWED_HOSTS = [site.host]
    settings.PROVIDERS = ["searxng"]
    return found


def row(claim: Claim) -> SourceSearch:
    """The engine's search as it stands."""
    return claim.searches.get(provider="searxng")


def test_a_page_is_fetched_read_and_kept_with_what_it_says_of_itself(
    site: Site, engine: list[str], recalled: Claim
) -> None:
    site.page("/story", page(), headers=(("ETag", '"7"'), ("Set-Cookie", "a=1")))
    engine.append(f"{site.url}/story")

    search(recalled)

    evidence = recalled.evidence.select_related("snapshot__source").get()
    snapshot, source = evidence.snapshot, evidence.snapshot.source
    assert STORY in snapshot.text
    assert "Home" not in snapshot.text
    assert (source.author, str(source.published_on), source.title) == ("Jane Roe", "2021-03-17", "Result 0")
    assert (snapshot.etag, snapshot.http_status, snapshot.ip) == ('"7"', 200, "127.0.0.1")
    assert not any(name.lower() == "set-cookie" for name, _value in snapshot.headers)
    assert snapshot.extractor.startswith("trafilatura")


def test_the_claims_own_article_is_no_source_for_it(site: Site, engine: list[str], recalled: Claim) -> None:
    site.page("/own", page())
    engine.append(f"{site.url}/own")
    type(recalled.article).objects.filter(pk=recalled.article_id).update(url=f"{site.url}/own")
    recalled.article.refresh_from_db()

    search(recalled)

    assert not recalled.evidence.exists()
    assert "/own" not in [asked.path for asked in site.asked]


def test_a_page_closed_to_robots_is_not_fetched_and_the_search_says_so(
    site: Site, engine: list[str], recalled: Claim
) -> None:
    site.page("/robots.txt", "User-agent: *\nDisallow: /closed\n", kind="text/plain")
    site.page("/closed", page())
    engine.append(f"{site.url}/closed")

    search(recalled)

    assert row(recalled).state == SearchState.DONE
    assert "asks robots to leave this page alone" in row(recalled).problem
    assert "/closed" not in [asked.path for asked in site.asked]


def test_one_bad_page_spoils_no_other(site: Site, engine: list[str], recalled: Claim) -> None:
    site.page("/story", page())
    site.page("/film", b"\0" * 10, kind="video/mp4")
    engine.extend([f"{site.url}/gone", f"{site.url}/film", "http://10.0.0.1/", f"{site.url}/story"])

    search(recalled)

    assert (row(recalled).state, row(recalled).found, row(recalled).kept) == (SearchState.DONE, 4, 1)
    assert row(recalled).problem.count("Result") == 3
    assert row(recalled).retry_at is None


def test_a_page_in_trouble_is_fetched_later_and_the_others_not_again(
    site: Site, engine: list[str], recalled: Claim
) -> None:
    site.page("/story", page())
    site.page("/later", "trouble", status=503)
    engine.extend([f"{site.url}/story", f"{site.url}/later"])
    next_try = search(recalled)
    first = row(recalled)
    site.page("/later", page(f"{STORY} More followed.", "Later"))
    SourceSearch.objects.update(retry_at=now())

    last_try = search(recalled)

    assert (first.kept, first.retry_at, first.problem) == (1, next_try, "1 of 2 pages gave no answer.")
    assert (row(recalled).kept, row(recalled).problem, last_try) == (2, "", None)
    assert [asked.path for asked in site.asked].count("/story") == 1


def test_the_same_page_from_two_claims_is_one_snapshot(
    site: Site, engine: list[str], recalled: Claim, claim: Claim
) -> None:
    site.page("/story", page())
    engine.append(f"{site.url}/story")

    search(recalled)
    search(claim)

    assert Snapshot.objects.count() == 1
    assert Evidence.objects.count() == 2


def test_a_changed_page_is_a_new_snapshot(site: Site, engine: list[str], recalled: Claim, claim: Claim) -> None:
    site.page("/story", page())
    engine.append(f"{site.url}/story")
    search(recalled)
    site.page("/story", page(STORY.replace("17 March", "18 March")))

    search(claim)

    assert Snapshot.objects.count() == 2
    assert "17 March" in recalled.evidence.get().snapshot.text


def test_a_slow_provider_holds_nobody_else_up(
    site: Site, engine: list[str], settings: Settings, recalled: Claim
) -> None:
    settings.PROVIDERS = ["archive", "searxng"]
    answered = threading.Event()
    kept: list[tuple[float, int]] = []
    started = time.monotonic()

    def slowly(_asked: Asked) -> Reply:
        answered.wait(4)
        return as_json({"results": []})

    def progress(_done: int, _of: int) -> None:
        kept.append((time.monotonic() - started, Evidence.objects.filter(claim=recalled).count()))
        if kept[-1][1]:
            answered.set()

    from claims.pipeline.sourcing import finding

    site.routes["/search"] = slowly
    finding.find(recalled, progress=progress)

    assert min(at for at, count in kept if count) < 3
    assert answered.is_set()


def test_a_claim_that_is_limited_comes_back_soon_and_counts_no_try(
    site: Site, engine: list[str], monkeypatch: pytest.MonkeyPatch, recalled: Claim
) -> None:
    from claims.pipeline.sourcing import choosing
    from claims.pipeline.sourcing.pacing import Pace

    monkeypatch.setitem(choosing.PACES, "searxng", Pace(rate=0.1, most=1))

    next_try = search(recalled)

    assert (row(recalled).state, row(recalled).tries) == (SearchState.WAITING, 0)
    assert next_try is not None
    assert 5 < (next_try - now()).total_seconds() < 15
    assert search(recalled) == next_try

"""Pages of the web: found by a search engine, fetched politely, kept; what fails is tried again, what is kept is not."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from django.utils.timezone import now

from claims.models import Evidence, Passage, Snapshot, SourceSearch
from claims.models.source_search import SearchState
from tests.pipeline.sourcing.loopback import Reply, as_json
from tests.pipeline.sourcing.newsroom import search

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django.fixtures import Settings
    from redis import Redis

    from claims.models import Claim
    from claims.pipeline.sourcing.fetched import Fetched, PageText
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


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """A site is fetched twice at once, then once in ten seconds."""
    from claims.pipeline.sourcing import polite
    from claims.pipeline.sourcing.pacing import Pace

    monkeypatch.setattr("claims.pipeline.sourcing.choosing.A_SITE", Pace(rate=0.1, most=2))
    assert polite.A_SITE.most == 10


def test_pages_that_must_wait_for_their_turn_are_no_failures(
    site: Site, engine: list[str], narrow: None, recalled: Claim
) -> None:
    for number in range(4):
        site.page(f"/{number}", page(f"{STORY} Number {number} followed."))
        engine.append(f"{site.url}/{number}")

    next_try = search(recalled)

    found = row(recalled)
    assert (found.state, found.tries, found.found, found.pages_done, found.kept) == (SearchState.WAITING, 0, 4, 2, 2)
    assert found.problem == "2 of 4 pages wait for their turn."
    assert found.retry_at == next_try
    assert 5 < (found.retry_at - now()).total_seconds() <= 11


def test_pages_that_waited_for_their_turn_are_fetched_then(
    site: Site, engine: list[str], narrow: None, recalled: Claim, manners: Redis
) -> None:
    for number in range(4):
        site.page(f"/{number}", page(f"{STORY} Number {number} followed."))
        engine.append(f"{site.url}/{number}")
    search(recalled)
    for key in manners.scan_iter("pace:*"):
        manners.delete(key)
    SourceSearch.objects.update(retry_at=now())

    assert search(recalled) is None

    found = row(recalled)
    assert (found.state, found.tries, found.pages_done, found.kept, found.problem) == (SearchState.DONE, 0, 4, 4, "")
    assert sorted(asked.path for asked in site.asked if len(asked.path) == 2) == ["/0", "/1", "/2", "/3"]


def test_silent_pages_count_a_try_and_those_that_wait_do_not(
    site: Site, engine: list[str], narrow: None, recalled: Claim
) -> None:
    for number in range(3):
        site.page(f"/{number}", "trouble", status=503)
        engine.append(f"{site.url}/{number}")

    search(recalled)

    found = row(recalled)
    assert (found.state, found.tries) == (SearchState.DONE, 1)
    assert found.problem == "2 of 3 pages gave no answer. 1 of 3 pages wait for their turn."
    SourceSearch.objects.update(tries=3, retry_at=now())

    search(recalled)  # the last try of the silent ones; the bucket is empty now

    assert row(recalled).state == SearchState.WAITING
    assert row(recalled).retry_at is not None


def test_refused_pages_are_done_with(site: Site, engine: list[str], recalled: Claim) -> None:
    site.page("/film", b"\0" * 10, kind="video/mp4")
    engine.extend([f"{site.url}/gone", f"{site.url}/film"])

    search(recalled)

    assert (row(recalled).found, row(recalled).pages_done, row(recalled).kept) == (2, 2, 0)


def test_bytes_that_another_reader_read_otherwise_are_another_copy(
    site: Site, engine: list[str], monkeypatch: pytest.MonkeyPatch, recalled: Claim, claim: Claim
) -> None:
    from claims.pipeline.sourcing import pages

    site.page("/story", page())
    engine.append(f"{site.url}/story")
    search(recalled)
    read = pages.read_page

    def otherwise(fetched: Fetched) -> PageText:
        text = read(fetched)
        return replace(text, text=f"A later reader begins with the headline.\n{text.text}", extractor="reader 2")

    monkeypatch.setattr(pages, "read_page", otherwise)
    search(claim)

    first, second = recalled.evidence.get().snapshot, claim.evidence.get().snapshot
    assert first.raw_sha256 == second.raw_sha256
    assert first.warc == second.warc
    assert (first.extractor == "reader 2", second.extractor) == (False, "reader 2")
    passages = Passage.objects.select_related("evidence__snapshot")
    assert passages.filter(evidence__claim=claim).exists()
    assert all(each.text == each.evidence.snapshot.text[each.start : each.end] for each in passages)

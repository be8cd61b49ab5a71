"""How the search of each provider stands when somebody cannot be reached, refuses, or is no longer asked."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.timezone import now

from claims.models import Claim, SourceSearch
from claims.models.source_search import SearchState
from tests.pipeline.sourcing.newsroom import search

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

    from tests.pipeline.sourcing.loopback import Site
    from tests.pipeline.sourcing.wiki import Wiki


def test_offline_the_archive_answers_and_the_other_waits_its_turn(
    settings: Settings, wiki: Wiki, recalled: Claim
) -> None:
    settings.MEDIAWIKI_API = "http://nowhere.invalid/w/api.php"

    next_try = search(recalled)

    row = recalled.searches.get(provider="mediawiki")
    assert row.state == SearchState.UNREACHABLE
    assert row.problem == "nowhere.invalid cannot be reached."
    assert row.retry_at == next_try
    assert row.retry_at is not None
    assert timedelta(seconds=50) < row.retry_at - now() < timedelta(seconds=75)
    assert recalled.evidence.filter(provider="archive").exists()


def test_each_failed_try_waits_longer_and_the_fifth_is_the_last(
    settings: Settings, wiki: Wiki, recalled: Claim
) -> None:
    settings.MEDIAWIKI_API = "http://nowhere.invalid/w/api.php"
    waits = []
    for _try in range(5):
        search(recalled)
        row = recalled.searches.get(provider="mediawiki")
        waits.append(round((row.retry_at - now()).total_seconds() / 60) if row.retry_at else None)
        SourceSearch.objects.filter(pk=row.pk, retry_at__isnull=False).update(retry_at=now())

    assert [
        low <= (wait or 0) <= high
        for wait, (low, high) in zip(waits, [(1, 1), (5, 6), (30, 36), (120, 144)], strict=False)
    ]
    assert waits[-1] is None
    assert search(recalled) is None


def test_who_cannot_be_reached_is_not_asked_before_its_time(site: Site, wiki: Wiki, recalled: Claim) -> None:
    wiki.error = "maxlag"
    search(recalled)
    questions = len(site.asked)

    next_try = search(recalled)

    assert len(site.asked) == questions
    assert next_try == recalled.searches.get(provider="mediawiki").retry_at


def test_a_busy_wiki_is_asked_again_when_it_said(wiki: Wiki, recalled: Claim) -> None:
    wiki.error, wiki.headers = "maxlag", (("Retry-After", "600"),)

    search(recalled)

    row = recalled.searches.get(provider="mediawiki")
    assert "busy (maxlag)" in row.problem
    assert row.retry_at is not None
    assert row.retry_at - now() > timedelta(minutes=9)


def test_a_wiki_that_refuses_is_not_asked_again(wiki: Wiki, recalled: Claim) -> None:
    wiki.error = "readapidenied"

    next_try = search(recalled)

    row = recalled.searches.get(provider="mediawiki")
    assert (row.state, row.retry_at, next_try) == (SearchState.REFUSED, None, None)
    assert "readapidenied" in row.problem


def test_a_provider_that_is_no_longer_asked_shows_as_off(settings: Settings, wiki: Wiki, recalled: Claim) -> None:
    wiki.error = "maxlag"
    search(recalled)
    settings.PROVIDERS = ["archive"]

    next_try = search(recalled)

    assert recalled.searches.get(provider="mediawiki").state == SearchState.OFF
    assert next_try is None


def test_a_provider_that_nobody_knows_says_so(settings: Settings, wiki: Wiki, recalled: Claim) -> None:
    settings.PROVIDERS = ["archive", "crystal-ball"]

    search(recalled)

    row = recalled.searches.get(provider="crystal-ball")
    assert row.state == SearchState.REFUSED
    assert "no provider of this name" in row.problem

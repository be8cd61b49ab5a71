"""How the search of each provider stands when somebody cannot be reached, refuses, or is no longer asked."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.timezone import now

from claims.models import Claim, SourceSearch
from claims.models.source_search import SearchState
from claims.pipeline.sourcing import choosing
from claims.pipeline.sourcing.pacing import breaker
from tests.pipeline.sourcing.newsroom import search

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings
    from redis import Redis

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
    assert timedelta(seconds=2) < row.retry_at - now() <= timedelta(minutes=1)
    assert recalled.evidence.filter(provider="archive").exists()


def test_each_failed_try_may_wait_longer_and_the_fourth_is_the_last(
    settings: Settings, wiki: Wiki, recalled: Claim
) -> None:
    settings.MEDIAWIKI_API = "http://nowhere.invalid/w/api.php"
    waits = []
    for _try in range(4):
        search(recalled)
        row = recalled.searches.get(provider="mediawiki")
        waits.append((row.retry_at - now()).total_seconds() if row.retry_at else None)
        SourceSearch.objects.filter(pk=row.pk, retry_at__isnull=False).update(retry_at=now())

    assert all(0 < (wait or 0) <= most for wait, most in zip(waits, [60, 600, 7200], strict=False))
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


def test_trouble_in_an_answer_that_looks_like_a_success_spares_the_provider_too(
    site: Site, wiki: Wiki, recalled: Claim
) -> None:
    wiki.error = "maxlag"
    for _time in range(5):
        search(recalled)
        SourceSearch.objects.filter(provider="mediawiki").update(retry_at=now(), tries=0)
    questions = len(site.asked)

    search(recalled)

    assert len(site.asked) == questions
    assert "left alone for a while" in recalled.searches.get(provider="mediawiki").problem


def test_a_question_that_is_refused_is_an_answer(site: Site, wiki: Wiki, recalled: Claim) -> None:
    wiki.error = "readapidenied"
    for _time in range(6):
        search(recalled)
        SourceSearch.objects.filter(provider="mediawiki").update(state=SearchState.WAITING, retry_at=None)

    assert "readapidenied" in recalled.searches.get(provider="mediawiki").problem


def test_after_a_rest_one_whole_search_goes_first(site: Site, wiki: Wiki, recalled: Claim, manners: Redis) -> None:
    for _time in range(5):
        choosing.manners().failed("mediawiki")
    manners.delete(breaker("mediawiki")[0])  # the minute is over

    search(recalled)

    assert recalled.searches.get(provider="mediawiki").state == SearchState.DONE
    assert choosing.manners().rests_for("mediawiki") == 0

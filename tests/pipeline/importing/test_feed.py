"""Looking at feeds: what is new, what passes the filter, what goes wrong."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils.timezone import now

from claims.desk import feeds
from claims.jobs.outbox import enqueue
from claims.models import Feed, FeedEntry, Job
from claims.models.feed import EntryState, Handling
from claims.models.job import JobKind
from claims.pipeline.importing import feed as feed_reading
from claims.pipeline.importing.feed import Filter
from tests.pipeline.importing.feeds import serve
from tests.pipeline.sourcing.loopback import Reply, Site, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.fixtures import Settings

    from tests.desk import People


@pytest.fixture
def outlet(settings: Settings, queue: str) -> Iterator[Site]:
    """An outlet on loopback with two entries in its feed, which the newsroom allows itself to fetch from."""
    with serving() as site:
        settings.FETCH_ALLOWED_HOSTS = [site.host]
        settings.FETCH_PORTS = [str(site.port)]
        settings.FETCH_PAGES_A_SECOND = 1000
        settings.REDIS_URL = queue
        serve(site, "The bridge", "The school")
        yield site


def follow(people: People, outlet: Site, **given: object) -> Feed:
    """Follow the outlet's feed in the editor's name, read as the job reads it."""
    feed = feeds.follow(by=people.editor, **{"name": "Courier", "address": f"{outlet.url}/feed", **given})
    return Feed.objects.select_related("signed_by").get(pk=feed.pk)


def look_at(feed: Feed) -> int:
    """Look as the job does."""
    return feed_reading.look_at(feed, take_in=lambda entry: enqueue(JobKind.TAKE_IN_ENTRY, entry.pk))


def test_new_entries_wait_for_an_editor(people: People, outlet: Site) -> None:
    feed = follow(people, outlet)

    assert look_at(feed) == 2

    waiting = FeedEntry.objects.to_decide()
    assert {(entry.title, entry.address, entry.published_on) for entry in waiting} == {
        ("The bridge", f"{outlet.url}/1", date(2026, 11, 12)),
        ("The school", f"{outlet.url}/2", date(2026, 11, 12)),
    }
    feed.refresh_from_db()
    assert feed.problem == ""
    assert feed.next_look_at - now() > timedelta(minutes=29)


def test_a_second_look_brings_only_what_is_new(people: People, outlet: Site) -> None:
    feed = follow(people, outlet)
    look_at(feed)
    feed.refresh_from_db()
    assert look_at(feed) == 0
    assert outlet.asked[-1].headers["if-none-match"] == '"2"'

    serve(outlet, "The bridge", "The school", "The tax")
    assert look_at(feed) == 1
    assert FeedEntry.objects.count() == 3


def test_only_wanted_words_pass_and_unwanted_ones_never(people: People, outlet: Site) -> None:
    serve(outlet, "Council tax rises", "Council picnic", "Taxing times", "Rain")
    feed = follow(people, outlet, wanted="council\ntax", unwanted="picnic")

    look_at(feed)

    assert [entry.title for entry in FeedEntry.objects.all()] == ["Council tax rises"]


@pytest.mark.parametrize(
    ("wanted", "unwanted", "text", "passes"),
    [
        ("", "", "Anything", True),
        ("tax", "", "The TAX, again", True),
        ("tax", "", "Syntax", False),
        ("climate change", "", "On climate  change.", True),
        ("climate change", "", "The climate will change", False),
        ("straße", "", "Die STRASSE", True),
        (" \n...\n", "", "Anything", True),
        ("", "sport", "Sport: cup final", False),
        ("cup", "sport", "Sport: cup final", False),
    ],
)
def test_a_filter_reads_whole_words_in_any_case(wanted: str, unwanted: str, text: str, passes: bool) -> None:
    assert Filter.of(Feed(wanted=wanted, unwanted=unwanted)).lets_through(text, "") is passes


def test_what_a_feed_that_takes_in_lists_at_first_is_passed_over_and_what_comes_later_is_fetched(
    people: People, outlet: Site
) -> None:
    feed = follow(people, outlet, handling=Handling.TAKE_IN)
    look_at(feed)
    assert set(FeedEntry.objects.values_list("state", flat=True)) == {EntryState.PASSED_OVER}
    assert not Job.objects.filter(kind=JobKind.TAKE_IN_ENTRY).exists()

    serve(outlet, "The bridge", "The school", "The tax")
    look_at(Feed.objects.select_related("signed_by").get(pk=feed.pk))

    entry = FeedEntry.objects.get(state=EntryState.FETCHING)
    assert (entry.title, entry.decided_by) == ("The tax", people.editor)
    assert Job.objects.get(kind=JobKind.TAKE_IN_ENTRY).subject == entry.pk


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply(b"<html>Not here</html>", 404), "404"),
        (Reply(b"", 503, headers=(("Retry-After", "7200"),)), "503"),
        (Reply(b"<html><body>A page</body></html>"), "no feed"),
        (Reply(b'<!DOCTYPE a [<!ENTITY b "c">]><rss>&b;</rss>', kind="application/rss+xml"), "entities"),
        (Reply(b"\x89PNG", kind="image/png"), "image/png"),
    ],
    ids=["gone", "in trouble", "a page", "entities", "a picture"],
)
def test_what_goes_wrong_stands_at_the_feed_and_it_is_asked_again_later(
    people: People, outlet: Site, reply: Reply, said: str
) -> None:
    outlet.routes["/feed"] = lambda _asked: reply
    feed = follow(people, outlet)

    assert look_at(feed) == 0

    feed.refresh_from_db()
    assert said in feed.problem
    waits = feed.next_look_at - now()
    assert waits > (timedelta(minutes=119) if reply.status == 503 else timedelta(minutes=29))


def test_a_feed_cannot_lead_into_the_newsrooms_own_network(people: People, outlet: Site) -> None:
    feed = follow(people, outlet, address="http://169.254.169.254/feed")
    look_at(feed)
    feed.refresh_from_db()
    assert feed.problem
    assert not FeedEntry.objects.exists()

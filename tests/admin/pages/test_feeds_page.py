"""The page of feeds: what waits, what is followed, following another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.desk import feeds
from claims.models import Feed, FeedEntry
from claims.models.feed import EntryState

if TYPE_CHECKING:
    import pytest

    from tests.admin.pages.conftest import SitDown
    from tests.desk import People

COURIER = {
    "act": "follow",
    "name": "Courier",
    "address": "https://courier.example.org/feed",
    "handling": "ask",
    "minutes": "30",
}


def fill(people: People, *, each: int) -> None:
    """Follow `each` more feeds, with an entry each that waits."""
    first = Feed.objects.count() + 1
    for number in range(first, first + each):
        feed = feeds.follow(by=people.editor, name=f"Feed {number}", address=f"https://f{number}.example.org/feed")
        FeedEntry.objects.create(feed=feed, address=f"https://f{number}.example.org/1", title=f"Entry {number}")


def test_an_editor_follows_a_feed(people: People, sit_down: SitDown) -> None:
    answer = sit_down(people.editor).post("/desk/articles/feeds/", COURIER, follow=True)
    assert "“Courier” is followed." in answer.content.decode()
    assert Feed.objects.get().signed_by == people.editor


def test_a_mistake_is_said_at_its_field_and_the_rest_is_kept(people: People, sit_down: SitDown) -> None:
    answer = sit_down(people.editor).post("/desk/articles/feeds/", {**COURIER, "address": "nonsense"})
    assert answer.status_code == 422
    assert 'id="address-problem"' in answer.content.decode()
    assert 'value="Courier"' in answer.content.decode()


def test_a_reviewer_sees_what_waits_and_cannot_follow(people: People, sit_down: SitDown) -> None:
    fill(people, each=1)
    browser = sit_down(people.reviewer)
    words = browser.get("/desk/articles/feeds/").content.decode()
    assert "Entry 1" in words
    assert "Follow it, in my name" not in words
    assert browser.post("/desk/articles/feeds/", COURIER).status_code == 403


def test_ticked_entries_are_settled_and_who_was_quicker_is_named(people: People, sit_down: SitDown) -> None:
    fill(people, each=3)
    first, second, third = FeedEntry.objects.order_by("pk")
    feeds.pass_over(first, by=people.chief)

    answer = sit_down(people.editor).post(
        "/desk/articles/feeds/", {"act": "take_in", "entry": [first.pk, second.pk]}, follow=True
    )

    words = answer.content.decode()
    assert "1 being fetched" in words
    assert "“Entry 1” is settled already (passed over by chief)." in words
    second.refresh_from_db()
    third.refresh_from_db()
    assert (second.state, third.state) == (EntryState.FETCHING, EntryState.WAITING)


def test_nothing_ticked_is_said(people: People, sit_down: SitDown) -> None:
    answer = sit_down(people.editor).post("/desk/articles/feeds/", {"act": "take_in", "entry": ["x"]})
    assert answer.status_code == 422
    assert "Nothing was selected." in answer.content.decode()


def test_thirty_feeds_cost_as_many_queries_as_one(people: People, sit_down: SitDown) -> None:
    fill(people, each=1)
    browser = sit_down(people.editor)
    with CaptureQueriesContext(connection) as one:
        assert browser.get("/desk/articles/feeds/").status_code == 200
    fill(people, each=29)
    with CaptureQueriesContext(connection) as thirty:
        assert browser.get("/desk/articles/feeds/").status_code == 200
    assert len(thirty) == len(one)


def test_entries_are_counted_up_to_a_bound_that_is_told(
    people: People, sit_down: SitDown, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(people, each=2)
    feed = Feed.objects.get(name="Feed 1")
    FeedEntry.objects.bulk_create(
        FeedEntry(feed=feed, address=f"https://f1.example.org/more/{number}", title="More") for number in range(3)
    )
    counted = {each.name: (each.waiting_count, each.taken_count) for each in Feed.objects.with_counts()}
    assert counted == {"Feed 1": (4, 0), "Feed 2": (1, 0)}
    for module in ("claims.models.feed", "claims.admin.pages.feeds"):
        monkeypatch.setattr(f"{module}.MOST_COUNTED", 2)
    page = sit_down(people.editor).get("/desk/articles/feeds/").content.decode()
    assert '<td class="end fold">2+</td>' in page
    assert '<td class="end fold">1</td>' in page

"""Following feeds, and deciding on their entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from claims.desk import feeds
from claims.desk.newsroom import close_account
from claims.desk.triage import Stale
from claims.models import Feed, FeedEntry, Job
from claims.models.feed import EntryState
from claims.models.job import JobKind

if TYPE_CHECKING:
    from tests.desk import People


@pytest.fixture
def feed(people: People) -> Feed:
    """A feed that an editor signed."""
    return feeds.follow(by=people.editor, name="Courier", address="https://courier.example.org/feed")


@pytest.fixture
def entry(feed: Feed) -> FeedEntry:
    """An entry that waits."""
    return FeedEntry.objects.create(feed=feed, address="https://courier.example.org/1", title="The bridge")


def test_who_follows_a_feed_signs_it_and_it_is_looked_at_soon(feed: Feed, people: People) -> None:
    assert feed.signed_by == people.editor
    assert Job.objects.get(kind=JobKind.LOOK_AT_FEED).subject == feed.pk


def test_a_reviewer_follows_nothing(people: People) -> None:
    with pytest.raises(PermissionDenied):
        feeds.follow(by=people.reviewer, name="Courier", address="https://courier.example.org/feed")


def test_a_feed_is_followed_once(feed: Feed, people: People) -> None:
    with pytest.raises(ValidationError, match="followed already"):
        feeds.follow(by=people.chief, name="Again", address=feed.address)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("address", "no address"),
        ("address", ""),
        ("name", ""),
        ("minutes", 1),
        ("handling", "eat"),
        ("name", "n" * 201),
    ],
)
def test_what_makes_no_feed_is_said_of_its_field(people: People, field: str, value: object) -> None:
    with pytest.raises(ValidationError):
        feeds.follow(by=people.editor, **{"name": "A", "address": "https://a.example.org/feed", field: value})
    assert not Feed.objects.exists()


def test_a_suspended_feed_is_not_due_and_can_be_resumed_in_another_name(feed: Feed, people: People) -> None:
    feeds.suspend(feed, by=people.editor)
    assert not Feed.objects.due().exists()
    with pytest.raises(Stale):
        feeds.suspend(feed, by=people.editor)

    feeds.resume(feed, by=people.chief)
    assert Feed.objects.due().get().signed_by == people.chief
    with pytest.raises(Stale):
        feeds.resume(feed, by=people.chief)


def test_a_feed_whose_signer_left_is_not_looked_at(feed: Feed, people: People) -> None:
    close_account(people.editor, by=people.chief)
    assert not Feed.objects.due().exists()


def test_choosing_an_entry_has_it_fetched_in_ones_own_name(entry: FeedEntry, people: People) -> None:
    feeds.choose(entry, by=people.reviewer)
    entry.refresh_from_db()
    assert (entry.state, entry.decided_by) == (EntryState.FETCHING, people.reviewer)
    assert Job.objects.get(kind=JobKind.TAKE_IN_ENTRY).asked_by == people.reviewer


def test_the_second_to_decide_is_told_who_was_quicker(entry: FeedEntry, people: People) -> None:
    feeds.pass_over(entry, by=people.editor)
    with pytest.raises(Stale, match="passed over by editor"):
        feeds.choose(entry, by=people.reviewer)
    assert not Job.objects.filter(kind=JobKind.TAKE_IN_ENTRY).exists()


def test_an_entry_that_could_not_be_read_can_be_tried_again(entry: FeedEntry, people: People) -> None:
    FeedEntry.objects.filter(pk=entry.pk).update(state=EntryState.FAILED, problem="No answer.")
    feeds.choose(entry, by=people.editor)
    entry.refresh_from_db()
    assert (entry.state, entry.problem) == (EntryState.FETCHING, "")


def test_the_database_keeps_what_is_taken_in_beside_its_article(entry: FeedEntry) -> None:
    with pytest.raises(IntegrityError, match="a_taken_entry_has_its_article"), transaction.atomic():
        FeedEntry.objects.filter(pk=entry.pk).update(state=EntryState.TAKEN_IN)

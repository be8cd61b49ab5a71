"""The charts of thirty days: numbers of days that were moved back in time, against what the desk did."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate, now

from claims.admin.counting import Counted
from claims.admin.pages import charts, month
from claims.desk import publication
from claims.models import Article, Claim, ClaimMove, Publication
from tests.admin.pages.stations import give
from tests.stories import Story

if TYPE_CHECKING:
    from collections.abc import Iterator

    from claims.models import User
    from tests.desk import People


@contextmanager
def ago(**long: float) -> Iterator[None]:
    """Let rows be written so long ago: what is only ever added cannot be moved back afterwards."""
    then = now() - timedelta(**long)
    with pytest.MonkeyPatch.context() as clock:
        clock.setattr("django.utils.timezone.now", lambda: then)
        clock.setattr("claims.desk.ledger.now", lambda: then)
        yield


def add(article: Article, people: People, *, days_ago: float) -> Claim:
    """Spot a claim so many days ago."""
    with ago(days=days_ago):
        return Story(people, article).spot()


def levels_of(me: User) -> month.Levels:
    return month.open_by_day(month.moved(me), now=charts.counts_by_status(me))


def times() -> month.Times | None:
    return month.times(month.measured())


def numbers(levels: month.Levels, *, days_ago: int) -> list[int]:
    return [int(number) for number in levels.days[-1 - days_ago][1]]


def test_a_claim_counts_each_day_where_it_stood_then(article: Article, people: People) -> None:
    claim = add(article, people, days_ago=10)
    with ago(days=4):
        give(claim, people)

    levels = levels_of(people.editor)

    assert len(levels.days) == 30
    assert [line.label for line in levels.lines] == ["Spotted", "Assigned", "Rated", "Approved"]
    assert numbers(levels, days_ago=11) == [0, 0, 0, 0]
    assert numbers(levels, days_ago=10) == numbers(levels, days_ago=5) == [1, 0, 0, 0]
    assert numbers(levels, days_ago=4) == numbers(levels, days_ago=0) == [0, 1, 0, 0]


def test_what_was_there_before_the_thirty_days_counts_in_all_of_them(article: Article, people: People) -> None:
    add(article, people, days_ago=50)
    levels = levels_of(people.editor)
    assert {tuple(numbers(levels, days_ago=days)) for days in range(30)} == {(1, 0, 0, 0)}


def test_a_published_claim_is_open_no_more(story: Story, queue: str) -> None:
    with ago(days=3):
        claim = story.spot()
    publication.publish(story.approve(claim), by=story.people.editor, seen=claim.version)
    levels = levels_of(story.people.editor)
    assert numbers(levels, days_ago=1) == [1, 0, 0, 0]
    assert numbers(levels, days_ago=0) == [0, 0, 0, 0]


def test_a_reviewer_sees_the_numbers_of_their_own_claims_alone(assigned: Claim, people: People) -> None:
    assert numbers(levels_of(people.reviewer), days_ago=0) == [0, 1, 0, 0]
    assert numbers(levels_of(people.second), days_ago=0) == [0, 0, 0, 0]


def test_a_number_that_stopped_counting_makes_the_days_before_lower_bounds() -> None:
    ends = month.ends_of_days(Counted(10_001), [5, 3])
    assert [str(each) for each in ends] == ["9,997+", "10,000+"]


def test_days_before_the_oldest_move_that_is_read_are_left_out(
    article: Article, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(month, "MOST", 1)
    claim = add(article, people, days_ago=12)
    with ago(days=2):
        give(claim, people)
    levels = levels_of(people.editor)
    assert [numbers(levels, days_ago=days) for days in range(len(levels.days))] == [[0, 1, 0, 0]] * 3


def publish(story: Story, *ages: float) -> None:
    """Publish one claim for each age in hours, of an article that was taken in 400 hours ago."""
    Article.objects.update(taken_in_at=now() - timedelta(hours=400))
    for place, age in enumerate(ages, start=1):
        claim = story.approve(story.spot(place))
        with ago(hours=age):
            publication.publish(claim, by=story.people.editor, seen=claim.version)


def test_times_run_from_taking_in_the_article_to_the_first_publication(story: Story, queue: str) -> None:
    publish(story, 40 * 24, 350, 300, 200)
    story.correct(Publication.objects.get(sequence=4).claim)  # later, and not a first publication

    took = times()

    assert took is not None
    assert took.in_days
    assert [row.median for row in took.rows] == ["2.1", "4.2", "8.3"]
    assert (took.in_all.verdicts, took.in_all.median, took.in_all.ninetieth) == ("3", "4.2", "7.5")
    assert len(took.median.split()) == len(took.ninetieth.split()) == 3
    assert "took 4.2 days or less, nine in ten 7.5." in took.said


def test_short_times_are_told_in_hours(story: Story, queue: str) -> None:
    publish(story, 390, 390, 388)
    took = times()
    assert took is not None
    assert not took.in_days
    assert (took.in_all.median, took.in_all.ninetieth) == ("10.0", "11.6")


def test_nothing_published_has_no_times(claim: Claim) -> None:
    assert times() is None


def test_the_charts_cost_the_same_with_one_claim_and_with_thirty(story: Story, queue: str) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as counted:
            levels_of(story.people.editor)
            times()
            charts.open_work(story.people.editor)
        return len(counted)

    story.publish(1)
    with_one = cost()
    for place in range(2, 31):
        story.spot(place)
    assert Claim.objects.count() >= 30
    assert cost() == with_one <= 4


def test_moves_of_thirty_days_are_found_by_the_index(claim: Claim, people: People) -> None:
    _days, since = month.span()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "move_by_time" in ClaimMove.objects.all().newest_since(since, most=month.MOST).explain()
    assert "publication_by_time" in Publication.objects.first_since(since, most=month.MOST).explain()


def test_a_long_name_is_short_in_the_drawing_and_whole_in_the_table() -> None:
    bar = charts.lying([("Maximiliane Freifrau von Hohenstein", 3, "a")])[0]
    assert len(bar.short) <= charts.FITS
    assert bar.short.endswith("…")
    assert bar.label == "Maximiliane Freifrau von Hohenstein"


def test_days_end_with_today(claim: Claim) -> None:
    days, since = month.span()
    assert (days[-1], len(days)) == (localdate(), 30)
    assert since.date() <= days[0]

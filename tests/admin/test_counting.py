"""Counts stop where a large desk would make them dear, and say so; pages lead no further than the count."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.admin import counting
from claims.admin.counting import BoundedPages, Counted, by_value, grouped, together, up_to
from claims.models import Claimant

if TYPE_CHECKING:
    from tests.desk import People


@pytest.fixture
def seven(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seven claimants, on a desk where counts stop at five."""
    monkeypatch.setattr(counting, "MOST_COUNTED", 5)
    Claimant.objects.bulk_create(Claimant(name=f"Speaker {number}") for number in range(7))


def test_a_count_says_that_it_stopped() -> None:
    assert str(Counted(10_001)) == "10,000+"
    assert str(Counted(10_000)) == "10,000"
    assert Counted(10_001) == 10_000
    assert str(together([Counted(3), Counted(10_001)])) == "10,003+"
    assert str(together([Counted(3), Counted(4)])) == "7"


def test_a_count_reads_no_more_rows_than_it_tells(seven: None) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert str(up_to(Claimant.objects.all(), most=5)) == "5+"
    assert "LIMIT 6" in asked[0]["sql"]
    assert str(up_to(Claimant.objects.all(), most=7)) == "7"


def test_values_are_counted_in_one_query_and_those_without_rows_left_out(seven: None) -> None:
    with CaptureQueriesContext(connection) as asked:
        found = by_value(Claimant.objects.all(), "name", ["Speaker 1", "nobody"])
    assert found == {"Speaker 1": 1}
    assert len(asked) == 1
    assert by_value(Claimant.objects.none(), "name", ["Speaker 1"]) == {}


def test_groups_of_more_rows_than_are_read_are_lower_bounds(seven: None) -> None:
    with CaptureQueriesContext(connection) as asked:
        names, kinds = grouped(Claimant.objects.order_by("pk"), "name", "kind")
    assert len(asked) == 1
    assert sum(names.values()) == sum(kinds.values()) == 6
    assert all(number.more for number in [*names.values(), *kinds.values()])
    assert str(names["nobody was met by this name"]) == "0+"

    [few] = grouped(Claimant.objects.filter(name="Speaker 1"), "name")
    assert [(name, str(number)) for name, number in few.items()] == [("Speaker 1", "1")]
    assert str(few["nobody"]) == "0"
    assert grouped(Claimant.objects.none(), "name", "kind") == [{}, {}]


def test_pages_keep_their_order_and_end_where_the_count_stops(seven: None) -> None:
    pages = BoundedPages(Claimant.objects.order_by("-name"), 2)
    assert [row.name for row in pages.page(2)] == ["Speaker 4", "Speaker 3"]
    assert pages.num_pages == 4
    bounded = BoundedPages(Claimant.objects.order_by("-name"), 2)
    bounded.count = Counted(7, most=5)
    assert [row.name for row in bounded.get_page(99)] == ["Speaker 2"]

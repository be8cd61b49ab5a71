"""Many articles from a table: looked through first, then taken in row by row."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied

from claims.desk.bulk_intake import MOST_ROWS, look_through, take_in_table
from claims.desk.intake import BadText, take_in
from claims.desk.newsroom import hire
from claims.models import Article, Job
from claims.models.user import Role

if TYPE_CHECKING:
    from tests.desk import People

CSV = """text,title,published_at
The council built 40 homes in 2025.,Homes,2026-11-12
,Nothing,
The bridge reopened in May.,Bridge,2026-11-12T16:00
The council built 40 homes in 2025.,Homes again,
The mayor resigned.,Mayor,yesterday
"""


def test_looking_through_keeps_nothing_and_says_what_each_row_would_be(people: People) -> None:
    found = look_through(CSV.encode(), by=people.editor)

    assert [(row.number, row.title, bool(row.problem)) for row in found] == [
        (1, "Homes", False),
        (2, "Nothing", True),
        (3, "Bridge", False),
        (4, "Homes again", True),
        (5, "Mayor", True),
    ]
    assert "There is no text" in found[1].problem
    assert found[3].problem == "This text is on the desk already."
    assert "2026-11-12 16:00" in found[4].problem
    assert not Article.objects.exists()
    assert not Job.objects.exists()


def test_taking_in_keeps_the_good_rows_and_leaves_the_others(people: People) -> None:
    done = take_in_table(CSV.encode(), by=people.editor)

    assert [row.number for row in done if not row.problem] == [1, 3]
    homes, bridge = Article.objects.order_by("pk")
    assert (homes.title, homes.taken_in_by) == ("Homes", people.editor)
    assert homes.published_at == datetime(2026, 11, 12, 12, tzinfo=ZoneInfo("UTC"))
    assert bridge.published_at == datetime(2026, 11, 12, 16, tzinfo=ZoneInfo("UTC"))
    assert Job.objects.count() == 2


def test_a_list_of_objects_may_name_its_columns_in_any_order(people: People) -> None:
    table = [{"text": "The tax rose by 3%.", "outlet": "Courier"}, {"title": "Fees", "text": "The fee fell."}]

    take_in_table(json.dumps(table).encode(), by=people.editor)

    assert list(Article.objects.order_by("pk").values_list("title", "outlet", "text")) == [
        ("", "Courier", "The tax rose by 3%."),
        ("Fees", "", "The fee fell."),
    ]


def test_an_article_as_long_as_the_desk_takes_fits_into_a_cell(people: People) -> None:
    text = "The council met. " * 11_000

    done = take_in_table(f'text\n"{text}"\n'.encode(), by=people.editor)

    assert [row.problem for row in done] == [""]
    assert Article.objects.get().text == text


def test_the_same_table_twice_doubles_nothing(people: People) -> None:
    take_in_table(CSV.encode(), by=people.editor)

    again = take_in_table(CSV.encode(), by=people.editor)

    assert all(row.problem for row in again)
    assert Article.objects.count() == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"title\nHomes\n", "no column"),
        (b"text,colour\nA text.,red\n", "colour"),
        (b"text,text\nA text.,B\n", "twice"),
        (b"text\n", "no rows"),
        (b"", "no column"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b'{"text": "alone"}', "no table"),
        (b'["text"]', "no table"),
        (b"[" * 50_000, "no table"),
        (b"text\n" + b"A\n" * (MOST_ROWS + 1), "rows; up to"),
        (b"A" * 10_000_001, "too large"),
    ],
    ids=[
        "no text",
        "unknown column",
        "column twice",
        "empty table",
        "empty file",
        "not utf-8",
        "an object",
        "no objects",
        "deep",
        "many",
        "large",
    ],
)
def test_what_is_no_table_is_refused_with_the_reason(people: People, content: bytes, said: str) -> None:
    with pytest.raises(BadText) as refused:
        look_through(content, by=people.editor)
    assert said in " ".join(refused.value.messages)


def test_a_bad_cell_names_its_column(people: People) -> None:
    long = json.dumps([{"text": "The fee fell.", "title": "t" * 501, "url": "no address"}])

    (row,) = look_through(long.encode(), by=people.editor)

    assert "title: " in row.problem
    assert "url: " in row.problem


def test_who_only_reads_takes_nothing_in(people: People) -> None:
    reader = hire("reader", "reader-reader", by=people.chief, role=Role.READER)
    with pytest.raises(PermissionDenied):
        take_in_table(CSV.encode(), by=reader)


def test_a_text_of_another_desk_mate_is_not_shown_by_its_title(people: People) -> None:
    take_in("The fee fell.", by=people.editor, title="Secret working title")

    (row,) = look_through(b"text\nThe fee fell.\n", by=people.reviewer)

    assert "Secret" not in row.problem

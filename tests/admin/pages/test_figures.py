"""What the charts of Today are drawn from is counted once a minute for a person, and never shown to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from redis.exceptions import ConnectionError as Unreachable

from claims.admin.pages import charts, figures
from claims.lifecycle import Status
from claims.models import Claim
from tests.stories import Story

if TYPE_CHECKING:
    from claims.models import User
    from tests.admin.pages.conftest import SitDown
    from tests.desk import People


pytestmark = pytest.mark.usefixtures("queue")


def queries_of(me: User) -> int:
    with CaptureQueriesContext(connection) as asked:
        figures.figures(me)
    return len(asked)


def test_charts_are_counted_once_a_minute_and_tell_when(
    claim: Claim, people: People, sit_down: SitDown, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = figures.figures(people.editor)
    Story(people, claim.article).spot(2)

    assert queries_of(people.editor) == 0
    assert figures.figures(people.editor) == first
    page = sit_down(people.editor).get("/desk/").content.decode()
    assert "counted at" in page
    assert '<th scope="row">Spotted</th><td class="end">2</td>' in page, "what there is now is never old"

    monkeypatch.setattr(figures, "A_MINUTE", 0)
    cache.clear()
    figures.figures(people.editor)
    again = figures.figures(people.editor)
    assert sum(again.came.values()) == sum(first.came.values()) + 1


def test_each_person_has_their_own(assigned: Claim, people: People) -> None:
    figures.figures(people.editor)
    assert figures.figures(people.second).moved == []
    assert figures.figures(people.second).open_work == []


def test_one_who_edits_no_more_is_not_shown_what_editors_see(assigned: Claim, people: People) -> None:
    editor = people.editor
    assert figures.figures(editor).open_work
    editor.role = people.reviewer.role
    assert not figures.figures(editor).open_work


def test_what_an_older_desk_kept_is_counted_anew(claim: Claim, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "get", lambda _place: {"counted": 1})
    assert sum(figures.figures(people.editor).came.values()) == 1


@pytest.mark.parametrize("act", ["get", "set"])
def test_without_redis_every_page_counts_for_itself(
    claim: Claim, people: People, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    def silent(*_asked: object) -> None:
        raise Unreachable

    monkeypatch.setattr(cache, act, silent)
    assert sum(figures.figures(people.editor).came.values()) == 1


def test_what_one_sees_of_a_status_is_what_one_sees_of_all_with_that_status(story: Story) -> None:
    people = story.people
    story.publish(1)
    story.approve(story.spot(2))
    story.spot(3)
    for me in (people.editor, people.reviewer, people.second):
        for status in Status:
            seen = Claim.objects.visible_to(me).filter(status=status)
            assert set(Claim.objects.visible_at(status, to=me)) == set(seen)
        assert sum(charts.counts_by_status(me).values()) == Claim.objects.visible_to(me).count()

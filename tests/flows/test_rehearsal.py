"""`manage.py rehearse`: the whole story through the desk's functions, only where that harms nobody."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from claims.desk.newsroom import mark_as_rehearsal
from claims.management import first_run
from claims.management.rehearsal import CannotRehearse, rehearse
from claims.models import Claim, Newsroom, Publication, User
from factcheck.supervisor import running
from tests.desk import hire_people, take_in_seed
from tests.stories import Story

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

    from tests.desk import People


def test_a_rehearsal_plays_every_part_and_every_publication_says_so(processes_see: dict[str, str]) -> None:
    said: list[str] = []
    with running("worker", "beat", environment=processes_see | {"PROVIDERS": "archive"}) as supervisor:

        def wait() -> None:
            supervisor.check()
            time.sleep(0.2)

        rows = rehearse(say=said.append, wait=wait)

    kinds = [row.kind for row in rows]
    assert kinds == ["published", "published", "corrected", "published", "retracted", "published"]
    assert all(row.rehearsal and row.document.content["rehearsal"] for row in rows)
    assert Newsroom.objects.ours().rehearsal
    statuses = set(Claim.objects.values_list("status", flat=True))
    assert {"published", "corrected", "retracted", "approved", "rated", "assigned", "dismissed"} <= statuses
    assert sum(line.startswith("Hired:") for line in said) == 5


def test_a_newsroom_that_published_in_earnest_does_not_rehearse(people: People, settings: SettingsWrapper) -> None:
    settings.SITE_URL = "https://facts.example.org"
    Story(people, take_in_seed(people.chief)).publish()
    settings.SITE_URL = "http://127.0.0.1:8000"

    with pytest.raises(CannotRehearse, match="published in earnest"):
        rehearse(say=print)

    assert not Newsroom.objects.ours().rehearsal


def test_a_newsroom_with_a_public_address_does_not_rehearse(people: People, settings: SettingsWrapper) -> None:
    settings.SITE_URL = "https://facts.example.org"

    with pytest.raises(CannotRehearse, match="a public address"):
        rehearse(say=print)

    assert not Newsroom.objects.ours().rehearsal
    assert not Publication.objects.exists()


def test_the_first_run_hires_on_an_empty_desk_only(db: None) -> None:
    hired = first_run.seed_newsroom()

    assert [(username, role) for username, role, _password in hired] == [
        ("chief", "chief editor"),
        ("editor", "editor"),
        ("reviewer1", "reviewer"),
        ("reviewer2", "reviewer"),
        ("reviewer3", "reviewer"),
    ]
    assert len({password for *_who, password in hired}) == 5
    assert all(User.objects.get(username=username).check_password(password) for username, _role, password in hired)
    assert first_run.seed_newsroom() == []


def test_the_seed_article_is_taken_in_once_word_for_word(db: None) -> None:
    first_run.seed_newsroom()

    article = first_run.take_in_seed_article()

    folder, newsroom = first_run.seeds()
    assert article.text == (folder / newsroom["article"]["file"]).read_text()
    assert first_run.take_in_seed_article() == article


def test_a_rehearsal_is_marked_by_the_chief_editor_while_the_ledger_is_empty(db: None) -> None:
    people = hire_people()

    mark_as_rehearsal(by=people.chief)
    mark_as_rehearsal(by=people.chief)

    assert Newsroom.objects.ours().rehearsal

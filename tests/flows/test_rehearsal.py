"""`manage.py rehearse`: the whole story through the desk's functions, only where that harms nobody."""

from __future__ import annotations

import time
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from claims.desk.newsroom import mark_as_rehearsal
from claims.management import first_run
from claims.management.rehearsal import rehearse
from claims.management.stories import BEFORE_READERS, outlet
from claims.management.stories.stage import CannotRehearse
from claims.models import (
    Article,
    Assignment,
    BlindReview,
    Claim,
    Comment,
    CurrentVerdict,
    Embargo,
    FeedEntry,
    Newsroom,
    Publication,
    PublishedDocument,
    ReaderRequest,
    Redaction,
    ReplyRequest,
    User,
)
from factcheck.supervisor import running
from tests.desk import hire_people, take_in_seed
from tests.stories import Story

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

    from tests.desk import People


KINDS = {"published": 9, "corrected": 2, "retracted": 1, "redacted": 1}
"""The rows that one rehearsal appends to the ledger."""


def play(environment: dict[str, str]) -> tuple[list[Publication], list[str]]:
    """Rehearse with a real worker; return the ledger's new rows, and what was said."""
    said: list[str] = []
    with outlet.opened() as ours:
        around = environment | {"PROVIDERS": "archive"} | ours.environment
        with running("worker", "beat", environment=around) as supervisor:

            def wait() -> None:
                supervisor.check()
                time.sleep(0.2)

            return rehearse(say=said.append, outlet=ours, wait=wait), said


def test_a_rehearsal_plays_every_story_twice_on_one_desk_and_every_publication_says_so(
    processes_see: dict[str, str],
) -> None:
    rows, said = play(processes_see)

    assert Counter(row.kind for row in rows) == KINDS
    assert all(row.rehearsal and row.document.content["rehearsal"] for row in rows if not row.document.is_redacted)
    assert Newsroom.objects.ours().rehearsal
    statuses = set(Claim.objects.values_list("status", flat=True))
    assert {"published", "corrected", "retracted", "approved", "rated", "assigned", "dismissed"} <= statuses
    assert sum(line.startswith("Hired:") for line in said) == 5
    assert [sum(line.startswith(f"{name}: claim") for line in said) for name, _story in BEFORE_READERS] == [1] * 11
    assert said[-1].startswith("The ledger: 13 rows are new. The ledger holds: 13 rows, head ")

    # What the lines tell stands in the database.
    blind = BlindReview.objects.get()
    settled = blind.adjudications.get()
    assert (blind.agreed, blind.verdicts.count(), blind.stands) == (False, 2, settled.verdict)
    shown = Publication.objects.get(verdict=settled.verdict)
    assert len({shown.reviewer, shown.adjudicator, shown.approver}) == 3
    back = Comment.objects.get(citation__isnull=False)
    assert back.verdict.claim.verdicts.count() == 2
    embargo = Embargo.objects.get()
    assert embargo.released
    assert Publication.objects.get(claim=embargo.claim).published_at >= embargo.until
    told = CurrentVerdict.objects.get(claim=ReplyRequest.objects.get().claim).publication.document.content["replies"]
    assert [reply["outcome"] for reply in told] == ["replied"]
    wrote = ReaderRequest.objects.get()
    assert (wrote.state, wrote.claim.status) == ("answered", "corrected")
    gone = Redaction.objects.get()
    assert gone.ordered_by != gone.confirmed_by
    assert PublishedDocument.objects.get(publications__sequence=gone.sequences[0]).is_redacted
    assert FeedEntry.objects.get().state == "taken_in"
    assert set(Article.objects.values_list("outlet", flat=True)) == {"", "A rehearsal"}
    open_desks = Assignment.objects.current()
    assert open_desks.filter(claim__evidence__isnull=False).exists(), "something is left for people to try"
    assert not open_desks.exclude(claim__status="assigned").exists()

    again, said = play(processes_see)

    assert Counter(row.kind for row in again) == KINDS
    assert said[-1].startswith("The ledger: 13 rows are new. The ledger holds: 26 rows, head ")
    assert not any(line.startswith("Hired:") for line in said)


def test_a_newsroom_that_published_in_earnest_does_not_rehearse(people: People, settings: SettingsWrapper) -> None:
    settings.SITE_URL = "https://facts.example.org"
    Story(people, take_in_seed(people.chief)).publish()
    settings.SITE_URL = "http://127.0.0.1:8000"

    with pytest.raises(CannotRehearse, match="published in earnest"):
        rehearse(say=print, outlet=outlet.Outlet("127.0.0.1:9"))

    assert not Newsroom.objects.ours().rehearsal


def test_a_newsroom_with_a_public_address_does_not_rehearse(people: People, settings: SettingsWrapper) -> None:
    settings.SITE_URL = "https://facts.example.org"

    with pytest.raises(CannotRehearse, match="a public address"):
        rehearse(say=print, outlet=outlet.Outlet("127.0.0.1:9"))

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

"""What claimants are: read by machine where that is open, said by editors for good."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from claims.desk import proposals
from claims.desk.claimants import say_kind
from claims.desk.intake import take_in
from claims.models import Claimant, Proposal
from claims.pipeline import extraction, spotting

if TYPE_CHECKING:
    from claims.models import Article
    from tests.desk import People

FIRST = (
    "UNICEF said that 4,000 children were vaccinated in Chad. Officials said 4 people died. Alice Reed said it rained."
)
SECOND = "UNICEF said that 300 schools opened in Peru in May. Alice Reed said that 20 bridges were built in Wales."


def nothing() -> None:
    """Finish no job."""


def read(text: str, people: People) -> Article:
    """Take a text in, and let the machine read it."""
    article = take_in(text, by=people.editor, title="A report", outlet="Wire")
    spotting.spot(article, finish=nothing)
    return article


def kinds() -> dict[str, str]:
    """Return what each claimant is."""
    return dict(Claimant.objects.values_list("name", "kind"))


def test_the_first_reading_says_what_each_claimant_is(people: People) -> None:
    read(FIRST, people)

    assert kinds() == {"UNICEF": "organisation", "Officials": "unknown", "Alice Reed": "person"}
    assert not Claimant.objects.exclude(kind_said_by=None).exists()


def test_what_was_open_is_filled_in_by_the_next_article(people: People) -> None:
    Claimant.objects.create(name="UNICEF")

    read(SECOND, people)

    assert kinds()["UNICEF"] == "organisation"


@pytest.mark.parametrize("said", ["person", "organisation", "unknown"])
def test_what_an_editor_said_outlives_every_further_article(people: People, said: str) -> None:
    read(FIRST, people)
    for name in ("UNICEF", "Alice Reed"):
        say_kind(Claimant.objects.get(name=name), kind=said, by=people.editor)

    read(SECOND, people)

    assert (kinds()["UNICEF"], kinds()["Alice Reed"]) == (said, said)
    assert Claimant.objects.filter(kind_said_by=people.editor).count() == 2


def test_a_later_reading_does_not_turn_an_earlier_one_round(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    read(FIRST, people)
    found = [replace(each, claimant_kind="person") for each in extraction.extract(SECOND)]
    monkeypatch.setattr(extraction, "extract", lambda *_text, **_facts: found)

    read(SECOND, people)

    assert kinds()["UNICEF"] == "organisation"


@pytest.mark.parametrize("read_as", ["unknown", "", "committee"])
def test_a_reading_of_no_kind_that_we_know_leaves_it_open(
    people: People, monkeypatch: pytest.MonkeyPatch, read_as: str
) -> None:
    found = [replace(each, claimant_kind=read_as) for each in extraction.extract(FIRST)]
    monkeypatch.setattr(extraction, "extract", lambda *_text, **_facts: found)

    read(FIRST, people)

    assert set(kinds().values()) == {"unknown"}


def test_a_later_extractor_fills_in_what_an_older_one_left_open(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = read(FIRST, people)
    Claimant.objects.update(kind="unknown")
    monkeypatch.setattr(extraction, "VERSION", "rules-of-tomorrow")

    spotting.spot(article, finish=nothing)

    assert kinds() == {"UNICEF": "organisation", "Officials": "unknown", "Alice Reed": "person"}


def test_a_proposal_of_an_extractor_that_knew_no_kinds_is_accepted(people: People) -> None:
    article = read(FIRST, people)
    found = asdict(replace(extraction.extract(FIRST)[0], claimant="Peter Holm"))
    del found["claimant_kind"]
    proposal = Proposal.objects.create(run=article.runs.get(), kind=Proposal.Kind.ADD, found=found)

    proposals.accept(proposal, by=people.editor)

    assert kinds()["Peter Holm"] == "unknown"


def test_only_an_editor_says_what_a_claimant_is(people: People) -> None:
    unicef = Claimant.objects.create(name="UNICEF")

    with pytest.raises(PermissionDenied):
        say_kind(unicef, kind="organisation", by=people.reviewer)

    assert kinds() == {"UNICEF": "unknown"}


@pytest.mark.parametrize("said", ["", "Person", "committee"])
def test_a_kind_that_is_none_is_refused(people: People, said: str) -> None:
    unicef = Claimant.objects.create(name="UNICEF")

    with pytest.raises(ValidationError):
        say_kind(unicef, kind=said, by=people.editor)
    with pytest.raises(IntegrityError), transaction.atomic():
        Claimant.objects.update(kind=said)

    assert kinds() == {"UNICEF": "unknown"}


def test_history_keeps_who_said_what_a_claimant_is(people: People) -> None:
    unicef = Claimant.objects.create(name="UNICEF")
    say_kind(unicef, kind="person", by=people.editor)
    say_kind(unicef, kind="organisation", by=people.chief)

    kept = apps.get_model("claims", "ClaimantEvent").objects.filter(pgh_obj_id=unicef.pk).order_by("pgh_id")
    assert list(kept.values_list("kind", "kind_said_by")) == [
        ("unknown", None),
        ("person", people.editor.pk),
        ("organisation", people.chief.pk),
    ]

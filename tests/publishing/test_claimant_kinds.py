"""Persons and organisations in what is published: the type in the markup, and nothing of it in what was there before."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command

from claims.desk.claimants import say_kind
from claims.models import Claim, Claimant, CurrentVerdict, Publication
from claims.pipeline.publishing.claim_review import Answer, ReviewedClaim
from claims.pipeline.publishing.document import Statement, canonical, document
from claims.pipeline.publishing.validator import validate

if TYPE_CHECKING:
    from tests.stories import Story

BEFORE_KINDS = "918d5ccf166740818636fa2cdc287b052d302e743b3725621ad48899851b9369"
"""What the document of `stated()` hashed to when no claimant had a kind."""


def stated(claimant_kind: str = "", *, claimant: str = "The council") -> Statement:
    """State a verdict on what the council's spokesman said."""
    return Statement(
        public_id="0e0e0e0e-0000-4000-8000-000000000001",
        url="https://facts.example.org/verdicts/1/",
        claim=ReviewedClaim(
            wording="The bridge is open.",
            claimant=claimant,
            claimant_role="spokesman",
            appeared_on="https://news.example.org/1",
            appeared_in_title="The bridge",
            appeared_at="2026-04-01T09:00:00Z",
            outlet="Wire",
            claimant_kind=claimant_kind,
        ),
        quote="the bridge is open",
        kind="reported",
        reported_by="",
        article_id="0e0e0e0e-0000-4000-8000-000000000002",
        language="en",
        rating="true",
        answer=Answer("True", 5, (1, 2, 3, 4, 5), "It is."),
        attribution="confirmed",
        rationale="It is.",
        reviewer_id="r",
        approver_id="a",
        evidence=[],
        newsroom="Facts",
        newsroom_url="https://facts.example.org/",
        rehearsal=False,
        first_published_at="2026-04-02T09:00:00Z",
        published_at="2026-04-02T09:00:00Z",
        change="published",
        note="",
    )


def newest() -> dict[str, Any]:
    """Return the newest document of the ledger."""
    return Publication.objects.with_documents().latest("sequence").document.content


def verify() -> str:
    """Audit the ledger; return what is said of it."""
    out = StringIO()
    call_command("verify_ledger", stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["", "unknown", "nonsense"])
def test_a_document_on_a_claimant_of_no_known_kind_is_byte_for_byte_what_it_was(kind: str) -> None:
    made = document(stated(kind))

    assert canonical(made)[1] == BEFORE_KINDS
    assert made["claimReview"]["itemReviewed"]["author"]["@type"] == "Person"


def test_a_person_has_a_job_title_and_an_organisation_has_none() -> None:
    person, body = (document(stated(kind)) for kind in ("person", "organisation"))

    assert person["claimReview"]["itemReviewed"]["author"] == {
        "@type": "Person",
        "name": "The council",
        "jobTitle": "spokesman",
    }
    assert body["claimReview"]["itemReviewed"]["author"] == {"@type": "Organization", "name": "The council"}
    assert (person["claim"]["claimantKind"], body["claim"]["claimantKind"]) == ("person", "organisation")
    assert body["claim"]["claimantRole"] == "spokesman"
    assert [each for made in (person, body) for each in validate(made["claimReview"]) if each.blocks] == []


def test_the_articles_own_voice_has_no_kind() -> None:
    made = document(stated("organisation", claimant=""))

    assert "author" not in made["claimReview"]["itemReviewed"]
    assert "claimantKind" not in made["claim"]


def test_what_an_editor_said_is_published_and_what_was_published_stays(story: Story) -> None:
    claim = story.publish(1, claimant="UNICEF")
    first = Publication.objects.values().get()
    assert newest()["claimReview"]["itemReviewed"]["author"]["@type"] == "Person"
    assert "claimantKind" not in newest()["claim"]

    say_kind(Claimant.objects.get(name="UNICEF"), kind="organisation", by=story.people.editor)
    claim = Claim.objects.get(pk=claim.pk)

    assert "1 rows" in verify()
    story.correct(claim)
    assert newest()["claimReview"]["itemReviewed"]["author"] == {"@type": "Organization", "name": "UNICEF"}
    assert newest()["claim"]["claimantKind"] == CurrentVerdict.objects.get().claimant_kind == "organisation"
    assert Publication.objects.values().get(sequence=1) == first
    assert "2 rows" in verify()
    story.retract(claim)
    assert "claimReview" not in newest()
    assert "3 rows" in verify()

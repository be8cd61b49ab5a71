"""What readers ask is made from the ledger alone, and says the same however it came about."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.management import call_command

from claims.desk.claimants import say_kind
from claims.models import Article, Claim, Claimant, CurrentVerdict, PublishedClaimant, PublishedSource, Tally

if TYPE_CHECKING:
    import pytest

    from tests.stories import Story


def everything() -> dict[str, list[Any]]:
    """Return all rows of the projections, without their own keys and the marks of what changed last."""
    return {
        "current": list(CurrentVerdict.objects.order_by("pk").values()),
        "tallies": sorted(Tally.objects.values_list("dimension", "value", "rating", "verdicts")),
        "claimants": list(
            PublishedClaimant.objects.order_by("pk").values_list("pk", "name", "kind", "verdicts", "retracted")
        ),
        "sources": list(
            PublishedSource.objects.order_by("pk").values_list("pk", "title", "url", "kind", "verdicts", "retracted")
        ),
    }


def count(dimension: str, value: object = "") -> dict[str, int]:
    """Return the tallies of a value by rating."""
    return dict(Tally.objects.of(dimension, [value]).values_list("rating", "verdicts"))


def test_made_anew_the_projections_say_what_they_said(story: Story, capsys: pytest.CaptureFixture[str]) -> None:
    first = story.publish(1, claimant="Jen Psaki", rating="true")
    second = story.publish(2, claimant="Vladimir Putin")
    story.publish(3, claimant="")
    story.correct(first, rating="half-true")
    story.retract(second)
    before = everything()

    call_command("rebuild_projections")

    assert everything() == before
    assert capsys.readouterr().out == "3 current verdicts made from the ledger.\n"


def test_what_a_claimant_is_follows_the_newest_document_that_speaks_of_it(story: Story) -> None:
    def kind() -> str:
        return PublishedClaimant.objects.get(name="UNICEF").kind

    story.publish(1, claimant="UNICEF")
    unicef = Claimant.objects.get(name="UNICEF")
    assert kind() == "unknown"
    say_kind(unicef, kind="organisation", by=story.people.editor)
    assert kind() == "unknown"
    second = story.publish(2, claimant="UNICEF")
    assert kind() == "organisation"
    Claim.objects.filter(pk=second.pk).update(claimant=Claimant.objects.create(name="Jen Psaki"))
    second.refresh_from_db()
    story.correct(second)
    assert kind() == "unknown"
    before = everything()

    call_command("rebuild_projections")

    assert everything() == before


def test_tallies_follow_publication_correction_and_retraction(story: Story) -> None:
    first = story.publish(1, claimant="Jen Psaki", rating="true")
    story.publish(2, claimant="Vladimir Putin", rating="true")
    assert count("all") == {"true": 2}
    story.correct(first, rating="half-true")
    assert count("all") == {"true": 1, "half-true": 1}
    story.retract(first)

    assert count("all") == {"true": 1, "": 1}
    psaki = PublishedClaimant.objects.get(name="Jen Psaki")
    assert (psaki.verdicts, psaki.retracted, psaki.changed) == (0, 1, 4)
    assert count("claimant", psaki.pk) == {"": 1}


def test_a_claimant_whom_no_verdict_names_any_more_is_gone(story: Story) -> None:
    claim = story.publish(1, claimant="Jen Psaki")
    Claim.objects.filter(pk=claim.pk).update(claimant=None)
    claim.refresh_from_db()

    story.correct(claim)

    assert not PublishedClaimant.objects.exists()


def test_a_name_has_the_same_id_in_every_newsroom(story: Story) -> None:
    claim = story.publish(1, claimant="Jen Psaki")

    found = PublishedClaimant.objects.get()
    digest = hashlib.sha256(b"claimant:Jen Psaki").hexdigest()
    assert found.pk == UUID(f"{digest[:12]}8{digest[13:16]}a{digest[17:32]}")
    assert CurrentVerdict.objects.get(claim=claim).claimant_uid == found.pk


def test_what_changes_at_the_desk_changes_no_projection(story: Story) -> None:
    story.publish(1)
    before = everything()
    Article.objects.update(title="Another headline", outlet="Another outlet", language="de")
    Claim.objects.update(text="Words of the desk.")

    call_command("rebuild_projections")

    assert everything() == before

"""Copies that were kept before there were sketches are sketched by a command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.management import call_command

from claims.models import TextSketch
from claims.pipeline.sourcing.keeping import sketch_earlier_copies
from claims.pipeline.sourcing.likeness import as_sketch, sketch
from tests.desk import archive_evidence

if TYPE_CHECKING:
    import pytest

    from claims.models import Claim


def test_missing_sketches_are_made_batch_by_batch_and_once(claim: Claim) -> None:
    copies = [archive_evidence(claim, name=f"page-{at}", words=f"Page {at} was kept before.") for at in range(5)]

    assert sketch_earlier_copies(batch=2) == 5
    assert sketch_earlier_copies(batch=2) == 0

    made = TextSketch.objects.get(snapshot=copies[3].snapshot)
    assert as_sketch(made.hashes, made.shingles) == sketch("Page 3 was kept before.")


def test_the_command_says_how_many(claim: Claim, capsys: pytest.CaptureFixture[str]) -> None:
    archive_evidence(claim)
    call_command("sketch_copies")
    call_command("sketch_copies")
    assert capsys.readouterr().out == "1 copies sketched.\n0 copies sketched.\n"

"""An embargo: approved now, published at its time by the machines, in the name of who ordered it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.timezone import localtime, now

from claims.desk import embargo
from claims.management.stories.answering import approve

if TYPE_CHECKING:
    from claims.management.stories.stage import Stage
    from claims.models import Claim

A_MOMENT = timedelta(seconds=3)


def keep_an_embargo(claim: Claim, stage: Stage) -> str:
    """Approve it, order publication for a moment later, and let the worker publish it then."""
    approve(claim, stage)
    ordered = embargo.put_under_embargo(claim, now() + A_MOMENT, by=stage.editor, seen=claim.version)
    stage.let_machines(claim.publications.exists)
    row = claim.publications.get()
    return (
        f"held back until {localtime(ordered.until):%H:%M:%S}, then published by the worker for {row.published_by}, "
        f"as no. {row.sequence} of the ledger"
    )

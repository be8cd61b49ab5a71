"""An absence: the work is handed over before a reviewer goes away."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.timezone import localdate

from claims.desk import assignment, availability, handing_over
from claims.models.absence import Absence

if TYPE_CHECKING:
    from claims.management.stories.stage import Stage

WEEK = timedelta(days=7)


def hand_over_before_an_absence(stage: Stage) -> None:
    """Plan a week away, hand an open claim to a colleague, and call the absence off so that the next rehearsal can play."""
    first = localdate() + WEEK
    if (
        Absence.objects.planned()
        .filter(person=stage.reviewer, last_day__gte=first, first_day__lte=first + WEEK)
        .exists()
    ):
        return
    claim = stage.add_claim("This claim changes hands.")
    held = assignment.assign(claim, stage.reviewer, by=stage.editor, seen=claim.version)
    absence = availability.plan_absence(
        stage.reviewer, first_day=first, last_day=first + WEEK, by=stage.reviewer, note="A rehearsal."
    )
    because = "I am away from next week on."
    given = handing_over.hand_over(held, stage.colleague, by=stage.reviewer, seen=claim.version, because=because)
    stage.say(f"Absence: {stage.reviewer} handed claim {claim.number} to {given.reviewer}, due as before.")
    handing_over.give_back(given, by=stage.colleague, seen=given.claim.version, reason="The rehearsal is over.")
    availability.call_off(absence, by=stage.reviewer)
    stage.clear_away(given.claim)

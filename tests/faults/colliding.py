"""A process of one person who does one thing to claims: `python -m tests.faults.colliding merge editor 7 12 13` merges 12 and 13 into 7.

Says "ready", waits for a line, and then acts on one claim after the other as fast as it can, as it saw them before it
was ready. Prints one JSON line a claim: [claim, null] where it was done, else [claim, what the desk said].
"""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

os.environ["DJANGO_SETTINGS_MODULE"] = "factcheck.settings"

import django

if TYPE_CHECKING:
    from collections.abc import Callable

    from claims.models import Claim, User


def acts() -> dict[str, Callable[[Claim, User, int], object]]:
    """Return what can be done; the number is a person to ask or a claim to keep."""
    from claims.desk import assignment, review, triage
    from claims.models import Claim, Passage, Rating, User

    def rate(claim: Claim, by: User, _other: int) -> None:
        passage = Passage.objects.get(evidence__claim=claim)
        review.rate(
            claim,
            by=by,
            seen=claim.version,
            rating=Rating.objects.in_use().get(slug="true"),
            attribution="confirmed",
            rationale="So it is.",
            citations=[review.Cite(passage, "supports")],
        )

    return {
        "assign": lambda claim, by, other: assignment.assign(
            claim, User.objects.get(pk=other), by=by, seen=claim.version
        ),
        "merge": lambda claim, by, other: triage.merge(claim, Claim.objects.get(pk=other), by=by, seen=claim.version),
        "dismiss": lambda claim, by, _other: triage.dismiss(claim, by=by, seen=claim.version, reason="No."),
        "unassign": lambda claim, by, _other: assignment.unassign(claim, by=by, seen=claim.version, reason="No."),
        "rate": rate,
        "approve": lambda claim, by, _other: review.approve(claim, by=by, seen=claim.version),
        "send_back": lambda claim, by, _other: review.send_back(claim, by=by, seen=claim.version, reason="No."),
    }


def main() -> None:
    """Get ready, wait, act."""
    django.setup()
    from celery import current_app
    from django.core.exceptions import PermissionDenied

    from claims.lifecycle import IllegalMove
    from claims.models import Claim, User

    current_app.finalize()
    name, username, other, *numbers = sys.argv[1:]
    act, by = acts()[name], User.objects.get(username=username)
    claims = [Claim.objects.select_related("article", "run").get(pk=number) for number in numbers]
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    for claim in claims:
        refusal = None
        try:
            act(claim, by, int(other))
        except (IllegalMove, PermissionDenied) as refused:
            refusal = str(refused)
        sys.stdout.write(json.dumps([claim.pk, refusal]) + "\n")


if __name__ == "__main__":
    main()

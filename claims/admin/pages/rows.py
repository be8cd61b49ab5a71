"""Claims as rows of a list: fetched with all that a row shows, in a number of queries that does not grow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import OuterRef, Prefetch, Subquery

from claims.lifecycle import Status
from claims.models.assignment import Assignment
from claims.models.verdict import Verdict

if TYPE_CHECKING:
    from claims.models.claim_queries import ClaimQuerySet
    from claims.models.user import User


def named(claims: ClaimQuerySet) -> ClaimQuerySet:
    """Fetch claimant and article with the claims: one query."""
    return claims.select_related("claimant", "article").defer("article__text", "provenance", "machine_text")


def with_verdicts(claims: ClaimQuerySet, *, me: User) -> ClaimQuerySet:
    """Fetch as `seen_verdicts` what this person may see, what stands first: two queries."""
    verdicts = Verdict.objects.visible_to(me).select_related("rating", "reviewer").standing_first()
    return claims.defer("provenance", "machine_text").prefetch_related(
        Prefetch("verdicts", verdicts, to_attr="seen_verdicts")
    )


def as_rows(claims: ClaimQuerySet, *, me: User) -> ClaimQuerySet:
    """Fetch claimant, article, topic, current assignments and verdicts: all that a row of the list shows."""
    rows = with_verdicts(claims, me=me).with_people(seen_by=me).select_related("topic")
    return rows.defer("article__text", "provenance", "machine_text")


def soonest_due(claims: ClaimQuerySet) -> ClaimQuerySet:
    """Keep what lies on somebody's desk, the earliest due first."""
    current = Assignment.objects.current().filter(claim=OuterRef("pk")).order_by("due_at")
    due = Subquery(current.values("due_at")[:1])
    return claims.filter(status=Status.ASSIGNED).annotate(due=due).order_by("due", "pk")

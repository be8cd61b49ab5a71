"""The queries on claims, named as the desk asks them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce

from claims.lifecycle import Status
from claims.models.among import IsAnyOf

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Self

    from claims.models.assignment import Assignment
    from claims.models.claim import Claim  # noqa: F401 - what the query set holds
    from claims.models.user import User


PUBLIC = (Status.PUBLISHED, Status.CORRECTED, Status.RETRACTED)
"""Where anybody of the desk sees a claim, as readers did."""
MOST_OF_AN_OUTLET = 1_000


class ClaimQuerySet(models.QuerySet["Claim"]):
    """Claims, found as the desk asks for them."""

    def visible_to(self, user: User) -> Self:
        """Keep what this person may see: editors all; reviewers what is or was on their desk, and what is public."""
        if user.edits:
            return self
        return self.filter(Q(status__in=PUBLIC) | Exists(user.assignments.order_by().filter(claim=OuterRef("pk"))))

    def visible_at(self, status: str, *, to: User) -> Self:
        """Keep what `visible_to` keeps of one status; each is found by index, and nobody else's claims are read."""
        there = self.filter(status=status)
        return there if to.edits or status in PUBLIC else there.filter(pk__in=to.assignments.order_by().values("claim"))

    def newest_since(self, at: datetime, *, most: int) -> Self:
        """Keep what was spotted since a time, and of more than `most` the newest."""
        newest = self.filter(created_at__gte=at).order_by("-created_at").values("pk")
        return self.filter(pk__in=newest[:most]).order_by()

    def awaiting(self, reviewer: User) -> Self:
        """Keep what this reviewer has still to rate, the earliest due first."""
        mine = user_assignments(reviewer)
        return (
            self.filter(status=Status.ASSIGNED, pk__in=mine.values("claim"))
            .annotate(due_at=Subquery(mine.filter(claim=OuterRef("pk")).values("due_at")[:1]))
            .order_by("due_at", "-check_worthiness", "pk")
        )

    def to_adjudicate(self) -> Self:
        """Keep what two people answered differently, and nobody has settled yet, the oldest first."""
        return self.filter(status=Status.ASSIGNED, blind_reviews__disputed=True).order_by("updated_at", "pk")

    def awaiting_approval(self) -> Self:
        """Keep what an editor has still to approve, the oldest first."""
        return self.filter(status=Status.RATED).order_by("updated_at", "pk")

    def awaiting_publication(self) -> Self:
        """Keep what is approved and not yet public."""
        return self.filter(status=Status.APPROVED).order_by("updated_at", "pk")

    def in_triage(self) -> Self:
        """Keep what nobody has decided upon, the most check-worthy first."""
        return self.filter(status=Status.SPOTTED).order_by("-check_worthiness", "pk")

    def to_assign(self) -> Self:
        """Keep what a standing order may hand out: in triage and checkable, in reading order."""
        return self.filter(status=Status.SPOTTED, checkable=True).order_by("article", "start", "pk")

    def in_pool(self) -> Self:
        """Keep what anybody may take: in triage and checkable; urgent first, then most check-worthy, then oldest due."""
        return self.filter(status=Status.SPOTTED, checkable=True).order_by(
            "-priority", "-check_worthiness", F("wanted_by").asc(nulls_last=True), "pk"
        )

    def with_a_free_place(self) -> Self:
        """Keep what two people review apart while only one of them is found, the most pressing first."""
        from claims.models.assignment import Assignment
        from claims.models.blind_review import PLACES, BlindReview
        from claims.models.verdict import Verdict

        of_claim = {"claim": OuterRef("pk")}
        seated = rows_counted(Assignment.objects.current().filter(**of_claim))
        answered = rows_counted(Verdict.objects.filter(blind_review__both_in_at=None, **of_claim))
        return (
            self.filter(status=Status.ASSIGNED, pk__in=BlindReview.objects.blind().order_by().values("claim"))
            .annotate(places_taken=seated + answered)
            .filter(places_taken__lt=PLACES)
            .order_by("-priority", "-check_worthiness", "pk")
        )

    def open_to(self, user: User) -> Self:
        """Leave out what this person may not take: claims of their own articles, of other languages, and what they had."""
        own = Q(article__taken_in_by=user)
        if name := user.get_full_name():
            own |= Q(article__author__icontains=name)
        read = {skill.language for skill in user.skills.filter(topic=None)}
        languages = Q()
        for language in sorted(read):
            languages |= Q(article__language=language) | Q(article__language__startswith=f"{language}-")
        had = user.assignments.filter(claim=OuterRef("pk"))
        kept = self.filter(languages | Q(article__language="")) if read else self
        return kept.exclude(own).exclude(Exists(had))

    def mentioning(self, word: str) -> Self:
        """Keep those with this word in wording, quote, claimant or outlet, each found by its own index.

        By its outlet a claim is found in the newest thousand articles of the outlets with this word in their names.
        """
        from claims.models.article import Article
        from claims.models.claimant import Claimant

        newest = Article.objects.filter(outlet__icontains=word).order_by("-pk")[:MOST_OF_AN_OUTLET]
        return self.filter(
            Q(text__icontains=word)
            | Q(quote__icontains=word)
            | Q(IsAnyOf(F("claimant_id"), ArraySubquery(Claimant.objects.filter(name__icontains=word).values("pk"))))
            | Q(IsAnyOf(F("article_id"), ArraySubquery(newest.values("pk"))))
        )

    def in_reading_order(self) -> Self:
        """Order as the article reads."""
        return self.order_by("article", "start", "end", "pk")

    def with_people(self, *, seen_by: User | None = None) -> Self:
        """Fetch claimant, article (without its text) and current assignments with their reviewers: three queries in all.

        `seen_by` keeps the assignments to those that this person may see.
        """
        from claims.models.assignment import Assignment

        desks = Assignment.objects.current() if seen_by is None else Assignment.objects.current().visible_to(seen_by)
        return (
            self.select_related("claimant", "article")
            .defer("article__text")
            .prefetch_related(
                Prefetch(
                    "assignments",
                    desks.select_related("reviewer"),
                    to_attr="current_assignments",
                )
            )
        )

    def with_earlier_verdicts(self, *, most: int) -> Self:
        """Fetch the likest earlier verdicts, at most so many a claim, as `earlier_verdicts`: one query."""
        from claims.models.earlier_verdict import EarlierVerdict

        rows = EarlierVerdict.objects.to_show()[:most]
        return self.prefetch_related(Prefetch("earlier", rows, to_attr="earlier_verdicts"))

    def with_second_reading(self) -> Self:
        """Add `rules_claimant`: whom the rules took for the claimant where a language model differs ("": the article itself)."""
        return self.annotate(rules_claimant=KT("provenance__disagreement__claimant_by_the_rules"))

    def with_evidence_count(self) -> Self:
        """Add `evidence_count`: the archived pages that were found for the claim."""
        return self.annotate(evidence_count=Count("evidence", filter=Q(evidence__excluded_at=None), distinct=True))

    def count_for(self, name: str) -> Coalesce:
        """Count them for each article or claimant of an outer query; unlike a join, only for the rows that are shown."""
        numbers = self.filter(**{name: OuterRef("pk")}).order_by().values(name).annotate(number=Count("pk"))
        return Coalesce(Subquery(numbers.values("number"), output_field=models.IntegerField()), 0)

    def with_last_move(self) -> Self:
        """Fetch the moves with the people who made them."""
        return self.prefetch_related("moves__by")


def rows_counted(rows: models.QuerySet[Any]) -> Coalesce:
    """Count the rows of a subquery on one claim; 0 where there is none."""
    numbers = rows.order_by().values("claim").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(numbers, output_field=models.IntegerField()), 0)


def user_assignments(reviewer: User) -> models.QuerySet[Assignment]:
    """Return the reviewer's assignments that are not ended."""
    return reviewer.assignments.filter(ended_at=None)

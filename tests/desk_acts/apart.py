"""Two people who review one claim apart, and the acts by which they answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from claims.desk import assignment, blind_review, review
from claims.models import BlindReview, Rating
from tests.desk import archive_evidence

if TYPE_CHECKING:
    from claims.models import Claim, Passage, User, Verdict
    from tests.desk import People

SECRET = "The transcript settles it, word by word."


@dataclass(slots=True)
class Apart:
    """A claim on two desks, under blind review."""

    claim: Claim
    people: People
    passage: Passage

    @property
    def review(self) -> BlindReview:
        """Return the blind review as it stands."""
        found = BlindReview.objects.newest_on(self.claim)
        assert found is not None
        return found

    def answer(
        self, by: User, *, slug: str = "true", attribution: str = "confirmed", rationale: str = SECRET
    ) -> Verdict:
        """Mark a verdict."""
        self.claim.refresh_from_db()
        return review.rate(
            self.claim,
            by=by,
            seen=self.claim.version,
            rating=Rating.objects.in_use().get(scale__name="Truth scale", slug=slug),
            attribution=attribution,
            rationale=rationale,
            citations=[review.Cite(self.passage, "supports")],
        )

    def ask(self, who: User) -> None:
        """Put the claim on one more desk."""
        self.claim.refresh_from_db()
        assignment.assign(self.claim, who, by=self.people.chief, seen=self.claim.version)


def set_apart(claim: Claim, people: People, *, first: User | None = None, second: User | None = None) -> Apart:
    """Order a blind review of a claim and put it on two desks."""
    blind_review.order_blind_review(claim, by=people.chief, seen=claim.version)
    made = Apart(claim, people, archive_evidence(claim).passages.get())
    made.ask(first or people.reviewer)
    made.ask(second or people.second)
    return made

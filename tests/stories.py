"""Stories for tests: claims brought to publication, correction and retraction through the desk's own acts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.desk import People, archive_evidence, hire_people, take_in_seed

if TYPE_CHECKING:
    from claims.models import Article, Claim, Passage, Publication, Rating

RATIONALE = """The record shows that the offer was made on **18 March 2021**.

Two reports and the transcript agree on the day; neither names a place."""


@dataclass(slots=True)
class Story:
    """A rehearsing newsroom with an article, and the acts that bring its claims before the public."""

    people: People
    article: Article

    def spot(self, number: int = 1, *, wording: str = "", claimant: str = "Vladimir Putin") -> Claim:
        """Add a claim at the article's `number`-th word."""
        from claims.desk.triage import add_claim

        starts = [at for at, sign in enumerate(self.article.text) if at and self.article.text[at - 1] in " \n" != sign]
        start = starts[number]
        wording = wording or f"Claim number {number} of the seed article."
        return add_claim(
            self.article, start=start, end=start + 30, text=wording, by=self.people.editor, claimant=claimant
        )

    def rate(self, claim: Claim, *, rating: str = "mostly-true", rationale: str = RATIONALE) -> None:
        """Let the reviewer on whose desk the claim lies mark a verdict with one citation."""
        from claims.desk import review

        passage = a_passage(claim)
        review.rate(
            claim,
            by=self.people.reviewer,
            seen=claim.version,
            rating=a_rating(rating),
            attribution="confirmed",
            rationale=rationale,
            citations=[review.Cite(passage, "supports")],
        )

    def approve(self, claim: Claim, *, rating: str = "mostly-true", rationale: str = RATIONALE) -> Claim:
        """Assign, rate and approve."""
        from claims.desk import assignment, review

        assignment.assign(claim, self.people.reviewer, by=self.people.editor, seen=claim.version)
        self.rate(claim, rating=rating, rationale=rationale)
        review.approve(claim, by=self.people.editor, seen=claim.version)
        return claim

    def publish(
        self,
        number: int = 1,
        *,
        wording: str = "",
        claimant: str = "Vladimir Putin",
        rating: str = "mostly-true",
        rationale: str = RATIONALE,
    ) -> Claim:
        """Bring a claim before the public."""
        from claims.desk import publication

        claim = self.approve(self.spot(number, wording=wording, claimant=claimant), rating=rating, rationale=rationale)
        publication.publish(claim, by=self.people.editor, seen=claim.version)
        return claim

    def correct(
        self,
        claim: Claim,
        *,
        rating: str = "half-true",
        rationale: str = RATIONALE,
        note: str = "A second source was found.",
    ) -> Publication:
        """Reopen the claim, rate it anew, and publish the correction."""
        from claims.desk import publication, review

        publication.reopen(claim, by=self.people.editor, seen=claim.version, reason=note)
        self.rate(claim, rating=rating, rationale=rationale)
        review.approve(claim, by=self.people.editor, seen=claim.version)
        return publication.correct(claim, by=self.people.editor, seen=claim.version, note=note)

    def retract(self, claim: Claim, *, reason: str = "We rated words that were never said.") -> Publication:
        """Withdraw the verdict."""
        from claims.desk import publication

        return publication.retract(claim, by=self.people.editor, seen=claim.version, reason=reason)


def a_rating(slug: str) -> Rating:
    """Return an answer of the default scale."""
    from claims.models import Rating

    return Rating.objects.in_use().get(slug=slug)


def a_passage(claim: Claim) -> Passage:
    """Return an archived passage for the claim, made if there is none."""
    from claims.models import Passage

    found = Passage.objects.filter(evidence__claim=claim).first()
    return found or archive_evidence(claim).passages.get()


def rehearse() -> Story:
    """Open a newsroom that rehearses, with the seed article on its desk."""
    from claims.desk.newsroom import mark_as_rehearsal

    people = hire_people()
    mark_as_rehearsal(by=people.chief)
    return Story(people, take_in_seed(people.chief))


@pytest.fixture
def story(db: None) -> Story:
    """A rehearsing newsroom, in a transaction that the test's end takes back."""
    return rehearse()

"""The whole story, played through the desk's own functions in a newsroom that is marked as a rehearsal."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings

from claims.desk import newsroom, publication, review, triage
from claims.lifecycle import Status
from claims.management import first_run
from claims.management.stories import STORIES
from claims.management.stories.stage import Stage
from claims.models import Claim, Evidence, Newsroom, Publication, Rating, User
from claims.models.user import Role
from claims.ratings import Attribution, Stance

if TYPE_CHECKING:
    from collections.abc import Callable

    from claims.models import Article, Verdict

RATIONALE = (
    "**A rehearsal.** The desk's rehearsal marked this answer, to show how a verdict reads; nobody checked the claim. "
    "It cites the passage that the search for sources ranked first."
)
SCRIPT = ("publish", "correct", "retract", "send_back", "approve", "rate")
"""What becomes of the first claims that have sources, one after the other; the rest stay on their reviewers' desks."""

PATIENCE = 180.0
"""Seconds that the machines have for their part."""


class CannotRehearse(Exception):
    """This newsroom is no place for a rehearsal, or the machines did not do their part; the words say what to do."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays: the chief editor, an editor beside, both seated at the desk."""

    chief: User
    editor: User


def rehearse(
    *, say: Callable[[str], object], wait: Callable[[], object] = lambda: time.sleep(0.3)
) -> list[Publication]:
    """Play triage, assignment, sources, verdicts, approval, publication, a correction and a retraction.

    Needs a running worker; `wait` is called while it works. Returns the ledger's rows of this rehearsal.
    Raises CannotRehearse.
    """
    before = Publication.objects.count()
    for username, role, password in first_run.seed_newsroom():
        say(f"Hired: {username} ({role}), password {password} (shown only now)")
    cast = find_cast()
    take_the_stage(cast)
    article = first_run.take_in_seed_article()
    say(f"Intake: “{article}” is on the desk.")
    let_machines_work(article, wait=wait)
    say(f"Extraction: {article.claims.count()} claims. Sources: {archived(article)} archived pages found for them.")
    decide_in_triage(article, cast, say=say)
    play_stories(article, cast, say=say)
    claims = [claim for claim in on_desks(article) if best_evidence(claim) is not None]
    if not claims and not before:
        raise CannotRehearse("No claim has a source, so no verdict can be marked. Is seeds/archive/ in its place?")
    for act, claim in zip(SCRIPT, claims, strict=False):
        ACTS[act](claim, cast)
        claim.refresh_from_db()
        say(f"{act.replace('_', ' ').capitalize()}: claim {claim.number} is {claim.get_status_display()}. {claim}")
    rows = list(Publication.objects.filter(sequence__gt=before).order_by("sequence"))
    say(f"The ledger has {before + len(rows)} rows; {len(rows)} are new.")
    return rows


def find_cast() -> Cast:
    """Find a chief editor and another editor who still work here."""
    at_work = User.objects.filter(is_active=True).order_by("pk")
    chief = at_work.filter(role=Role.CHIEF_EDITOR).first()
    editor = at_work.filter(role__in=(Role.EDITOR, Role.CHIEF_EDITOR)).exclude(pk=chief.pk if chief else 0).first()
    if chief is None or editor is None:
        raise CannotRehearse("A rehearsal needs a chief editor and one more editor; this newsroom lacks one of them.")
    return Cast(chief, editor)


def take_the_stage(cast: Cast) -> None:
    """Mark the newsroom as a rehearsal where that harms nobody: an empty ledger and an address that no reader has."""
    if Newsroom.objects.ours().rehearsal:
        return
    if Publication.objects.exists():
        raise CannotRehearse("This newsroom has published in earnest. Rehearse elsewhere: CLAIMDESK_VAR=var/rehearsal.")
    if not publication.is_laptop(settings.SITE_URL):
        raise CannotRehearse(
            f"SITE_URL is {settings.SITE_URL}, a public address: a rehearsal would mark this newsroom for good. "
            "Rehearse elsewhere: CLAIMDESK_VAR=var/rehearsal, without SITE_URL."
        )
    newsroom.mark_as_rehearsal(by=cast.chief)


def let_machines_work(article: Article, *, wait: Callable[[], object]) -> None:
    """Return once the article is split, handed out and searched for. Raises CannotRehearse."""
    patience = time.monotonic() + PATIENCE
    while not (stand := first_run.progress(article)).finished:
        if stand.failed:
            raise CannotRehearse(stand.failed)
        if time.monotonic() > patience:
            raise CannotRehearse(f"The machines did not finish in {PATIENCE:.0f} s. Is a worker running?")
        wait()


def archived(article: Article) -> int:
    """Count the archived pages that were found for the article's claims."""
    return Evidence.objects.kept().filter(claim__article=article).values("snapshot").distinct().count()


def on_desks(article: Article) -> list[Claim]:
    """Return the article's claims that lie on reviewers' desks, in reading order."""
    return list(Claim.objects.filter(article=article, status=Status.ASSIGNED).in_reading_order())


def best_evidence(claim: Claim) -> Evidence | None:
    """Return the evidence that fits best and has a passage, or None."""
    return claim.evidence.kept().best_first().filter(passages__isnull=False).first()


def decide_in_triage(article: Article, cast: Cast, *, say: Callable[[str], object]) -> None:
    """Dismiss what cannot be checked, and leave the last of it for a person to see in triage."""
    idle = list(Claim.objects.filter(article=article, checkable=False).in_triage())
    for claim in idle[:-1]:
        triage.dismiss(claim, by=cast.editor, seen=claim.version, reason=f"Not to be checked. {claim.reason}".strip())
    waiting = Claim.objects.filter(article=article).in_triage().count()
    say(f"Triage: {max(len(idle) - 1, 0)} dismissed as not checkable, {waiting} waiting.")


def play_stories(article: Article, cast: Cast, *, say: Callable[[str], object]) -> None:
    """Play the stories beside the way to publication, where two reviewers are here to play them."""
    reviewers = list(User.objects.reviewers().present().exclude(pk=article.taken_in_by_id).order_by("pk")[:2])
    if len(reviewers) == 2:
        reviewer, colleague = reviewers
        stage = Stage(article, cast.chief, cast.editor, reviewer, colleague, say)
        for play in STORIES:
            play(stage)


def mark(claim: Claim, *, slug: str = "true") -> Verdict:
    """Let the claim's reviewer mark a verdict that cites the best passage."""
    evidence = best_evidence(claim)
    desk = claim.assignments.current().select_related("reviewer").first()
    if evidence is None or desk is None:
        raise CannotRehearse(f"Claim {claim.number} lies on no desk, or has lost its sources.")
    said = Attribution.CONFIRMED if claim.claimant_id else Attribution.NOT_APPLICABLE
    return review.rate(
        claim,
        by=desk.reviewer,
        seen=claim.version,
        rating=Rating.objects.in_use().get(slug=slug),
        attribution=said,
        rationale=RATIONALE,
        citations=[review.Cite(evidence.passages.all()[0], Stance.SUPPORTS)],
    )


def rate(claim: Claim, _cast: Cast) -> None:
    """Leave it for an editor to approve."""
    mark(claim)


def approve(claim: Claim, cast: Cast, *, slug: str = "true") -> None:
    """Leave it approved, to be published."""
    mark(claim, slug=slug)
    review.approve(claim, by=cast.editor, seen=claim.version)


def publish(claim: Claim, cast: Cast) -> None:
    """Publish it."""
    approve(claim, cast)
    publication.publish(claim, by=cast.editor, seen=claim.version)


def correct(claim: Claim, cast: Cast) -> None:
    """Publish it, open it again, and correct it."""
    approve(claim, cast, slug="half-true")
    publication.publish(claim, by=cast.editor, seen=claim.version)
    publication.reopen(claim, by=cast.chief, seen=claim.version, reason="A reader pointed to a better source.")
    approve(claim, cast, slug="mostly-true")
    note = "A rehearsal: the first answer was “Half true”; we looked again."
    publication.correct(claim, by=cast.editor, seen=claim.version, note=note)


def retract(claim: Claim, cast: Cast) -> None:
    """Publish it, and withdraw it."""
    publish(claim, cast)
    reason = "A rehearsal: this verdict was withdrawn to show how that reads."
    publication.retract(claim, by=cast.chief, seen=claim.version, reason=reason)


def send_back(claim: Claim, cast: Cast) -> None:
    """Send the verdict back once, then publish the second one."""
    mark(claim, slug="unproven")
    review.send_back(claim, by=cast.editor, seen=claim.version, reason="The cited passage answers it. Look again.")
    publish(claim, cast)


ACTS: dict[str, Callable[[Claim, Cast], None]] = {
    "publish": publish,
    "correct": correct,
    "retract": retract,
    "send_back": send_back,
    "approve": approve,
    "rate": rate,
}

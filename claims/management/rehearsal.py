"""The whole story, played through the desk's own functions in a newsroom that is marked as a rehearsal."""

from __future__ import annotations

import time
from io import StringIO
from itertools import cycle
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.management import call_command

from claims.desk import assignment, newsroom, publication, triage
from claims.lifecycle import Status
from claims.management import first_run
from claims.management.stories import BEFORE_READERS, STORIES
from claims.management.stories.answering import best_evidence
from claims.management.stories.intake import follow_a_feed, take_in_a_table
from claims.management.stories.stage import CannotRehearse, Stage
from claims.models import Claim, Evidence, Newsroom, Publication, User
from claims.models.user import Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from claims.management.stories.outlet import Outlet
    from claims.models import Article

LEFT_OPEN = 2
"""Claims with sources that stay on their reviewers' desks, for people to try."""


def rehearse(
    *, say: Callable[[str], object], outlet: Outlet, wait: Callable[[], object] = lambda: time.sleep(0.3)
) -> list[Publication]:
    """Play every story of the desk, a line each, and verify the ledger. May be played again on the same desk.

    Needs a running worker that may fetch from the outlet; `wait` is called while it works. Returns the ledger's rows of
    this rehearsal. Raises CannotRehearse, and CommandError where the ledger does not hold.
    """
    before = Publication.objects.count()
    for username, role, password in first_run.seed_newsroom():
        say(f"Hired: {username} ({role}), password {password} (shown only now)")
    chief, editor, reviewer, colleague = find_cast()
    take_the_stage(chief)
    article = first_run.take_in_seed_article()
    say(f"Intake: “{article}” is on the desk.")
    stage = Stage(article, chief, editor, reviewer, colleague, say, wait)
    let_machines_work(stage)
    say(f"Extraction: {article.claims.count()} claims. Sources: {archived(article)} archived pages found for them.")
    decide_in_triage(stage)
    for play in STORIES:
        play(stage)
    for (name, story), claim in zip(BEFORE_READERS, claims_to_play_with(stage), strict=True):
        told = story(claim, stage)
        say(f"{name}: claim {claim.number}, “{claim}”: {told}.")
    take_in_a_table(stage)
    follow_a_feed(stage, outlet)
    rows = list(Publication.objects.filter(sequence__gt=before).order_by("sequence"))
    verified = StringIO()
    call_command("verify_ledger", stdout=verified)
    say(f"The ledger: {len(rows)} rows are new. {verified.getvalue().strip()}")
    return rows


def find_cast() -> tuple[User, User, User, User]:
    """Find a chief editor, another editor and two reviewers who work here today. Raises CannotRehearse."""
    at_work = User.objects.filter(is_active=True).order_by("pk")
    chief = at_work.filter(role=Role.CHIEF_EDITOR).first()
    editor = at_work.filter(role__in=(Role.EDITOR, Role.CHIEF_EDITOR)).exclude(pk=chief.pk if chief else 0).first()
    reviewers = list(User.objects.reviewers().present().order_by("pk")[:2])
    if chief is None or editor is None or len(reviewers) < 2:
        raise CannotRehearse(
            "A rehearsal needs a chief editor, one more editor and two reviewers; this newsroom lacks one of them."
        )
    reviewer, colleague = reviewers
    return chief, editor, reviewer, colleague


def take_the_stage(chief: User) -> None:
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
    newsroom.mark_as_rehearsal(by=chief)


def let_machines_work(stage: Stage) -> None:
    """Return once the article is split, handed out and searched for. Raises CannotRehearse."""

    def finished() -> bool:
        stand = first_run.progress(stage.article)
        if stand.failed and not stand.finished:
            raise CannotRehearse(stand.failed)
        return stand.finished

    stage.let_machines(finished)


def archived(article: Article) -> int:
    """Count the archived pages that were found for the article's claims."""
    return Evidence.objects.kept().filter(claim__article=article).values("snapshot").distinct().count()


def decide_in_triage(stage: Stage) -> None:
    """Dismiss what cannot be checked, and leave the last of it for a person to see in triage."""
    idle = list(Claim.objects.filter(article=stage.article, checkable=False).in_triage())
    for claim in idle[:-1]:
        reason = f"Not to be checked. {claim.reason}".strip()
        triage.dismiss(claim, by=stage.editor, seen=claim.version, reason=reason)
    waiting = Claim.objects.filter(article=stage.article).in_triage().count()
    stage.say(f"Triage: {max(len(idle) - 1, 0)} dismissed as not checkable, {waiting} waiting.")


def claims_to_play_with(stage: Stage) -> list[Claim]:
    """Return a claim with sources, on a reviewer's desk, for each story.

    Where there are too few, for the desk has rehearsed before, an editor adds the claims that had sources once more, and
    the machines look for sources again.
    """
    wanted = len(BEFORE_READERS)
    missing = max(wanted + LEFT_OPEN - len(with_sources(stage.article)), 0)
    known = [claim for claim in Claim.objects.filter(article=stage.article).in_reading_order() if best_evidence(claim)]
    if not known:
        raise CannotRehearse("No claim has a source, so no verdict can be marked. Is seeds/archive/ in its place?")
    for _missing, like, reviewer in zip(range(missing), cycle(known), cycle((stage.reviewer, stage.colleague))):
        claimant = like.claimant.name if like.claimant else ""
        added = triage.add_claim(
            stage.article,
            start=like.start,
            end=like.end,
            text=like.text,
            kind=like.kind,
            claimant=claimant,
            by=stage.editor,
        )
        assignment.assign(added, reviewer, by=stage.editor, seen=added.version)
    let_machines_work(stage)
    ready = with_sources(stage.article)
    if len(ready) < wanted:
        raise CannotRehearse(f"Only {len(ready)} claims have sources; the stories need {wanted}.")
    return ready[:wanted]


def with_sources(article: Article) -> list[Claim]:
    """Return the article's claims that lie on reviewers' desks with sources, in reading order."""
    on_desks = Claim.objects.filter(article=article, status=Status.ASSIGNED).in_reading_order()
    return [claim for claim in on_desks.select_related("claimant") if best_evidence(claim) is not None]

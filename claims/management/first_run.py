"""What an empty desk gets on its first run: a small newsroom, a standing order and the seed article."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pghistory
from django.conf import settings
from django.db import transaction
from django.utils.timezone import now
from rich.table import Table

from claims.desk.assignment import sign_standing_order
from claims.desk.intake import AlreadyHere, read_file, take_in
from claims.desk.newsroom import hire
from claims.models import Article, Claim, Job, User
from claims.models.job import JobKind, JobState
from claims.models.standing_order import OrderKind
from claims.models.user import Role

if TYPE_CHECKING:
    from pathlib import Path


def seeds() -> tuple[Path, dict[str, Any]]:
    """Return the folder of the seeds, and what the sample newsroom consists of."""
    folder: Path = settings.BASE_DIR / "seeds"
    return folder, json.loads((folder / "newsroom.json").read_text())


@transaction.atomic
def seed_newsroom() -> list[tuple[str, str, str]]:
    """Hire the sample newsroom on an empty desk, the chief editor first. Returns (user name, role, password) of each.

    Where somebody works already, nothing happens and the list is empty. The passwords are random and kept nowhere.
    """
    if User.objects.exists():
        return []
    _folder, newsroom = seeds()
    hired: list[tuple[str, str, str]] = []
    chief: User | None = None
    with pghistory.context(first_run=True):
        for person in newsroom["people"]:
            password = secrets.token_urlsafe(12)
            made = hire(
                person["username"],
                password,
                by=chief,
                role=Role(person["role"]),
                first_name=person["first_name"],
                last_name=person["last_name"],
            )
            chief = chief or made
            hired.append((made.username, made.role_label, password))
        for order in newsroom["standing_orders"]:
            signer = User.objects.get(username=order["signed_by"])
            due_after = timedelta(hours=order["hours_to_review"])
            sign_standing_order(OrderKind(order["kind"]), by=signer, due_after=due_after)
    return hired


def take_in_seed_article() -> Article:
    """Take the seed article in through the desk, as the chief editor would; return it, the one that is there included."""
    folder, newsroom = seeds()
    given = newsroom["article"]
    chief = User.objects.filter(is_active=True, role=Role.CHIEF_EDITOR).order_by("pk").first()
    text = read_file((folder / given["file"]).read_bytes())
    if chief is None:
        message = "Nobody works here as chief editor; the seed article needs one to take it in."
        raise LookupError(message)
    try:
        with pghistory.context(user=chief.pk, first_run=True):
            return take_in(text, by=chief, title=given["title"])
    except AlreadyHere as there:
        return there.article


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the machines are with an article. `stages` are (words, parts done, parts in all)."""

    stages: list[tuple[str, int, int]]
    finished: bool
    failed: str


def progress(article: Article) -> Progress:
    """Read from the job rows how far the machines are. A provider's later retry does not hold the main job up."""
    claims = list(Claim.objects.filter(article=article).values_list("pk", flat=True))
    of_article = Job.objects.filter(
        kind__in=(JobKind.SPLIT_ARTICLE, JobKind.ASSIGN_NEW_CLAIMS), subject=article.pk
    ).order_by("pk")
    of_claims = Job.objects.filter(kind=JobKind.FIND_SOURCES, subject__in=claims)
    newest = {JobKind(job.kind): job for job in of_article}
    split, hand_out = newest.get(JobKind.SPLIT_ARTICLE), newest.get(JobKind.ASSIGN_NEW_CLAIMS)
    searches = of_claims.values("subject").distinct().count()
    retries = of_claims.filter(state=JobState.QUEUED, run_after__gt=now()).values("subject")
    waiting = of_claims.open().exclude(subject__in=retries).values("subject").distinct().count()
    stages = [
        ("Splitting the article into claims", *parts(split)),
        ("Assigning the claims by workload", *parts(hand_out)),
        ("Finding sources", searches - waiting, max(searches, 1)),
    ]
    broken = [job for job in (*of_article, *of_claims.failed()) if job.state == JobState.FAILED]
    finished = all(job is not None and job.state == JobState.DONE for job in (split, hand_out)) and not waiting
    failed = "; ".join(f"{job.get_kind_display()}: {job.problem}" for job in broken[:3])
    return Progress(stages=stages, finished=finished, failed=failed)


def parts(job: Job | None) -> tuple[int, int]:
    """Return how many parts of a job are done, and how many it has."""
    if job is None:
        return 0, 1
    if job.state == JobState.DONE:
        return 1, 1
    return job.done_parts, max(job.all_parts, 1)


def table(article: Article) -> Table:
    """Lay out the claims of an article for the terminal, in reading order."""
    claims = Claim.objects.filter(article=article).in_reading_order().with_people().with_evidence_count()
    laid = Table(title=str(article), title_justify="left", show_lines=False, expand=True)
    for heading, ratio in (("Claimant", 2), ("Claim", 7)):
        laid.add_column(heading, ratio=ratio, overflow="fold")
    laid.add_column("Kind", no_wrap=True)
    laid.add_column("Worth", justify="right", no_wrap=True)
    laid.add_column("Reviewer", ratio=2, overflow="fold")
    laid.add_column("Sources", justify="right", no_wrap=True)
    for claim in claims:
        reviewers = ", ".join(str(each.reviewer) for each in claim.current_assignments)
        laid.add_row(
            claim.voice,
            claim.text,
            str(claim.get_kind_display()),
            f"{claim.check_worthiness:.2f}",
            reviewers or ("in triage" if claim.checkable else "in triage: not checkable"),
            str(claim.evidence_count) if claim.evidence_count else "–",
        )
    laid.caption = f"{laid.row_count} claims"
    return laid

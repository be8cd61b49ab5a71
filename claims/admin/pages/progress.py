"""How far the machines are with an article: split, handed out, looked for sources. Read from job rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.desk.intake import can_be_split
from claims.models.job import Job, JobKind, JobState
from claims.pipeline.machine_words import in_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from claims.models.article import Article
    from claims.models.claim import Claim
    from claims.models.extraction_run import ExtractionRun


@dataclass(frozen=True, slots=True)
class Step:
    """One step: words, how it stands (ok, run, todo, bad), and a count where there is one."""

    words: str
    state: str
    done: int = 0
    of: int = 0
    failed: Job | None = None
    notes: tuple[str, ...] = ()

    @property
    def icon(self) -> str:
        """Return the sign of its state."""
        return {"ok": "check", "run": "run", "bad": "x"}.get(self.state, "todo")


def steps(article: Article, claims: Sequence[Claim], *, in_all: int) -> list[Step]:
    """Tell the steps of an article's way to the reviewers: three queries. `in_all` counts the article's claims."""
    kinds = (JobKind.SPLIT_ARTICLE, JobKind.ASSIGN_NEW_CLAIMS, JobKind.FIND_EARLIER)
    jobs = {job.kind: job for job in Job.objects.filter(kind__in=kinds, subject=article.pk).order_by("pk")}
    split = splitting(article, jobs.get(JobKind.SPLIT_ARTICLE), in_all)
    told = [Step(_("Text kept"), "ok"), split]
    handed = jobs.get(JobKind.ASSIGN_NEW_CLAIMS)
    if handed is not None and handed.state != JobState.DONE:
        told.append(handing_out(handed))
    matched = jobs.get(JobKind.FIND_EARLIER)
    if matched is not None and matched.state != JobState.DONE:
        told.append(matching(matched))
    sources = looking([claim.pk for claim in claims])
    return [*told, sources] if sources else told


def splitting(article: Article, job: Job | None, found: int) -> Step:
    """Tell how the split stands."""
    if job is None:
        words = (
            _("Only English can be split so far: mark claims by hand") if not can_be_split(article) else _("Not split")
        )
        return Step(words, "todo")
    if job.state == JobState.FAILED:
        return Step(_("The split failed"), "bad", failed=job)
    if job.state == JobState.DONE:
        words = ngettext("%(n)d claim found", "%(n)d claims found", found) % {"n": found}
        return Step(words, "ok", notes=tuple(of_language_model(article.runs.first())))
    if job.state == JobState.RUNNING:
        return Step(_("Finding claims"), "run", job.done_parts, job.all_parts)
    return Step(_("Waiting for a worker to find the claims"), "run")


def of_language_model(run: ExtractionRun | None) -> Iterator[str]:
    """Say where the latest reading fell back to the rules, and what it turned down of a language model's answer."""
    if run is not None and run.fallback:
        yield _("The rules read the article, not the language model. %(why)s") % {"why": in_words(run.fallback)}
    if run is not None and run.rejected:
        words = ngettext(
            "%(n)d claim of the language model was turned down: %(reasons)s.",
            "%(n)d claims of the language model were turned down: %(reasons)s.",
            run.turned_down,
        )
        reasons = ", ".join(f"{in_words(reason)} ({number})" for reason, number in sorted(run.rejected.items()))
        yield words % {"n": run.turned_down, "reasons": reasons}


def handing_out(job: Job) -> Step:
    """Tell how the standing order's assignments stand."""
    if job.state == JobState.FAILED:
        return Step(_("Handing out the claims failed"), "bad", failed=job)
    return Step(_("Handing out the claims"), "run", job.done_parts, job.all_parts)


def matching(job: Job) -> Step:
    """Tell how the search for earlier verdicts stands."""
    if job.state == JobState.FAILED:
        return Step(_("Looking for earlier verdicts failed"), "bad", failed=job)
    return Step(_("Looking for earlier verdicts"), "run", job.done_parts, job.all_parts)


def looking(claims: Sequence[int]) -> Step | None:
    """Tell how the search for sources stands over these claims; None where nobody asked for it."""
    counted = Job.objects.filter(kind=JobKind.FIND_SOURCES, subject__in=claims).aggregate(
        of=Count("subject", distinct=True),
        unfinished=Count(
            "subject",
            distinct=True,
            filter=Q(state=JobState.RUNNING) | Q(state=JobState.QUEUED, run_after__lte=Now()),
        ),
        failed=Count("subject", distinct=True, filter=Q(state=JobState.FAILED)),
    )
    of, done = counted["of"], counted["of"] - counted["unfinished"]
    if not of:
        return None
    if counted["unfinished"]:
        return Step(_("Looking for sources"), "run", done, of)
    if counted["failed"]:
        words = ngettext(
            "Looking for sources failed for %(n)d claim",
            "Looking for sources failed for %(n)d claims",
            counted["failed"],
        )
        return Step(words % {"n": counted["failed"]}, "bad")
    return Step(ngettext("Sources looked for, %(n)d claim", "Sources looked for, %(n)d claims", of) % {"n": of}, "ok")

"""How the machines are: what runs, what gave up, who did not answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Count, Exists, Min, OuterRef, Q
from django.db.models.functions import Now
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.models.job import Job, JobKind, JobState
from claims.models.source_search import SearchState, SourceSearch
from claims.pipeline.sourcing.providers.mediawiki import wiki_name

if TYPE_CHECKING:
    from datetime import datetime

    from claims.models.job import JobQuerySet

LONG = timedelta(minutes=2)
"""Work that nobody has taken for so long is a sign that no worker runs."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the pipeline's health: what it is, its state as a word, a sign and a colour, and since when."""

    what: str
    note: str
    state: str
    looks: str
    icon: str
    oldest: datetime | None = None
    next_try: datetime | None = None


def names() -> dict[JobKind, str]:
    """Return what each kind of work is called on the desk."""
    return {
        JobKind.SPLIT_ARTICLE: _("Finding claims"),
        JobKind.ASSIGN_NEW_CLAIMS: _("Handing out claims"),
        JobKind.FIND_SOURCES: _("Sources"),
        JobKind.READ_LISTING: _("Our own site"),
        JobKind.SAVE_EXTERNALLY: _("Public archive"),
        JobKind.LOOK_AT_FEED: _("Feeds"),
        JobKind.TAKE_IN_ENTRY: _("Articles from feeds"),
        JobKind.LOOK_AT_PAGE: _("Cited pages"),
        JobKind.TAKE_IN_PAGE: _("Pages added by hand"),
        JobKind.RELEASE_EMBARGO: _("Embargoes"),
        JobKind.SEND_LETTER: _("Letters to claimants"),
        JobKind.POST_LETTER: _("Messages to people"),
        JobKind.CALL_WEBHOOK: _("Webhooks"),
    }


def gave_up() -> JobQuerySet:
    """Find failed jobs that no later job on the same subject made good."""
    later = Job.objects.filter(kind=OuterRef("kind"), subject=OuterRef("subject"), pk__gt=OuterRef("pk"))
    return Job.objects.failed().filter(~Exists(later))


def provider_name(name: str) -> str:
    """Return a provider's name as people know it."""
    known = {
        "archive": _("Our own archive"),
        "mediawiki": wiki_name(settings.MEDIAWIKI_API),
        "fact_check_tools": _("Fact Check Tools"),
        "searxng": "SearXNG",
        "brave": "Brave Search",
        "openalex": "OpenAlex",
        "pubmed": "PubMed",
        "gdelt": "GDELT",
        "wayback": _("Wayback Machine"),
    }
    return known.get(name, name.replace("_", " ").capitalize())


def pipeline() -> list[Line]:
    """Tell how each kind of work stands, then the providers that did not answer: three queries."""
    due = Q(state=JobState.QUEUED, run_after__lte=Now())
    waiting: dict[str, dict[str, Any]] = {
        row["kind"]: dict(row)
        for row in Job.objects.open()
        .order_by()
        .values("kind")
        .annotate(
            running=Count("pk", filter=Q(state=JobState.RUNNING)),
            queued=Count("pk", filter=due),
            later=Count("pk", filter=Q(run_after__gt=Now())),
            oldest=Min("queued_at", filter=due),
        )
    }
    failed = dict(gave_up().order_by().values_list("kind").annotate(number=Count("pk")))
    return [line(name, waiting.get(kind), failed.get(kind, 0)) for kind, name in names().items()] + providers()


def line(name: str, row: dict[str, Any] | None, failed: int) -> Line:
    """Tell how one kind of work stands."""
    note, oldest = "", row["oldest"] if row else None
    if row and (row["queued"] or row["running"]):
        note = _("%(running)d running, %(queued)d waiting") % row
    elif row and row["later"]:
        note = _("%(later)d to be tried again") % row
    if failed:
        state = ngettext("%(number)d failed", "%(number)d failed", failed) % {"number": failed}
        return Line(name, note, state, "bad", "x", oldest)
    if row and row["queued"] and not row["running"] and oldest and now() - oldest > LONG:
        return Line(name, note, _("Waits for a worker"), "warn", "clock", oldest)
    if row and (row["queued"] or row["running"]):
        return Line(name, note, _("Running"), "run", "run", oldest)
    if note:
        return Line(name, note, _("Waiting"), "warn", "clock")
    return Line(name, "", _("Clear"), "ok", "check")


def providers() -> list[Line]:
    """Name the providers that did not answer, for how many claims, and when they are asked again."""
    silent = (
        SourceSearch.objects.filter(state=SearchState.UNREACHABLE)
        .order_by("provider")
        .values("provider")
        .annotate(claims=Count("pk"), next=Min("retry_at"))
    )
    return [
        Line(
            provider_name(row["provider"]),
            ngettext("for %(claims)d claim", "for %(claims)d claims", row["claims"]) % row,
            _("No answer"),
            "bad",
            "x",
            next_try=row["next"],
        )
        for row in silent
    ]

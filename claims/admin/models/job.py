"""Jobs: the work of machines, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from claims.admin.models.acts import Act, whose
from claims.admin.models.base import DeskModelAdmin
from claims.admin.models.readable import NOTHING, outward, paragraphs, shortened
from claims.admin.models.timeline import Entry
from claims.desk import machines
from claims.desk.triage import Stale
from claims.models import Job
from claims.models.job import JobKind

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.utils.safestring import SafeString

    from claims.models.user import User


def retry(job: Job, *, by: User, seen: int) -> str:
    """Queue the job anew."""
    if not machines.retry_job(job, by=by):
        raise Stale(_now("This job has not given up, or the same work is open already. There is nothing to retry."))
    return _now("queued anew.")


ABOUT = {
    JobKind.SPLIT_ARTICLE: "article",
    JobKind.ASSIGN_NEW_CLAIMS: "article",
    JobKind.FIND_SOURCES: "claim",
    JobKind.SAVE_EXTERNALLY: "snapshot",
    JobKind.LOOK_AT_PAGE: "snapshot",
    JobKind.TAKE_IN_PAGE: "addedpage",
}
"""The table in which a job's subject stands, where it has a page there."""


@admin.register(Job)
class JobAdmin(DeskModelAdmin):
    """PostgreSQL is the truth about jobs; this is what it says."""

    acts = (Act("retry", _("Retry"), whose("retry_job"), retry),)
    list_display = ("work", "about", "state", "asked_by", "attempts", "trouble", "queued_at", "finished_at")
    list_display_links = ("work",)
    list_filter = ("state", "kind")
    list_select_related = ("asked_by",)
    search_fields = ("problem",)
    search_help_text = _("Searches the problem.")
    date_hierarchy = "queued_at"
    ordering = ("-pk",)
    fieldsets = (
        (None, {"fields": ("work", "about", "state", "asked_by", "progress")}),
        (_("Trouble"), {"fields": ("problem_in_full", "attempt", "crashes", "errors", "deferrals")}),
        (_("Times"), {"fields": ("queued_at", "run_after", "sent_at", "started_at", "lease_until", "finished_at")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Name what each is about."""
        return super().get_queryset(request).with_subjects()  # type: ignore[attr-defined,no-any-return]

    def naming(self, row: Any) -> str:
        """Name a job by its work and what it is about."""
        return f"{self.work(row)}: {shortened(row.about or NOTHING, most=80)}"

    def own_log(self, row: Job, entries: list[Entry], *, user: User) -> list[Entry]:
        """Tell the times that a job keeps."""
        machine = _now("The machine")
        told = [
            (row.queued_at, str(row.asked_by or machine), _now("Queued"), ""),
            (row.sent_at, machine, _now("Sent to a worker"), ""),
            (row.started_at, machine, _now("Started, attempt %(attempt)d") % {"attempt": row.attempt}, ""),
            (row.finished_at, machine, capfirst(str(row.get_state_display())), row.problem),
        ]
        return [
            Entry(at=at, who=who, what=what, why=why, order=(0, place))
            for place, (at, who, what, why) in enumerate(told)
            if at is not None
        ]

    @admin.display(description=_("work"), ordering="kind")
    def work(self, job: Job) -> str:
        """Say what is to be done."""
        return capfirst(str(job.get_kind_display()))

    @admin.display(description=_("about"))
    def about(self, job: Any) -> SafeString | str:
        """Lead to the article or the claim by its name."""
        name = shortened(job.about or "", most=80)
        if not name:
            return NOTHING
        if job.kind == JobKind.READ_LISTING:
            return outward(job.about)
        table = ABOUT.get(JobKind(job.kind))
        if table is None:
            return name
        return format_html('<a href="{}">{}</a>', reverse(f"admin:claims_{table}_change", args=[job.subject]), name)

    @admin.display(description=_("attempts"), ordering="attempt")
    def attempts(self, job: Job) -> str:
        """Count attempts, crashes and errors apart."""
        counts = {"attempt": job.attempt, "crashes": job.crashes, "errors": job.errors}
        return _now("%(attempt)d (crashes %(crashes)d, errors %(errors)d)") % counts

    @admin.display(description=_("problem"))
    def trouble(self, job: Job) -> str:
        """Show the problem, shortened."""
        return shortened(job.problem, most=90) or NOTHING

    @admin.display(description=_("problem"))
    def problem_in_full(self, job: Job) -> SafeString | str:
        """Show the problem with its line breaks."""
        return paragraphs(job.problem)

    @admin.display(description=_("progress"))
    def progress(self, job: Job) -> str:
        """Say how far it is."""
        return _now("%(done)d of %(all)d parts") % {"done": job.done_parts, "all": job.all_parts}

"""Today: what lies on my desk, what waits for me, what is late, how the machines are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from claims.admin.counting import up_to
from claims.admin.pages import charts, health, month
from claims.admin.pages.figures import figures as figures_of
from claims.admin.pages.page import DeskPage, Problem, attempt, number
from claims.admin.pages.rows import named, with_verdicts
from claims.admin.site import counted
from claims.desk import machines, pool
from claims.models.assignment import Assignment
from claims.models.claim import Claim
from claims.models.job import Job
from claims.models.page_look import PageFlag
from claims.permissions import EDITORS, may_act

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.template.response import TemplateResponse

    from claims.admin.pages.figures import Figures
    from claims.models.assignment import AssignmentQuerySet
    from claims.models.user import User

LONGEST_QUEUE = 30
A_FEW = 5


class Today(DeskPage):
    """The first page of a working day."""

    template_name = "admin/desk/today.html"
    title = gettext_lazy("Today")
    here = "today"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show it."""
        return self.today()

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take the next claim from the pool, or queue a failed job anew."""
        if request.POST.get("act") == "take_next":
            return self.take_next()
        job = get_object_or_404(Job, pk=number(request.POST.get("job")) or 0)
        done = attempt(lambda: self.retry(job))
        if isinstance(done, Problem):
            return self.today(problem=done)
        self.say(done)
        return redirect("admin:index")

    def take_next(self) -> HttpResponse:
        """Go on to the claim that was taken; say so where the pool holds none for this person."""
        taken: list[int] = []

        def act() -> str:
            made = pool.take_next(by=self.me)
            if made is None:
                return _("The pool is empty for you. Claims come back to it when somebody gives one back.")
            taken.append(made.claim_id)
            return _("Claim %(number)d is on your desk.") % {"number": made.claim.number}

        done = attempt(act)
        if isinstance(done, Problem):
            return self.today(problem=done)
        self.say(done)
        return redirect("admin:review", taken[0]) if taken else redirect("admin:index")

    def retry(self, job: Job) -> str:
        """Ask the machines again."""
        if machines.retry_job(job, by=self.me):
            return _("Queued again: %(job)s.") % {"job": job.get_kind_display()}
        return _("There was nothing to retry: this work is queued or done already.")

    def today(self, *, problem: Problem | None = None) -> TemplateResponse:
        """Gather the day."""
        queue = Claim.objects.awaiting(self.me)
        mine = list(named(queue)[:LONGEST_QUEUE])
        in_all = len(mine) if len(mine) < LONGEST_QUEUE else up_to(queue)
        figures = figures_of(self.me)
        days, top = charts.in_and_out(figures.came, figures.went)
        counts = charts.counts_by_status(self.me)
        by_status, by_rating = charts.by_status(counts), charts.by_rating()
        desk = self.for_editors(figures) if self.me.edits else {}
        failed = list(health.gave_up()[: A_FEW + 1])
        return self.show(
            status=problem.status if problem else 200,
            problem=problem,
            queue=mine,
            queue_count=in_all,
            pool_count=counted(pool.pool_for(self.me)),
            escalated=list(told_me(self.me)[:A_FEW]),
            summary=summary(mine, approvals=desk.get("approval_count", 0)),
            pipeline=health.pipeline(),
            failed=failed[:A_FEW],
            failed_count=len(failed),
            live=self.live_url(self.me),
            may_retry=may_act(self.me, "retry_job"),
            days=days,
            top=top,
            days_sentence=_(
                "Bar chart. Claims spotted and closed on each of the last fourteen days: %(came)d and %(went)d."
            )
            % {"came": sum(day.came for day in days), "went": sum(day.went for day in days)},
            by_status=by_status,
            by_status_sentence=charts.sentence(by_status),
            by_rating=by_rating,
            by_rating_sentence=charts.sentence(by_rating),
            levels=month.open_by_day(figures.moved, now=counts),
            times=month.times(figures.took),
            counted_at=figures.counted_at,
            **desk,
        )

    def for_editors(self, figures: Figures) -> dict[str, Any]:
        """Gather what waits for any editor: approvals not of one's own verdicts, publication, triage, what is late."""
        approval = Claim.objects.awaiting_approval().exclude(verdicts__reviewer=self.me)
        publication = Claim.objects.awaiting_publication()
        disputes = Claim.objects.to_adjudicate().exclude(verdicts__reviewer=self.me)
        triage = Claim.objects.in_triage()
        late = Assignment.objects.visible_to(self.me).overdue().select_related("claim", "reviewer")
        workload = charts.workload(figures.open_work)
        return {
            "editor": True,
            "workload": workload,
            "workload_sentence": charts.sentence(workload),
            "approval": list(with_verdicts(approval, me=self.me)[:A_FEW]),
            "approval_count": up_to(approval),
            "publication": list(with_verdicts(publication, me=self.me)[:A_FEW]),
            "publication_count": up_to(publication),
            "disputes": list(with_verdicts(disputes, me=self.me)[:A_FEW]),
            "triage": list(named(triage)[:3]),
            "triage_count": up_to(triage),
            "flags": list(PageFlag.objects.open().oldest_first()[:A_FEW]),
            "flag_count": up_to(PageFlag.objects.open()),
            "late": list(late[:A_FEW]),
            "late_count": up_to(late),
        }


def told_me(me: User) -> AssignmentQuerySet:
    """Return what is so late that this editor was told of it: what they assigned themselves, or anybody who has left."""
    late = Assignment.objects.current().filter(escalated_at__isnull=False).select_related("claim", "reviewer")
    mine = late.filter(assigned_by=me) | late.exclude(assigned_by__is_active=True, assigned_by__role__in=EDITORS)
    return mine.order_by("due_at", "pk") if me.edits else mine.none()


def summary(queue: list[Claim], *, approvals: int) -> list[tuple[str, str]]:
    """Say in a few words each what presses, with the place on the page that it leads to."""
    at = now()
    due = [claim.due_at for claim in queue]
    over = sum(each < at for each in due)
    soon = sum(0 <= (each - at).total_seconds() < 3600 for each in due)
    said = [
        (ngettext("%(n)d is overdue", "%(n)d are overdue", over) % {"n": over}, "queue", over),
        (
            ngettext("%(n)d is due within the hour", "%(n)d are due within the hour", soon) % {"n": soon},
            "queue",
            soon,
        ),
        (
            ngettext("%(n)d verdict waits for your approval", "%(n)d verdicts wait for your approval", approvals)
            % {"n": approvals},
            "approve",
            approvals,
        ),
    ]
    return [(words, place) for words, place, number in said if number]

"""Work for machines, kept as rows: Celery delivers, this table is the truth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Case, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Left, Now, NullIf
from django.utils.translation import gettext_lazy as _

from claims.models.added_page import AddedPage
from claims.models.article import Article
from claims.models.claim import Claim
from claims.models.displayed import Displayed
from claims.models.feed import Feed, FeedEntry
from claims.models.letter import Letter
from claims.models.listing import Listing
from claims.models.reply import ReplyRequest
from claims.models.source import Snapshot
from claims.models.webhook import Webhook

if TYPE_CHECKING:
    from typing import Self

    from claims.models.user import User


class JobState(models.TextChoices):
    """Where a job stands."""

    QUEUED = "queued", _("queued")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


class JobKind(models.TextChoices):
    """What machines can be asked to do."""

    SPLIT_ARTICLE = "split_article", _("split the article into claims")
    ASSIGN_NEW_CLAIMS = "assign_new_claims", _("assign new claims by standing order")
    FIND_SOURCES = "find_sources", _("find sources")
    READ_LISTING = "read_listing", _("read a listing of our site")
    SAVE_EXTERNALLY = "save_externally", _("save a cited page in a public archive")
    RELEASE_EMBARGO = "release_embargo", _("publish at the embargo’s end")
    LOOK_AT_FEED = "look_at_feed", _("look at a feed")
    TAKE_IN_ENTRY = "take_in_entry", _("take in an entry of a feed")
    FIND_EARLIER = "find_earlier", _("look for earlier verdicts")
    LOOK_AT_PAGE = "look_at_page", _("look again at a cited page")
    TAKE_IN_PAGE = "take_in_page", _("archive a page added by hand")
    SEND_LETTER = "send_letter", _("send a claimant our letter")
    POST_LETTER = "post_letter", _("send a message to a person of the desk")
    CALL_WEBHOOK = "call_webhook", _("tell a program of new ledger rows")


class JobQuerySet(models.QuerySet["Job"]):
    """Jobs, found as relay, sweeper and desk ask for them. Times are the database's."""

    def visible_to(self, user: User) -> Self:
        """Keep what this person may see: editors all, others what they asked for."""
        return self if user.edits else self.filter(asked_by=user)

    def with_subjects(self) -> Self:
        """Add `about`: the article's title, the claim's wording, or the address, that each job is about."""
        article = Article.objects.filter(pk=OuterRef("subject"))
        claim = Claim.objects.filter(pk=OuterRef("subject"))
        listing = Listing.objects.filter(pk=OuterRef("subject"))
        added = AddedPage.objects.filter(pk=OuterRef("subject"))
        copied = Snapshot.objects.filter(pk=OuterRef("subject"))
        asked = ReplyRequest.objects.filter(pk=OuterRef("subject"))
        letter = Letter.objects.filter(pk=OuterRef("subject"))
        receiver = Coalesce("to__username", "invitation__email", Value("–"), output_field=models.TextField())
        webhook = Webhook.objects.filter(pk=OuterRef("subject"))
        feed = Feed.objects.filter(pk=OuterRef("subject"))
        entry = FeedEntry.objects.filter(pk=OuterRef("subject"))
        return self.annotate(
            about=Case(
                When(kind__in=(JobKind.FIND_SOURCES, JobKind.RELEASE_EMBARGO), then=Subquery(claim.values("text")[:1])),
                When(kind=JobKind.SEND_LETTER, then=Subquery(asked.values("addressee")[:1])),
                When(kind=JobKind.POST_LETTER, then=Subquery(letter.values(receiver=receiver)[:1])),
                When(kind=JobKind.CALL_WEBHOOK, then=Subquery(webhook.values("name")[:1])),
                When(kind=JobKind.READ_LISTING, then=Subquery(listing.values("address")[:1])),
                When(kind=JobKind.SAVE_EXTERNALLY, then=Subquery(copied.values("source__address")[:1])),
                When(kind=JobKind.LOOK_AT_FEED, then=Subquery(feed.values("name")[:1])),
                When(kind=JobKind.TAKE_IN_ENTRY, then=Subquery(entry.values("title")[:1])),
                When(kind=JobKind.LOOK_AT_PAGE, then=Subquery(copied.values("source__address")[:1])),
                When(kind=JobKind.TAKE_IN_PAGE, then=Subquery(added.values("address")[:1])),
                default=Subquery(
                    article.values(
                        shown=Coalesce(NullIf("title", Value("")), Left("text", 60), output_field=models.TextField())
                    )[:1]
                ),
                output_field=models.TextField(),
            )
        )

    def open(self) -> Self:
        """Keep what is not finished, either way."""
        return self.filter(state__in=(JobState.QUEUED, JobState.RUNNING))

    def ready(self) -> Self:
        """Keep what may be taken now: queued and due, or left by a worker whose lease ran out."""
        return self.filter(
            Q(state=JobState.QUEUED, run_after__lte=Now()) | Q(state=JobState.RUNNING, lease_until__lt=Now())
        )

    def failed(self) -> Self:
        """Keep what gave up, the newest first."""
        return self.filter(state=JobState.FAILED).order_by("-finished_at")

    def about(self, kind: JobKind, subject: int) -> Self:
        """Keep the jobs of a kind on one subject."""
        return self.filter(kind=kind, subject=subject)


class Job(Displayed):
    """One piece of work. `subject` is the key of what it is about: an article, claim, listing, snapshot or added page."""

    kind = models.CharField(_("work"), max_length=30, choices=JobKind.choices)
    subject = models.BigIntegerField(_("about"))
    state = models.CharField(_("state"), max_length=8, choices=JobState.choices, default=JobState.QUEUED)
    run_after = models.DateTimeField(_("not before"), db_default=Now())
    sent_at = models.DateTimeField(_("sent to the broker"), null=True, blank=True)
    lease_until = models.DateTimeField(_("leased until"), null=True, blank=True)
    attempt = models.PositiveIntegerField(_("attempt"), default=0)
    crashes = models.PositiveIntegerField(_("crashes"), default=0)
    errors = models.PositiveIntegerField(_("errors"), default=0)
    deferrals = models.PositiveIntegerField(_("deferrals"), default=0)
    problem = models.TextField(_("problem"), blank=True)
    done_parts = models.PositiveIntegerField(_("parts done"), default=0)
    all_parts = models.PositiveIntegerField(_("parts in all"), default=0)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("asked by"),
    )
    queued_at = models.DateTimeField(_("queued"), auto_now_add=True)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        """The same work is not queued twice at once; a running job has a lease."""

        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "subject"),
                condition=Q(state__in=(JobState.QUEUED, JobState.RUNNING)),
                name="the_same_work_is_open_once",
            ),
            models.CheckConstraint(
                condition=~Q(state=JobState.RUNNING) | Q(lease_until__isnull=False), name="a_running_job_has_a_lease"
            ),
        )
        indexes = (
            models.Index(
                fields=("run_after",),
                condition=Q(state__in=(JobState.QUEUED, JobState.RUNNING)),
                name="open_job_by_time",
            ),
            models.Index(fields=("kind", "subject"), name="job_by_subject"),
            models.Index(fields=("state", "-finished_at"), name="job_by_state"),
        )

    def __str__(self) -> str:
        """Say what work it is."""
        return f"{self.get_kind_display()} ({self.subject})"

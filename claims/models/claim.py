"""A claim: one checkable proposition of an article, and where it stands."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pghistory
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Count, Exists, F, Max, OuterRef, Prefetch, Q, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce, Upper
from django.db.models.lookups import IsNull
from django.utils.formats import date_format
from django.utils.timezone import localtime, now
from django.utils.translation import gettext_lazy as _

from claims.lifecycle import IllegalMove, Move, Status, moves_from
from claims.models.history import tracked

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Self

    from claims.models.assignment import Assignment
    from claims.models.standing_order import StandingOrder
    from claims.models.user import User


class Kind(models.TextChoices):
    """What sort of words carry the claim."""

    FACT = "fact", _("fact")
    QUOTE = "quote", _("quote")
    REPORTED = "reported", _("reported")
    PREDICTION = "prediction", _("prediction")
    OPINION = "opinion", _("opinion")


class Priority(models.IntegerChoices):
    """How soon the newsroom wants an answer. The rule for due times is the newsroom's (see models/newsroom.py)."""

    URGENT = 3, _("urgent")
    HIGH = 2, _("high")
    NORMAL = 1, _("normal")
    LOW = 0, _("low")


PUBLIC = (Status.PUBLISHED, Status.CORRECTED, Status.RETRACTED)
"""Where anybody of the desk sees a claim, as readers did."""
MOST_OF_AN_OUTLET = 1_000


class IsAnyOf(models.Func):
    """Say whether a column is any of an array; unlike IN with a subquery, it can share an index scan with other conditions."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = models.BooleanField()


class ClaimQuerySet(models.QuerySet["Claim"]):
    """Claims, found as the desk asks for them."""

    def visible_to(self, user: User) -> Self:
        """Keep what this person may see: editors all; reviewers what is or was on their desk, and what is public."""
        if user.edits:
            return self
        return self.filter(Q(status__in=PUBLIC) | Exists(user.assignments.order_by().filter(claim=OuterRef("pk"))))

    def visible_at(self, status: str, *, to: User) -> Self:
        """Keep what `visible_to` keeps of one status; each is found by index, and nobody else's claims are read."""
        there = self.filter(status=status)
        return there if to.edits or status in PUBLIC else there.filter(pk__in=to.assignments.order_by().values("claim"))

    def newest_since(self, at: datetime, *, most: int) -> Self:
        """Keep what was spotted since a time, and of more than `most` the newest."""
        newest = self.filter(created_at__gte=at).order_by("-created_at").values("pk")
        return self.filter(pk__in=newest[:most]).order_by()

    def awaiting(self, reviewer: User) -> Self:
        """Keep what this reviewer has still to rate, the earliest due first."""
        mine = user_assignments(reviewer)
        return (
            self.filter(status=Status.ASSIGNED, pk__in=mine.values("claim"))
            .annotate(due_at=Subquery(mine.filter(claim=OuterRef("pk")).values("due_at")[:1]))
            .order_by("due_at", "-check_worthiness", "pk")
        )

    def to_adjudicate(self) -> Self:
        """Keep what two people answered differently, and nobody has settled yet, the oldest first."""
        return self.filter(status=Status.ASSIGNED, blind_reviews__disputed=True).order_by("updated_at", "pk")

    def awaiting_approval(self) -> Self:
        """Keep what an editor has still to approve, the oldest first."""
        return self.filter(status=Status.RATED).order_by("updated_at", "pk")

    def awaiting_publication(self) -> Self:
        """Keep what is approved and not yet public."""
        return self.filter(status=Status.APPROVED).order_by("updated_at", "pk")

    def in_triage(self) -> Self:
        """Keep what nobody has decided upon, the most check-worthy first."""
        return self.filter(status=Status.SPOTTED).order_by("-check_worthiness", "pk")

    def to_assign(self) -> Self:
        """Keep what a standing order may hand out: in triage and checkable, in reading order."""
        return self.filter(status=Status.SPOTTED, checkable=True).order_by("article", "start", "pk")

    def in_pool(self) -> Self:
        """Keep what anybody may take: in triage and checkable; urgent first, then most check-worthy, then oldest due."""
        return self.filter(status=Status.SPOTTED, checkable=True).order_by(
            "-priority", "-check_worthiness", F("wanted_by").asc(nulls_last=True), "pk"
        )

    def with_a_free_place(self) -> Self:
        """Keep what two people review apart while only one of them is found, the most pressing first."""
        from claims.models.assignment import Assignment
        from claims.models.blind_review import PLACES, BlindReview
        from claims.models.verdict import Verdict

        of_claim = {"claim": OuterRef("pk")}
        seated = rows_counted(Assignment.objects.current().filter(**of_claim))
        answered = rows_counted(Verdict.objects.filter(blind_review__both_in_at=None, **of_claim))
        return (
            self.filter(status=Status.ASSIGNED, pk__in=BlindReview.objects.blind().order_by().values("claim"))
            .annotate(places_taken=seated + answered)
            .filter(places_taken__lt=PLACES)
            .order_by("-priority", "-check_worthiness", "pk")
        )

    def open_to(self, user: User) -> Self:
        """Leave out what this person may not take: claims of their own articles, of other languages, and what they had."""
        own = Q(article__taken_in_by=user)
        if name := user.get_full_name():
            own |= Q(article__author__icontains=name)
        read = {skill.language for skill in user.skills.filter(topic=None)}
        languages = Q()
        for language in sorted(read):
            languages |= Q(article__language=language) | Q(article__language__startswith=f"{language}-")
        had = user.assignments.filter(claim=OuterRef("pk"))
        kept = self.filter(languages | Q(article__language="")) if read else self
        return kept.exclude(own).exclude(Exists(had))

    def mentioning(self, word: str) -> Self:
        """Keep those with this word in wording, quote, claimant or outlet, each found by its own index.

        By its outlet a claim is found in the newest thousand articles of the outlets with this word in their names.
        """
        from claims.models.article import Article
        from claims.models.claimant import Claimant

        newest = Article.objects.filter(outlet__icontains=word).order_by("-pk")[:MOST_OF_AN_OUTLET]
        return self.filter(
            Q(text__icontains=word)
            | Q(quote__icontains=word)
            | Q(IsAnyOf(F("claimant_id"), ArraySubquery(Claimant.objects.filter(name__icontains=word).values("pk"))))
            | Q(IsAnyOf(F("article_id"), ArraySubquery(newest.values("pk"))))
        )

    def in_reading_order(self) -> Self:
        """Order as the article reads."""
        return self.order_by("article", "start", "end", "pk")

    def with_people(self, *, seen_by: User | None = None) -> Self:
        """Fetch claimant, article (without its text) and current assignments with their reviewers: three queries in all.

        `seen_by` keeps the assignments to those that this person may see.
        """
        from claims.models.assignment import Assignment

        desks = Assignment.objects.current() if seen_by is None else Assignment.objects.current().visible_to(seen_by)
        return (
            self.select_related("claimant", "article")
            .defer("article__text")
            .prefetch_related(
                Prefetch(
                    "assignments",
                    desks.select_related("reviewer"),
                    to_attr="current_assignments",
                )
            )
        )

    def with_earlier_verdicts(self, *, most: int) -> Self:
        """Fetch the likest earlier verdicts, at most so many a claim, as `earlier_verdicts`: one query."""
        from claims.models.earlier_verdict import EarlierVerdict

        rows = EarlierVerdict.objects.to_show()[:most]
        return self.prefetch_related(Prefetch("earlier", rows, to_attr="earlier_verdicts"))

    def with_second_reading(self) -> Self:
        """Add `rules_claimant`: whom the rules took for the claimant where a language model differs ("": the article itself)."""
        return self.annotate(rules_claimant=KT("provenance__disagreement__claimant_by_the_rules"))

    def with_evidence_count(self) -> Self:
        """Add `evidence_count`: the archived pages that were found for the claim."""
        return self.annotate(evidence_count=Count("evidence", filter=Q(evidence__excluded_at=None), distinct=True))

    def count_for(self, name: str) -> Coalesce:
        """Count them for each article or claimant of an outer query; unlike a join, only for the rows that are shown."""
        numbers = self.filter(**{name: OuterRef("pk")}).order_by().values(name).annotate(number=Count("pk"))
        return Coalesce(Subquery(numbers.values("number"), output_field=models.IntegerField()), 0)

    def with_last_move(self) -> Self:
        """Fetch the moves with the people who made them."""
        return self.prefetch_related("moves__by")


def is_among(rows: models.QuerySet[Any], column: str) -> Q:
    """Say of each row whether `column` names one of these; each is looked up by its key, where EXISTS may read all of them."""
    return Q(IsNull(Subquery(rows.order_by().filter(pk=OuterRef(column)).values("pk")[:1]), False))


def rows_counted(rows: models.QuerySet[Any]) -> Coalesce:
    """Count the rows of a subquery on one claim; 0 where there is none."""
    numbers = rows.order_by().values("claim").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(numbers, output_field=models.IntegerField()), 0)


def user_assignments(reviewer: User) -> models.QuerySet[Assignment]:
    """Return the reviewer's assignments that are not ended."""
    return reviewer.assignments.filter(ended_at=None)


@tracked()
class Claim(models.Model):
    """One proposition of an article. `article.text[start:end] == quote`, exactly; `text` is the stand-alone wording."""

    article = models.ForeignKey(
        "claims.Article", on_delete=models.PROTECT, related_name="claims", verbose_name=_("article")
    )
    run = models.ForeignKey(
        "claims.ExtractionRun",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="claims",
        verbose_name=_("found by"),
    )
    public_id = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    number = models.PositiveIntegerField(_("number in the article"))
    start = models.PositiveIntegerField(_("start"))
    end = models.PositiveIntegerField(_("end"))
    quote = models.TextField(_("words of the article"))
    text = models.TextField(_("wording"))
    machine_text = models.TextField(_("the machine's wording"), blank=True, editable=False)
    claimant = models.ForeignKey(
        "claims.Claimant",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="claims",
        verbose_name=_("claimant"),
    )
    claimant_role = models.CharField(_("claimant's role"), max_length=300, blank=True)
    reported_by = models.CharField(_("reported by"), max_length=300, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    checkable = models.BooleanField(_("checkable"), default=True)
    reason = models.TextField(_("why this kind"), blank=True)
    check_worthiness = models.FloatField(_("check-worthiness"), default=0.0)
    unresolved = models.BooleanField(_("names someone who could not be resolved"), default=False)
    provenance = models.JSONField(_("which rule made what"), default=dict, blank=True)
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority.choices, default=Priority.NORMAL)
    topic = models.ForeignKey(
        "claims.Topic", on_delete=models.PROTECT, null=True, blank=True, related_name="claims", verbose_name=_("topic")
    )
    wanted_by = models.DateTimeField(_("was due"), null=True, blank=True, editable=False)
    split_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("split from")
    )
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.SPOTTED)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    kept = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="doubles", verbose_name=_("merged into")
    )
    created_at = models.DateTimeField(_("spotted"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last moved"), default=now, editable=False)

    objects = ClaimQuerySet.as_manager()

    if TYPE_CHECKING:
        current_assignments: list[Assignment]  # with_people() fills it
        rules_claimant: str | None  # with_second_reading() adds it
        evidence_count: int  # with_evidence_count() adds it
        due_at: datetime  # awaiting() adds it

    class Meta:
        """A claim keeps its place, its number and a known status, by the database."""

        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ("-article", "start", "end", "pk")
        constraints = (
            models.UniqueConstraint(fields=("article", "number"), name="claim_number_is_unique_in_its_article"),
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="claim_span_is_not_empty"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="claim_status_is_known"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="claim_kind_is_known"),
            models.CheckConstraint(condition=Q(priority__in=Priority.values), name="claim_priority_is_known"),
            models.CheckConstraint(condition=Q(check_worthiness__range=(0, 1)), name="check_worthiness_is_a_share"),
            models.CheckConstraint(
                condition=Q(status=Status.MERGED, kept__isnull=False) | ~Q(status=Status.MERGED) & Q(kept=None),
                name="a_merged_claim_points_to_the_kept_one",
            ),
        )
        indexes = (
            models.Index(fields=("status", "-check_worthiness", "id"), name="claim_by_status"),
            models.Index(fields=("status", "updated_at", "id"), name="claim_by_last_move"),
            models.Index(
                F("priority").desc(),
                F("check_worthiness").desc(),
                F("wanted_by").asc(nulls_last=True),
                F("id").asc(),
                condition=Q(status=Status.SPOTTED, checkable=True),
                name="claim_pool",
            ),
            GinIndex(fields=("text",), name="claim_text_trigrams", opclasses=("gin_trgm_ops",)),
            GinIndex(OpClass(Upper("text"), name="gin_trgm_ops"), name="claim_text_words"),
            GinIndex(OpClass(Upper("quote"), name="gin_trgm_ops"), name="claim_quote_words"),
            models.Index(fields=("article", "start", "end", "id"), name="claim_in_reading_order"),
            models.Index(fields=("-check_worthiness", "id"), name="claim_by_worth"),
            models.Index(fields=("-updated_at", "-id"), name="claim_by_newest_move"),
            models.Index(fields=("kind", "status"), name="claim_by_kind"),
            models.Index(fields=("created_at",), name="claim_by_birth"),
        )

    def __str__(self) -> str:
        """Return the wording, shortened."""
        return self.text if len(self.text) <= 90 else f"{self.text[:89]}…"

    @property
    def voice(self) -> str:
        """Name who asserts it: the claimant, or the article itself."""
        return self.claimant.name if self.claimant else str(_("The article"))

    @property
    def is_public(self) -> bool:
        """Say whether readers see a standing verdict on it."""
        return self.status in {Status.PUBLISHED, Status.CORRECTED}

    @property
    def worthiness_percent(self) -> int:
        """Return the check-worthiness in hundredths, for bars."""
        return round(self.check_worthiness * 100)

    def make(
        self, move: Move, *, by: User, seen: int, reason: str = "", order: StandingOrder | None = None, **fields: object
    ) -> None:
        """Make the move and log it, unless someone changed the claim after `by` saw version `seen`.

        `fields` change in the same UPDATE (for example `kept`, on a merge). `order` is the standing order under which
        a machine makes the move for the person who signed it. Raises IllegalMove, saying what the claim is now and who
        made it so. Needs a transaction.
        """
        if move.needs_reason and not reason.strip():
            raise IllegalMove(move, str(_("Say why: %(move)s needs a reason.") % {"move": move}))
        moved_at = now()
        made = Claim.objects.filter(pk=self.pk, version=seen, status__in=move.origins)
        with pghistory.context(user=by.pk, move=move.name, reason=reason):
            if not made.update(status=move.target, version=F("version") + 1, updated_at=moved_at, **fields):
                raise explained(move, Claim.objects.with_last_move().get(pk=self.pk), seen=seen)
            self.moves.create(move=move.name, origin=self.status, target=move.target, by=by, reason=reason, order=order)
        self.status, self.version, self.updated_at = move.target, seen + 1, moved_at
        for name, value in fields.items():
            setattr(self, name, value)

    def change(self, *, seen: int, **fields: object) -> bool:
        """Change what the claim says, unless someone changed it after version `seen`; say whether it was done."""
        done = Claim.objects.filter(pk=self.pk, version=seen).update(version=F("version") + 1, **fields)
        if done:
            self.version = seen + 1
            for name, value in fields.items():
                setattr(self, name, value)
        return bool(done)


def explained(move: Move, claim: Claim, *, seen: int) -> IllegalMove:
    """Put into words why a move was refused: what the claim is now, who made it so, and when."""
    if move.starts_from(claim.status):
        rest = _("It was changed after you opened it (you saw version %(seen)d, it is now %(now)d). Look again.") % {
            "seen": seen,
            "now": claim.version,
        }
    else:
        origins = ", ".join(str(origin.label) for origin in move.origins)
        rest = _("You can %(move)s a claim only while it is %(origins)s.") % {"move": move, "origins": origins}
        if left := ", ".join(str(each) for each in moves_from(claim.status) if each.offered):
            now_possible = _("What can be done with it now: %(moves)s.") % {"moves": left}
            rest = f"{rest} {now_possible}"
    return IllegalMove(move, f"{story(claim)} {rest}")


def story(claim: Claim) -> str:
    """Say in a sentence what the claim is now, who made it so, and when."""
    last = max(claim.moves.all(), key=lambda made: made.pk, default=None)
    now_is = str(claim.get_status_display())
    if last is None:
        return str(_("This claim is %(status)s.") % {"status": now_is})
    return str(
        _("%(person)s made this claim %(status)s at %(time)s.")
        % {"person": last.by, "status": now_is, "time": clock(last.made_at)}
    )


def clock(at: datetime) -> str:
    """Write a time as a sentence needs it: the hour, with the day where that is another than today."""
    there = localtime(at)
    hour = f"{there:%H:%M %Z}"
    return hour if there.date() == localtime().date() else f"{hour}, {date_format(there, 'DATE_FORMAT')}"


def next_number(article_id: int) -> int:
    """Return the number that the next claim of an article gets."""
    highest = Claim.objects.filter(article_id=article_id).aggregate(highest=Max("number"))["highest"]
    return (highest or 0) + 1

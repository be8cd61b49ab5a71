"""The people of the newsroom."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Concat, Trim
from django.utils.translation import gettext_lazy as _

from claims.models.absence import Absence
from claims.models.among import IsAnyOf
from claims.models.assignment import Assignment
from claims.models.history import tracked
from claims.models.skill import Skill

if TYPE_CHECKING:
    from datetime import date
    from typing import Self

    from claims.models.article import Article
    from claims.models.assignment import AssignmentQuerySet
    from claims.models.claim import Claim

TOPIC_WORTH = 3
"""How many open claims more a person may hold who knows the topic, before a claim goes to one who does not."""


class Role(models.TextChoices):
    """What a person does at the desk."""

    CHIEF_EDITOR = "chief_editor", _("chief editor")
    EDITOR = "editor", _("editor")
    REVIEWER = "reviewer", _("reviewer")
    READER = "reader", _("reader")


class UserQuerySet(models.QuerySet["User"]):
    """People, found as the desk asks for them."""

    def visible_to(self, user: User) -> Self:
        """Keep the rows that this person may look into: editors all, others their own."""
        return self if user.edits else self.filter(pk=user.pk)

    def at_work(self) -> Self:
        """Keep those who still work here."""
        return self.filter(is_active=True)

    def reviewers(self) -> Self:
        """Keep those whose work is to review claims."""
        return self.at_work().filter(role=Role.REVIEWER)

    def who_can_review(self) -> Self:
        """Keep all to whom a claim may be assigned: reviewers, and editors who lend a hand."""
        return self.at_work().exclude(role=Role.READER)

    def present(self, *days: date) -> Self:
        """Keep those whom the calendar does not have away on any of these days; today where none is named."""
        return self.exclude(pk__in=Absence.objects.on(*days).values("person"))

    def reading(self, language: str) -> Self:
        """Keep those who read a language: they named it, or no language at all."""
        if not language:
            return self
        named = Skill.objects.filter(person=OuterRef("pk"), topic=None)
        primary = language.lower().split("-")[0]
        return self.filter(~Exists(named) | Exists(named.filter(language=primary)))

    def apart_from(self, article: Article) -> Self:
        """Leave out whose own article it is: who took it in, and who stands as its author."""
        wrote = Value(article.author, output_field=models.TextField())
        full_name = Concat("first_name", Value(" "), "last_name", output_field=models.TextField())
        return (
            self.exclude(pk=article.taken_in_by_id)
            .annotate(full_name=Trim(full_name), byline=wrote)
            .exclude(~Q(full_name=""), byline__icontains=F("full_name"))
        )

    def new_to(self, claim: Claim) -> Self:
        """Leave out who has or had the claim on their desk."""
        return self.exclude(pk__in=claim.assignments.values("reviewer"))

    def by_fit(self, claim: Claim, *, most_open: int | None = None) -> Self:
        """Order for a claim: by open work, where knowing the topic counts as TOPIC_WORTH open claims less.

        Among equals come those who were asked least often together with whom the claim lies with now (pairs rotate),
        then those who were asked longest ago. `most_open` leaves out who holds so many already.
        """
        asked = Assignment.objects.filter(reviewer=OuterRef("pk")).order_by()
        partners = list(claim.assignments.current().values_list("reviewer", flat=True))
        together = asked.filter(claim__assignments__reviewer__in=partners)
        knows = Exists(Skill.objects.filter(person=OuterRef("pk"), topic=claim.topic_id, topic__isnull=False))
        able = self.annotate(open_work=counted(asked.current(), "pk"), paired=counted(together, "claim"))
        return (
            (able if most_open is None else able.filter(open_work__lt=most_open))
            .annotate(load=F("open_work") - Case(When(knows, then=TOPIC_WORTH), default=0))
            .annotate(last_asked=Subquery(asked.order_by("-assigned_at").values("assigned_at")[:1]))
            .order_by("load", "paired", F("last_asked").asc(nulls_first=True), "username")
        )

    def with_open_work(self, *, seen_by: User | None = None) -> Self:
        """Add `open_work`: the assignments of each that are not ended.

        For `seen_by`, one whose end a blind review hides counts as open: a smaller number would tell of a verdict.
        """
        asked = Assignment.objects.filter(reviewer=OuterRef("pk")).order_by()
        open_work = counted(asked.current(), "pk")
        if seen_by is not None:
            hidden = IsAnyOf(F("pk"), ArraySubquery(Assignment.objects.hidden_from(seen_by).order_by().values("pk")))
            ended_unseen = counted(asked.filter(hidden, ended_at__isnull=False), "pk")
            return self.annotate(open_work=open_work + ended_unseen)
        return self.annotate(open_work=open_work)

    def busiest(self, *, seen_by: User) -> Self:
        """Keep those at work who hold open claims, the one with the most first."""
        return self.at_work().with_open_work(seen_by=seen_by).filter(open_work__gt=0).order_by("-open_work", "username")

    def by_workload(self, *, seen_by: User | None = None) -> Self:
        """Order from the person with the least open work; ties by user name, so that the order is always the same."""
        return self.with_open_work(seen_by=seen_by).order_by("open_work", "username")


def counted(asked: AssignmentQuerySet, column: str) -> Coalesce:
    """Count assignments a reviewer in a query of its own; 0 where there is none."""
    numbers = asked.values("reviewer").annotate(number=Count(column, distinct=True)).values("number")
    return Coalesce(Subquery(numbers, output_field=models.IntegerField()), 0)


class DeskUserManager(UserManager["User"]):
    """Django's manager of users, with the desk's questions."""

    def get_queryset(self) -> UserQuerySet:
        """Start every query from the desk's own queryset."""
        return UserQuerySet(self.model, using=self._db)

    def reviewers(self) -> UserQuerySet:
        """Find those whose work is to review claims."""
        return self.get_queryset().reviewers()

    def who_can_review(self) -> UserQuerySet:
        """Find all to whom a claim may be assigned."""
        return self.get_queryset().who_can_review()


@tracked(leave_out=["password", "last_login"])
class User(AbstractUser):
    """A person of the newsroom, with one role. The web admin is open to everyone who is active and not a mere reader."""

    public_id = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, default=Role.READER)
    language = models.CharField(_("language of the desk"), max_length=10, blank=True)
    zone = models.CharField(_("time zone"), max_length=64, blank=True)
    keys_on = models.BooleanField(_("uses keys"), default=True)
    keys = models.JSONField(_("keys of one's own"), default=dict, blank=True)

    objects: ClassVar[DeskUserManager] = DeskUserManager()

    class Meta:
        """Roles are checked by the database too."""

        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ("username",)
        constraints = (models.CheckConstraint(condition=Q(role__in=Role.values), name="user_role_is_known"),)

    def __str__(self) -> str:
        """Return the person's name as colleagues know it."""
        return self.get_full_name() or self.username

    @property
    def edits(self) -> bool:
        """Say whether this person is an editor or the chief editor."""
        return self.role in {Role.EDITOR, Role.CHIEF_EDITOR}

    @property
    def role_label(self) -> str:
        """Return the role in words."""
        return str(Role(self.role).label)

"""The people of the newsroom."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from claims.models.history import tracked

if TYPE_CHECKING:
    from typing import Self


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

    def with_open_work(self) -> Self:
        """Add `open_work`: the assignments of each that are not ended."""
        return self.annotate(open_work=Count("assignments", filter=Q(assignments__ended_at=None)))

    def by_workload(self) -> Self:
        """Order from the person with the least open work; ties by user name, so that the order is always the same."""
        return self.with_open_work().order_by("open_work", "username")


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

"""The newsroom's people, scales and its mark as a rehearsal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from claims.models.newsroom import Newsroom
from claims.models.publication import Publication
from claims.models.user import Role, User
from claims.permissions import require_act

if TYPE_CHECKING:
    pass


@transaction.atomic
def hire(
    username: str,
    password: str,
    *,
    by: User | None,
    role: Role,
    first_name: str = "",
    last_name: str = "",
    email: str = "",
) -> User:
    """Open an account. The very first, on an empty desk, is made by nobody and must be the chief editor's."""
    if by is not None:
        require_act(by, "manage_people")
    elif User.objects.exists() or role != Role.CHIEF_EDITOR:
        raise PermissionDenied(_("Only the chief editor opens accounts."))
    return User.objects.create_user(
        username,
        email,
        password,
        role=role,
        first_name=first_name,
        last_name=last_name,
        is_staff=role != Role.READER,
        is_superuser=False,
    )


@transaction.atomic
def mark_as_rehearsal(*, by: User) -> None:
    """Mark the newsroom as a rehearsal, for good: every publication says so. Only while the ledger is empty."""
    require_act(by, "mark_rehearsal")
    newsroom = Newsroom.objects.select_for_update().get(pk=Newsroom.objects.ours().pk)
    if newsroom.rehearsal:
        return
    if Publication.objects.exists():
        raise ValidationError(_("This newsroom has published already; a rehearsal needs an empty ledger."))
    newsroom.rehearsal = True
    newsroom.save(update_fields=["rehearsal"])

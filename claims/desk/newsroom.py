"""The newsroom's people, and its mark as a rehearsal."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from claims.desk.handing_over import clear_desk
from claims.desk.triage import Stale
from claims.models.api_key import ApiKey
from claims.models.newsroom import Newsroom
from claims.models.publication import Publication
from claims.models.user import Role, User
from claims.permissions import only, require_act


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
    person = User(
        username=User.normalize_username(username.strip()),
        email=User.objects.normalize_email(email.strip()),
        role=role,
        first_name=first_name.strip(),
        last_name=last_name.strip(),
        is_staff=role != Role.READER,
    )
    person.set_password(password)
    person.full_clean()
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError as lost_the_race:
        raise ValidationError({"username": _("Someone has this user name already.")}) from lost_the_race
    return person


@transaction.atomic
def change_role(person: User, role: Role, *, by: User, was: Role | None = None) -> None:
    """Give a person another role; who only reads has an empty desk. `was` is the role that the page showed.

    Raises Stale (somebody gave them another one meanwhile), ValidationError, PermissionDenied.
    """
    require_chief(by)
    refuse_oneself(person, by, str(_("You cannot change your own role. Ask another chief editor.")))
    if role not in Role.values:
        raise ValidationError(_("Choose a role."))
    now_is = User.objects.get_queryset().select_for_update(no_key=True).values_list("role", flat=True).get(pk=person.pk)
    if was is not None and now_is != was:
        words = _("%(person)s is %(role)s by now. Look again; nothing was changed.")
        raise Stale(str(words % {"person": person, "role": Role(now_is).label}))
    person.role, person.is_staff = role, role != Role.READER
    person.save(update_fields=["role", "is_staff"])
    if role == Role.READER:
        clear_desk(person, by=by, reason=str(_("%(person)s only reads from now on.") % {"person": person}))


@transaction.atomic
def change_email(person: User, email: str, *, by: User) -> None:
    """Give an account another address, or none; links to set a password go there. Raises ValidationError, PermissionDenied."""
    require_chief(by)
    person.email = User.objects.normalize_email(email.strip())
    person.full_clean(exclude=[field.name for field in User._meta.fields if field.name != "email"])  # noqa: SLF001 - public
    person.save(update_fields=["email"])


@transaction.atomic
def close_account(person: User, *, by: User, to: User | None = None) -> None:
    """Let a person leave: no entry, no keys; their open claims go to a colleague, or wait in triage again.

    What they did keeps their name. Raises Stale, PermissionDenied, IllegalMove (the colleague does not review).
    """
    require_chief(by)
    refuse_oneself(person, by, str(_("You cannot close your own account. Ask another chief editor.")))
    if not User.objects.filter(pk=person.pk, is_active=True).update(is_active=False):
        raise Stale(str(_("This account is closed already.")))
    ApiKey.objects.filter(user=person, revoked_at=None).update(revoked_at=now())
    clear_desk(person, by=by, to=to, reason=str(_("%(person)s left the newsroom.") % {"person": person}))


@transaction.atomic
def reopen_account(person: User, *, by: User) -> None:
    """Let a person in again, with their old role and password. Raises Stale, PermissionDenied."""
    require_chief(by)
    if not User.objects.filter(pk=person.pk, is_active=False).update(is_active=True):
        raise Stale(str(_("This account is open.")))


def require_chief(by: User) -> None:
    """Raise PermissionDenied unless `by` still is a chief editor; locks them all: two cannot remove each other."""
    require_act(by, "manage_people")
    chiefs = User.objects.filter(is_active=True, role=Role.CHIEF_EDITOR).select_for_update(no_key=True).order_by("pk")
    if by not in list(chiefs):
        raise PermissionDenied(only((Role.CHIEF_EDITOR,)))


def refuse_oneself(person: User, by: User, words: str) -> None:
    """Raise PermissionDenied where a person would shut themselves out."""
    if person.pk == by.pk:
        raise PermissionDenied(words)


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

"""Views of the claims list that a person keeps under a name, alone or for the newsroom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from claims.desk.triage import Stale
from claims.models.saved_view import LONGEST_NAME, LONGEST_QUESTION, SavedView
from claims.permissions import require_act

if TYPE_CHECKING:
    from claims.models.user import User

MOST_VIEWS = 40


@transaction.atomic
def save_view(name: str, question: str, *, by: User, shared: bool = False) -> SavedView:
    """Keep a view; `question` is the list's query string. Raises ValidationError at the name, PermissionDenied."""
    require_act(by, "share_view" if shared else "choose_for_oneself")
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or "\x00" in name:
        told = _("Give the view a name of up to %(most)d characters.")
        raise ValidationError({"name": told % {"most": LONGEST_NAME}})
    if not question or len(question) > LONGEST_QUESTION:
        raise ValidationError({"name": _("Set a filter, a search or an order first: this view shows every claim.")})
    if SavedView.objects.filter(owner=by).count() >= MOST_VIEWS:
        raise ValidationError({"name": _("You keep %(most)d views. Throw one away first.") % {"most": MOST_VIEWS}})
    try:
        with transaction.atomic():
            return SavedView.objects.create(owner=by, name=name, question=question, shared=shared)
    except IntegrityError as twice:
        words = _("You have a view of this name already. Choose another name, or throw that one away.")
        raise ValidationError({"name": words}) from twice


@transaction.atomic
def open_with(view: SavedView, *, by: User) -> None:
    """Let the list open with this view of one's own. Raises PermissionDenied, Stale."""
    refuse_strangers(view, by)
    open_plain(by=by)
    if not SavedView.objects.filter(pk=view.pk).update(opens_first=True):
        raise gone()


@transaction.atomic
def open_plain(*, by: User) -> None:
    """Let the list open with every claim again. Raises PermissionDenied."""
    require_act(by, "choose_for_oneself")
    SavedView.objects.filter(owner=by, opens_first=True).update(opens_first=False)


@transaction.atomic
def throw_away(view: SavedView, *, by: User) -> None:
    """Throw a view of one's own away; its history stays. Raises PermissionDenied, Stale."""
    refuse_strangers(view, by)
    if not SavedView.objects.filter(pk=view.pk).delete()[0]:
        raise gone()


def refuse_strangers(view: SavedView, by: User) -> None:
    """Raise PermissionDenied unless the view is this person's own."""
    require_act(by, "choose_for_oneself")
    if view.owner_id != by.pk:
        raise PermissionDenied(_("%(person)s keeps this view. Ask them.") % {"person": view.owner})


def gone() -> Stale:
    """Say that somebody was faster."""
    return Stale(str(_("This view was thrown away in another window.")))

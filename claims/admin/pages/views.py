"""The saved views beside the claims list, and what their forms do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from claims.admin.pages.page import Problem, attempt, number
from claims.desk import saved_views
from claims.models.saved_view import SavedView

if TYPE_CHECKING:
    from django.http import QueryDict

    from claims.models.user import User

MOST_SHOWN = 100


def shown(me: User) -> list[SavedView]:
    """Return the views that this person may choose: their own first, then what colleagues share."""
    rows = SavedView.objects.visible_to(me).select_related("owner")[:MOST_SHOWN]
    return sorted(rows, key=lambda view: (view.owner_id != me.pk, view.name.lower(), view.pk))


def act(typed: QueryDict, *, by: User, question: str) -> str | Problem:
    """Keep, open with, or throw away a view; `question` is what the list shows now."""

    def do() -> str:
        asked = typed.get("view_act", "")
        if asked == "save":
            return save(typed, by=by, question=question)
        if asked == "open_plain":
            saved_views.open_plain(by=by)
            return _("The list opens with every claim.")
        view = (
            SavedView.objects.visible_to(by).select_related("owner").filter(pk=number(typed.get("view")) or 0).first()
        )
        if view is None:
            raise saved_views.gone()
        if asked == "open_with":
            saved_views.open_with(view, by=by)
            return _("The list opens with “%(name)s”.") % {"name": view}
        if asked == "throw_away":
            saved_views.throw_away(view, by=by)
            return _("“%(name)s” is thrown away.") % {"name": view}
        raise ValidationError(_("This page does not know that act. Nothing was done."))

    return attempt(do)


def save(typed: QueryDict, *, by: User, question: str) -> str:
    """Keep what the list shows under a name."""
    shared = typed.get("shared") == "yes"
    view = saved_views.save_view(typed.get("name", ""), question, by=by, shared=shared)
    if typed.get("opens_first") == "yes":
        saved_views.open_with(view, by=by)
    return _("The view “%(name)s” is kept.") % {"name": view}

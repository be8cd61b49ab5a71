"""Acts on chosen rows: each row in its own transaction, in primary-key order, with a line that says how it went."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import pghistory
from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from claims.desk.triage import Stale
from claims.lifecycle import IllegalMove
from claims.permissions import RULES, may_act

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.db.models import Model, QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.utils.functional import _StrPromise

    from claims.admin.models.base import DeskModelAdmin
    from claims.lifecycle import Move
    from claims.models.user import User

MOST_ROWS = 200
PREFIX = "answer"
LONGEST_REASON = 2_000


class Reason(forms.Form):
    """Why it is done."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
        help_text=gettext_lazy("Colleagues see it in the history."),
    )


def whose(act: str) -> Callable[[User], bool]:
    """Ask whether a person may do an act of permissions.ACTS."""
    return lambda user: bool(may_act(user, act))


def movers(move: Move) -> Callable[[User], bool]:
    """Ask whether a person's role may ever make a move; whether on this row, the desk says row by row."""
    return lambda user: user.is_active and user.role in RULES[move.name].roles


@dataclass(frozen=True)
class Act:
    """Something to be done to chosen rows.

    `do` gets the row, who does it (`by`), the version that they saw (`seen`; 0 for tables without) and the form's
    answers; it calls one function of the desk and returns what to say. `asks` is the form that comes first, if any.
    """

    name: str
    label: _StrPromise
    may: Callable[[User], bool]
    do: Callable[..., str]
    asks: type[forms.Form] | None = None
    explains: _StrPromise | str = ""

    do_not_call_in_templates: ClassVar[bool] = True  # Django's templates call what can be called

    @property
    def __name__(self) -> str:
        """Be called by Django's admin as it calls functions."""
        return self.name

    def __call__(self, table: DeskModelAdmin, request: HttpRequest, chosen: QuerySet[Any]) -> HttpResponse | None:
        """Ask first where there is something to ask, then do it to each row."""
        user: User = request.user  # type: ignore[assignment]
        if not self.may(user):
            raise PermissionDenied(_("Your role does not allow this. Ask an editor."))
        rows = self.rows(table, request, chosen)
        if len(rows) > MOST_ROWS:
            words = _("Choose at most %(most)d rows at a time. Nothing was done.") % {"most": MOST_ROWS}
            messages.warning(request, words)
            return None
        answers: dict[str, Any] = {}
        if self.asks is not None:
            confirmed = "confirmed" in request.POST
            form = self.asks(request.POST if confirmed else None, prefix=PREFIX)
            if not confirmed or not form.is_valid():
                return self.page(table, request, rows, form)
            answers = form.cleaned_data
        with pghistory.context(act=self.name, **({"reason": answers["reason"]} if "reason" in answers else {})):
            for row in rows:
                self.do_to(row, request, by=user, name=f"“{table.naming(row)}”", answers=answers)
        return None

    def rows(self, table: DeskModelAdmin, request: HttpRequest, chosen: QuerySet[Any]) -> list[Any]:
        """Fetch the chosen rows in primary-key order, also where filters hide them by now; say how many are gone."""
        keys = request.POST.getlist(ACTION_CHECKBOX_NAME)
        across = request.POST.get("select_across") == "1"
        found = chosen if across else table.get_queryset(request).filter(pk__in=keys)
        rows = list(found.order_by("pk")[: MOST_ROWS + 1])
        if not across and (gone := len(set(keys)) - len(rows)) > 0 and len(rows) <= MOST_ROWS:
            words = ngettext(
                "%(gone)d chosen row is no longer there for you.",
                "%(gone)d chosen rows are no longer there for you.",
                gone,
            )
            messages.warning(request, words % {"gone": gone})
        return rows

    def do_to(self, row: Any, request: HttpRequest, *, by: User, name: str, answers: dict[str, Any]) -> None:
        """Do it to one row, in a transaction of its own, and say how it went."""
        try:
            with transaction.atomic():
                done = self.do(row, by=by, seen=seen(request, row), **answers)
        except (IllegalMove, PermissionDenied, Stale) as refused:
            messages.error(request, f"{name}: {refused}")
        except ValidationError as wrong:
            messages.error(request, f"{name}: {' '.join(wrong.messages)}")
        else:
            messages.success(request, f"{name}: {done}")

    def page(
        self, table: DeskModelAdmin, request: HttpRequest, rows: Sequence[Model], form: forms.Form
    ) -> TemplateResponse:
        """Show the rows, and ask."""
        context = {
            **table.admin_site.each_context(request),
            "title": str(self.label).rstrip("…"),
            "opts": table.opts,
            "act": self,
            "rows": [(row, table.naming(row), seen(request, row)) for row in rows],
            "form": form,
            "action_checkbox_name": ACTION_CHECKBOX_NAME,
            "media": table.media + form.media,
        }
        return TemplateResponse(request, "admin/models/act.html", context, status=422 if form.errors else 200)


def seen(request: HttpRequest, row: Any) -> int:
    """Return the version of the row that this person saw; one that no row has, where the page says nonsense."""
    given = request.POST.get(f"seen-{row.pk}")
    if given is None:
        return int(getattr(row, "version", 0))
    return int(given) if given.isascii() and given.isdigit() and len(given) < 9 else 0

"""Standing orders: signed by the chief editor, suspended by any editor."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from claims.admin.models.acts import Act, whose
from claims.admin.models.adding import AddingAdmin
from claims.admin.models.base import person
from claims.desk import assignment
from claims.models import StandingOrder
from claims.models.standing_order import OrderKind

if TYPE_CHECKING:
    from django.http import HttpRequest

    from claims.models.user import User

LONGEST_HOURS = 24 * 90


class NewOrder(forms.Form):
    """What machines may do in one's own name."""

    kind = forms.ChoiceField(label=_("Order"), choices=OrderKind.choices)
    hours = forms.IntegerField(
        label=_("Hours to review"),
        min_value=1,
        max_value=LONGEST_HOURS,
        required=False,
        help_text=_("From the assignment on. Without a number: by the claim’s priority."),
    )
    most_open = forms.IntegerField(
        label=_("Most open claims a reviewer"),
        min_value=1,
        max_value=1_000,
        required=False,
        help_text=_("Without a number: as many as come. What nobody can hold waits in the pool."),
    )


def suspend(order: StandingOrder, *, by: User, seen: int) -> str:
    """End the order."""
    assignment.suspend_standing_order(order, by=by)
    return _now("suspended; what it did so far stays.")


@admin.register(StandingOrder)
class StandingOrderAdmin(AddingAdmin):
    """What machines do, they do in the name of who signed."""

    browse = "browse_machinery"
    adds = "sign_standing_order"
    add_form = NewOrder
    add_title = _("Sign a standing order")
    add_explains = _(
        "Machines will act in your name until somebody suspends it. An order of the same kind ends with it."
    )
    acts = (Act("suspend", _("Suspend"), whose("suspend_standing_order"), suspend),)
    list_display = (
        "kind",
        "signed_by",
        "signed_at",
        "time_to_review",
        "most_open",
        "in_force",
        "suspended_at",
        "suspended_by",
    )
    list_filter = ("kind", ("suspended_at", admin.EmptyFieldListFilter))
    list_select_related = ("signed_by", "suspended_by")
    search_fields = ("signed_by__username", "signed_by__first_name", "signed_by__last_name")
    date_hierarchy = "signed_at"
    fieldsets = (
        (None, {"fields": ("kind", "signed_by", "signed_at", "time_to_review", "most_open", "in_force")}),
        (_("Suspended"), {"fields": ("suspended_by", "suspended_at")}),
    )

    def add(self, request: HttpRequest, answers: dict[str, Any]) -> str:
        """Sign in one's own name."""
        due_after = timedelta(hours=answers["hours"]) if answers["hours"] else None
        signed = assignment.sign_standing_order(
            OrderKind(answers["kind"]), by=person(request), due_after=due_after, most_open=answers["most_open"]
        )
        return _now("Signed: %(order)s.") % {"order": signed}

    @admin.display(description=_("time to review"), ordering="due_after")
    def time_to_review(self, order: StandingOrder) -> str:
        """Show the time in hours, or that the priority decides."""
        if order.due_after is None:
            return _now("by priority")
        hours = round(order.due_after.total_seconds() / 3600)
        return ngettext("%(hours)d hour", "%(hours)d hours", hours) % {"hours": hours}

    @admin.display(description=_("in force"), boolean=True)
    def in_force(self, order: StandingOrder) -> bool:
        """Say whether machines act on it: not suspended, and its signer still works here."""
        return order.suspended_at is None and order.signed_by.is_active

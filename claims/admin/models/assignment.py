"""Assignments: who was asked for what, until when."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from claims.admin.models.base import DeskModelAdmin
from claims.admin.models.change_list import OccurringOnly
from claims.admin.models.readable import shortened
from claims.models import Assignment


@admin.register(Assignment)
class AssignmentAdmin(DeskModelAdmin):
    """Assigning and unassigning are moves of the claim; they are made there."""

    heavy = ("claim__provenance",)
    list_display = ("asked_for", "reviewer", "due_at", "assigned_by", "assigned_at", "by_order", "ended_at", "ended_by")
    list_display_links = ("asked_for",)
    list_filter = (
        ("ended_at", admin.EmptyFieldListFilter),
        ("reviewer", OccurringOnly),
        "due_at",
    )
    list_select_related = ("claim", "reviewer", "assigned_by", "ended_by", "order__signed_by")
    search_fields = ("claim__text", "reviewer__username", "reviewer__first_name", "reviewer__last_name")
    search_help_text = _("Searches the claim’s wording and the reviewer’s name.")
    date_hierarchy = "due_at"
    ordering = ("-due_at", "-pk")
    fieldsets = (
        (None, {"fields": ("claim", "reviewer", "due_at", "reminded_at", "escalated_at")}),
        (_("Asked"), {"fields": ("assigned_by", "assigned_at", "order")}),
        (_("Ended"), {"fields": ("ending", "ended_by", "ended_at", "ended_because")}),
    )

    @admin.display(description=_("claim"), ordering="claim__text")
    def asked_for(self, assignment: Assignment) -> str:
        """Show the claim's wording."""
        return shortened(assignment.claim.text)

    @admin.display(description=_("by standing order"), boolean=True)
    def by_order(self, assignment: Assignment) -> bool:
        """Say whether a standing order did it."""
        return assignment.order_id is not None

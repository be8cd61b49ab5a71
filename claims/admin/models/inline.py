"""Rows that belong to the one shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.contrib.admin.utils import flatten

from claims.admin.models.base import person, rows_for
from claims.permissions import may_act

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import Model, QuerySet
    from django.http import HttpRequest

    TabularInline = admin.TabularInline[Any, Any]
else:
    TabularInline = admin.TabularInline


class DeskInline(TabularInline):
    """Rows that belong to the one shown: to read, and only what this person may see."""

    template = "admin/models/rows.html"
    extra = 0
    can_delete = False
    show_change_link = True
    heavy: ClassVar[tuple[str, ...]] = ()
    together_with: ClassVar[Sequence[str]] = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Start from the rows that this person may see."""
        rows = rows_for(person(request), super().get_queryset(request), everybody=True)
        return rows.select_related(*self.together_with).defer(*self.heavy) if self.together_with else rows

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        """Show every column to read."""
        return [str(name) for name in flatten(self.fields or ())]

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Show the rows to whom the desk is open."""
        return bool(may_act(person(request), "browse_desk"))

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Add nothing by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Change nothing by hand."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Delete nothing by hand."""
        return False

"""Saved views of the claims list."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from claims.admin.models.base import DeskModelAdmin
from claims.models import SavedView


@admin.register(SavedView)
class SavedViewAdmin(DeskModelAdmin):
    """They are named and thrown away beside the list itself."""

    list_display = ("name", "owner", "shared", "opens_first", "saved_at")
    list_filter = ("shared", ("owner", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("owner",)
    search_fields = ("name", "owner__username", "owner__first_name", "owner__last_name")
    search_help_text = _("Searches names.")
    fieldsets = ((None, {"fields": ("name", "owner", "question", "shared", "opens_first", "saved_at")}),)

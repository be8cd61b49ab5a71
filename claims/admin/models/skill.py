"""Skills: who reads which language, who knows which topic."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from claims.admin.models.base import DeskModelAdmin
from claims.admin.models.change_list import OccurringOnly
from claims.models import Skill


@admin.register(Skill)
class SkillAdmin(DeskModelAdmin):
    """They are set on the page “Skills and absences”, by oneself or by an editor."""

    list_display = ("person", "language", "topic")
    list_filter = ("language", ("topic", OccurringOnly))
    list_select_related = ("person", "topic")
    search_fields = ("person__username", "person__first_name", "person__last_name", "language", "topic__name")
    search_help_text = _("Searches names, languages and topics.")
    fieldsets = ((None, {"fields": ("person", "language", "topic")}),)

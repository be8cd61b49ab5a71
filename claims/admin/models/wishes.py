"""How people want to be told; everybody sees their own, and nobody a webhook's address."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from claims.admin.models.base import DeskModelAdmin
from claims.models import Wishes
from claims.models.wishes import Concern


@admin.register(Wishes)
class WishesAdmin(DeskModelAdmin):
    """Chosen on the page “How you are told”."""

    list_display = ("person", *Concern.values, "has_chat")
    list_select_related = ("person",)
    ordering = ("pk",)
    fieldsets = (
        (None, {"fields": ("person", *Concern.values)}),
        (_("Daily letter"), {"fields": ("hour", "daily_on", "hourly_at")}),
        (_("Chat"), {"fields": ("has_chat", "chat_problem")}),
    )

    @admin.display(description=_("chat"), boolean=True)
    def has_chat(self, wishes: Wishes) -> bool:
        """Say whether a webhook is set."""
        return bool(wishes.chat_url)

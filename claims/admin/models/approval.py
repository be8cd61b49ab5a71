"""Approvals: the second pair of eyes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from claims.admin.models.base import DeskModelAdmin
from claims.admin.models.change_list import OccurringOnly
from claims.admin.models.readable import shortened
from claims.admin.models.timeline import Entry
from claims.models import Approval

if TYPE_CHECKING:
    from claims.models.user import User


@admin.register(Approval)
class ApprovalAdmin(DeskModelAdmin):
    """Given on the approval page, and never changed."""

    heavy = ("verdict__claim__provenance",)
    list_display = ("judged", "rating", "reviewer", "approver", "approved_at")
    list_display_links = ("judged",)
    list_filter = (("approver", OccurringOnly),)
    list_select_related = ("verdict__claim", "verdict__rating", "verdict__reviewer", "reviewer", "approver")
    search_fields = ("verdict__claim__text", "approver__username", "approver__last_name")
    search_help_text = _("Searches the claim’s wording and the approver’s name.")
    date_hierarchy = "approved_at"
    fieldsets = ((None, {"fields": ("judged", "verdict", "reviewer", "approver", "approved_at")}),)

    def own_log(self, row: Approval, entries: list[Entry], *, user: User) -> list[Entry]:
        """Tell who approved it: an approval never changes."""
        return [Entry(at=row.approved_at, who=str(row.approver), what=_now("Approved the verdict"))]

    @admin.display(description=_("claim"), ordering="verdict__claim__text")
    def judged(self, approval: Approval) -> str:
        """Show the claim's wording."""
        return shortened(approval.verdict.claim.text)

    @admin.display(description=_("rating"), ordering="verdict__rating__order")
    def rating(self, approval: Approval) -> str:
        """Show the answer that was approved."""
        return str(approval.verdict.rating)

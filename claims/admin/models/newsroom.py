"""The newsroom's one row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from claims.admin.models.acts import Act, whose
from claims.admin.models.base import DeskModelAdmin
from claims.admin.models.people_acts import Goodbye
from claims.desk.newsroom import mark_as_rehearsal
from claims.models import Newsroom

if TYPE_CHECKING:
    from claims.models.user import User


def rehearse(newsroom: Newsroom, *, by: User, seen: int) -> str:
    """Mark the newsroom as a rehearsal."""
    mark_as_rehearsal(by=by)
    return _now("every publication will say that this is a rehearsal.")


@admin.register(Newsroom)
class NewsroomAdmin(DeskModelAdmin):
    """Says whether all this is a rehearsal."""

    browse = "browse_machinery"
    acts = (
        Act(
            "rehearse",
            _("Mark as a rehearsal…"),
            whose("mark_rehearsal"),
            rehearse,
            asks=Goodbye,
            explains=_("This is for good: it cannot be taken back, and every publication will say so."),
        ),
    )
    list_display = ("what_it_is", "opened_at")
    fieldsets = ((None, {"fields": ("what_it_is", "opened_at")}),)

    @admin.display(description=_("this is"))
    def what_it_is(self, newsroom: Newsroom) -> str:
        """Say which of the two it is."""
        return _now("A rehearsal") if newsroom.rehearsal else _now("A newsroom that publishes")

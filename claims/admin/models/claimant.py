"""Claimants: who said it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from claims.admin.models.base import DeskModelAdmin, person
from claims.admin.models.readable import link_to_rows
from claims.models import Claim, Claimant

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.utils.safestring import SafeString


@admin.register(Claimant)
class ClaimantAdmin(DeskModelAdmin):
    """People, bodies and documents, with what they claimed."""

    list_display = ("name", "claimed")
    search_fields = ("name",)
    fieldsets = ((None, {"fields": ("name", "claimed")}),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Count the claims of each that this person may see."""
        seen = Claim.objects.visible_to(person(request)).count_for("claimant")
        rows: QuerySet[Any] = super().get_queryset(request).annotate(claim_count=seen)
        return rows

    @admin.display(description=_("claims"), ordering="claim_count")
    def claimed(self, claimant: Any) -> SafeString | str:
        """Lead to the claims."""
        return link_to_rows(Claim, str(claimant.claim_count), claimant__id__exact=claimant.pk)

"""Claimants: who said it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from claims.admin.models.acts import Act, whose
from claims.admin.models.base import DeskModelAdmin, person
from claims.admin.models.readable import link_to_rows
from claims.desk import claimants
from claims.models import Claim, Claimant
from claims.models.claimant import ClaimantKind

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.utils.safestring import SafeString

    from claims.models.user import User


class WhatItIs(forms.Form):
    """A person, an organisation, or not known yet."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=ClaimantKind.choices,
        help_text=_("Publications and corrections from now on say it; “not known yet” is marked up as a person."),
    )


def say_kind(claimant: Claimant, *, by: User, seen: int, kind: str) -> str:
    """Say what the claimant is."""
    claimants.say_kind(claimant, kind=kind, by=by)
    return _now("%(kind)s; no machine changes it.") % {"kind": ClaimantKind(kind).label}


@admin.register(Claimant)
class ClaimantAdmin(DeskModelAdmin):
    """People, bodies and documents, with what they claimed."""

    acts = (Act("say_kind", _("Set the kind…"), whose("say_what_claimant_is"), say_kind, asks=WhatItIs),)
    list_display = ("name", "kind", "kind_said_by", "claimed")
    list_select_related = ("kind_said_by",)
    list_filter = ("kind",)
    search_fields = ("name",)
    fieldsets = ((None, {"fields": ("name", "kind", "kind_said_by", "claimed")}),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Count the claims of each that this person may see."""
        seen = Claim.objects.visible_to(person(request)).count_for("claimant")
        rows: QuerySet[Any] = super().get_queryset(request).annotate(claim_count=seen)
        return rows

    @admin.display(description=_("claims"), ordering="claim_count")
    def claimed(self, claimant: Any) -> SafeString | str:
        """Lead to the claims."""
        return link_to_rows(Claim, str(claimant.claim_count), claimant__id__exact=claimant.pk)

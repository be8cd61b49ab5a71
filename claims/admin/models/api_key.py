"""API keys: made by their owners, shown once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.utils.timezone import now
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from claims.admin.models.acts import Act, whose
from claims.admin.models.adding import AddingAdmin
from claims.admin.models.base import person
from claims.admin.models.change_list import OccurringOnly
from claims.desk import keys
from claims.models import ApiKey
from claims.models.api_key import Scope

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from claims.models.user import User


class NewKey(forms.Form):
    """What for, and how long."""

    name = forms.CharField(
        label=_("Name"), max_length=keys.LONGEST_NAME, help_text=_("The program that will use it, such as “CMS”.")
    )
    days = forms.IntegerField(
        label=_("Days that it lasts"),
        required=False,
        min_value=1,
        max_value=keys.LONGEST_LIFE.days,
        help_text=_("Without a number: until it is revoked."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it opens"),
        choices=Scope.choices,
        initial=list(Scope.values),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Without any: it reads what the public reads, only more often."),
    )


def revoke(key: ApiKey, *, by: User, seen: int) -> str:
    """End the key."""
    keys.revoke_key(key, by=by)
    return _now("revoked; programs that use it are refused from now on.")


@admin.register(ApiKey)
class ApiKeyAdmin(AddingAdmin):
    """Only a fingerprint of each key is kept, and nobody can read it here."""

    adds = "make_key"
    add_form = NewKey
    add_title = _("Make an API key")
    add_explains = _("The key acts in your name, with your role. You see it once.")
    acts = (Act("revoke", _("Revoke"), whose("make_key"), revoke),)
    list_display = ("name", "user", "begins", "made_at", "last_used_at", "expires_at", "usable")
    list_filter = (("revoked_at", admin.EmptyFieldListFilter), ("user", OccurringOnly))
    list_select_related = ("user",)
    search_fields = ("name", "user__username", "user__first_name", "user__last_name")
    search_help_text = _("Searches the key’s name and its owner’s.")
    date_hierarchy = "made_at"
    fieldsets = (
        (None, {"fields": ("name", "user", "begins", "opens", "usable")}),
        (_("Dates"), {"fields": ("made_at", "last_used_at", "expires_at", "revoked_at")}),
    )

    def add(self, request: HttpRequest, answers: dict[str, Any]) -> HttpResponse:
        """Make a key for oneself and show it."""
        lasts = timedelta(days=answers["days"]) if answers["days"] else None
        made, key = keys.make_key(answers["name"], by=person(request), lasts=lasts, scopes=answers["scopes"])
        words = _now("Copy the key now. We keep only its fingerprint, so it cannot be shown again.")
        return self.show_once(request, _now("Your new API key"), words, [(made.name, key)])

    @admin.display(description=_("starts with"))
    def begins(self, key: ApiKey) -> str:
        """Show the first letters, by which its owner knows it."""
        return f"{key.prefix}…"

    @admin.display(description=_("opens"))
    def opens(self, key: ApiKey) -> str:
        """Say in words what it opens."""
        return "; ".join(str(Scope(each).label) for each in key.scopes) or _now("Only what the public reads")

    @admin.display(description=_("can be used"), boolean=True)
    def usable(self, key: ApiKey) -> bool:
        """Say whether the API takes it."""
        return key.revoked_at is None and (key.expires_at is None or key.expires_at > now()) and key.user.is_active

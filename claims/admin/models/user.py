"""People: hired, moved and let go by the chief editor."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

import django.contrib.auth.admin  # noqa: F401 - it registers groups, which the desk does not have
from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.contrib.auth.views import PasswordResetConfirmView
from django.urls import path, reverse_lazy
from django.utils.text import capfirst
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from claims.admin.models.adding import AddingAdmin
from claims.admin.models.base import person
from claims.admin.models.people_acts import PEOPLE_ACTS
from claims.admin.models.readable import link_to_rows
from claims.desk import newsroom, passwords
from claims.models import Assignment, User
from claims.models.user import Role

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern
    from django.utils.safestring import SafeString


class Hire(forms.Form):
    """Who comes, and what for."""

    username = forms.CharField(label=_("User name"), max_length=150, validators=[UnicodeUsernameValidator()])
    first_name = forms.CharField(label=_("First name"), max_length=150, required=False)
    last_name = forms.CharField(label=_("Last name"), max_length=150, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False, max_length=254)
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.REVIEWER)


@admin.register(User)
class UserAdmin(AddingAdmin):
    """Accounts with a role; passwords are set by their owners."""

    adds = "manage_people"
    add_form = Hire
    add_title = _("Hire")
    add_explains = _(
        "The account is open at once, and you get a link to hand over, at which the person sets a password. To let them "
        "choose their name by a letter, use the table of invitations."
    )
    acts = PEOPLE_ACTS
    list_display = ("name", "username", "does", "open_desk", "email", "last_login", "at_work")
    list_display_links = ("name",)
    list_filter = ("role", "is_active")
    search_fields = ("username", "first_name", "last_name", "email")
    search_help_text = _("Searches names and e-mail.")
    date_hierarchy = "date_joined"
    ordering = ("username",)
    fieldsets = (
        (None, {"fields": ("name", "username", "email", "does", "at_work")}),
        (_("Dates"), {"fields": ("date_joined", "last_login")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Count the open work of each."""
        return super().get_queryset(request).with_open_work(seen_by=person(request))  # type: ignore[attr-defined,no-any-return]

    def get_urls(self) -> list[URLPattern]:
        """Add the page at which a person sets a password; it is open to whom the chief editor gave its address."""
        confirm = PasswordResetConfirmView.as_view(
            template_name="admin/models/set_password.html", success_url=reverse_lazy("admin:login")
        )
        return [path("password/<uidb64>/<token>/", confirm, name="claims_user_set_password"), *super().get_urls()]

    def add(self, request: HttpRequest, answers: dict[str, Any]) -> HttpResponse:
        """Hire, and show the link at which the person sets a password."""
        hired = newsroom.hire(
            answers["username"],
            secrets.token_urlsafe(32),
            by=person(request),
            role=Role(answers["role"]),
            first_name=answers["first_name"],
            last_name=answers["last_name"],
            email=answers["email"],
        )
        return self.show_links(request, [hired])

    def show_links(self, request: HttpRequest, people: list[User]) -> HttpResponse:
        """Show each person's link, once."""
        links = [(str(each), self.password_address(request, each)) for each in people]
        words = _now("Hand each link over by a safe way. It works once, for three days, and is not shown again.")
        return self.show_once(request, _now("Links to set a password"), words, links)

    def password_address(self, request: HttpRequest, who: User) -> str:
        """Return the whole address at which a person sets a password."""
        return passwords.password_link(who, by=person(request)).address

    @admin.display(description=_("name"), ordering="last_name")
    def name(self, who: User) -> str:
        """Show the name as colleagues know it."""
        return str(who)

    @admin.display(description=_("role"), ordering="role")
    def does(self, who: User) -> str:
        """Show the role."""
        return capfirst(who.role_label)

    @admin.display(description=_("open work"), ordering="open_work")
    def open_desk(self, who: Any) -> SafeString | str:
        """Lead to the open assignments."""
        return link_to_rows(Assignment, str(who.open_work), reviewer__id__exact=who.pk, ended_at__isempty=1)

    @admin.display(description=_("at work"), boolean=True, ordering="is_active")
    def at_work(self, who: User) -> bool:
        """Say whether the account is open."""
        return who.is_active


admin.site.unregister(Group)

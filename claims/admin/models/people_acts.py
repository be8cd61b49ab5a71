"""What the chief editor can do about people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.admin.models.acts import Act, whose
from claims.desk import newsroom
from claims.models.user import Role, User

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    PersonField = forms.ModelChoiceField[User]
else:
    PersonField = forms.ModelChoiceField

CHIEF = whose("manage_people")


class NewRole(forms.Form):
    """Which role."""

    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        choices=Role.choices,
        help_text=gettext_lazy("Who only reads has no desk: their open claims go back to triage."),
    )


class NewAddress(forms.Form):
    """Which address."""

    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254, required=False)


class Goodbye(forms.Form):
    """Nothing to fill in, but a page that says what will happen."""


class Heir(forms.Form):
    """Who gets the open claims."""

    to = PersonField(
        label=gettext_lazy("Open claims go to"),
        queryset=User.objects.none(),
        required=False,
        empty_label=gettext_lazy("the pool"),
    )

    def __init__(self, *given: object, **named: object) -> None:
        """Ask for the people as they are now."""
        super().__init__(*given, **named)  # type: ignore[arg-type]
        self.fields["to"].queryset = User.objects.who_can_review().order_by("username")  # type: ignore[attr-defined]


class PasswordLinks(Act):
    """Shows a link for each person, once; what was refused stands above as a message."""

    def __call__(self, table: Any, request: HttpRequest, chosen: QuerySet[Any]) -> HttpResponse | None:
        """Make the links."""
        able: list[User] = []
        for row in self.rows(table, request, chosen):
            if row.is_active:
                able.append(row)
            else:
                messages.error(request, f"{row}: {_('This account is closed. Reopen it first.')}")
        if not self.may(request.user):  # type: ignore[arg-type]
            raise PermissionDenied(_("Only the chief editor may do this."))
        return table.show_links(request, able) if able else None


def change_role(who: User, *, by: User, seen: int, role: str) -> str:
    """Give another role."""
    newsroom.change_role(who, Role(role), by=by)
    return _("%(role)s from now on.") % {"role": capfirst(str(Role(role).label))}


def change_email(who: User, *, by: User, seen: int, email: str) -> str:
    """Give another address."""
    newsroom.change_email(who, email, by=by)
    return _("the address is %(email)s from now on.") % {"email": email} if email else _("there is no address now.")


def close(who: User, *, by: User, seen: int, to: User | None) -> str:
    """Close the account."""
    newsroom.close_account(who, by=by, to=to)
    if to is not None:
        return _("the account is closed; open claims are on %(person)s’s desk.") % {"person": to}
    return _("the account is closed; open claims wait in triage again.")


def reopen(who: User, *, by: User, seen: int) -> str:
    """Open the account again."""
    newsroom.reopen_account(who, by=by)
    return _("the account is open again.")


def no_words(who: User, *, by: User, seen: int) -> str:
    """Say nothing: the links have a page of their own."""
    return ""


PEOPLE_ACTS = (
    Act("change_role", gettext_lazy("Change the role…"), CHIEF, change_role, asks=NewRole),
    Act(
        "change_email",
        gettext_lazy("Change the e-mail address…"),
        CHIEF,
        change_email,
        asks=NewAddress,
        explains=gettext_lazy("Notes and links to set a password go there. Empty: no address."),
    ),
    PasswordLinks("password_link", gettext_lazy("Make a link to set a password"), CHIEF, no_words),
    Act(
        "close_account",
        gettext_lazy("Close the account…"),
        CHIEF,
        close,
        asks=Heir,
        explains=gettext_lazy("They are out at once, and their API keys end. Their name stays on their work."),
    ),
    Act("reopen_account", gettext_lazy("Reopen the account"), CHIEF, reopen),
)

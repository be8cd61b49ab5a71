"""Who was asked to come to the desk. Editors ask, send again and withdraw; links are shown where no mail takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin, messages
from django.db.models import OuterRef, Subquery
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.timezone import now
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from claims.admin.models.acts import Act, whose
from claims.admin.models.adding import AddingAdmin
from claims.admin.models.base import person
from claims.desk import invitations
from claims.models import Invitation, Letter
from claims.models.user import Role

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from claims.models.user import User


class Invite(forms.Form):
    """Whom, and what for."""

    email = forms.EmailField(label=_("E-mail"), max_length=254)
    first_name = forms.CharField(label=_("First name"), max_length=150, required=False)
    last_name = forms.CharField(label=_("Last name"), max_length=150, required=False)
    role = forms.ChoiceField(
        label=_("Role"),
        choices=Role.choices,
        initial=Role.REVIEWER,
        help_text=_("Editors invite reviewers and readers; the chief editor invites everybody."),
    )


def send_again(asked: Invitation, *, by: User, seen: int) -> str:
    """Send a new link."""
    link = invitations.send_again(asked, by=by)
    if link.mailed:
        return _now("a letter with a new link is on its way; the one before opens nothing any more.")
    return _now("this is the new link: %(link)s Hand it over by a safe way.") % {
        "link": invitations.address(link.token)
    }


def withdraw(asked: Invitation, *, by: User, seen: int) -> str:
    """Take it back."""
    invitations.withdraw(asked, by=by)
    return _now("withdrawn; its link opens nothing any more.")


@admin.register(Invitation)
class InvitationAdmin(AddingAdmin):
    """Open, accepted, withdrawn or too old; and whether the letter left."""

    browse = "invite"
    adds = "invite"
    add_form = Invite
    add_title = _("Invite")
    add_explains = _("They get a link that works once, for seven days, and choose their name and password there.")
    acts = (
        Act("send_again", _("Send again"), whose("invite"), send_again),
        Act("withdraw", _("Withdraw"), whose("invite"), withdraw),
    )
    list_display = ("name", "email", "does", "stands", "invited_by", "invited_at", "expires_at", "letter")
    list_display_links = ("name",)
    list_filter = ("role", ("accepted_at", admin.EmptyFieldListFilter), ("withdrawn_at", admin.EmptyFieldListFilter))
    list_select_related = ("invited_by", "person", "withdrawn_by")
    search_fields = ("email", "first_name", "last_name")
    search_help_text = _("Searches names and e-mail.")
    date_hierarchy = "invited_at"
    ordering = ("-pk",)
    fieldsets = (
        (None, {"fields": ("name", "email", "does", "stands", "letter")}),
        (_("Invited"), {"fields": ("invited_by", "invited_at", "expires_at")}),
        (_("Outcome"), {"fields": ("accepted_at", "person", "withdrawn_at", "withdrawn_by")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Add what became of the newest letter of each."""
        letters = Letter.objects.filter(invitation=OuterRef("pk")).order_by("-pk")
        rows: QuerySet[Any] = super().get_queryset(request)
        newest = {name: Subquery(letters.values(name)[:1]) for name in ("sent_at", "problem")}
        return cast("QuerySet[Any]", rows.annotate(letter_sent=newest["sent_at"], letter_problem=newest["problem"]))

    def add(self, request: HttpRequest, answers: dict[str, Any]) -> HttpResponse:
        """Invite; show the link where no letter takes it there."""
        asked, link = invitations.invite(
            by=person(request),
            email=answers["email"],
            role=Role(answers["role"]),
            first_name=answers["first_name"],
            last_name=answers["last_name"],
        )
        if not link.mailed:
            words = _now("This desk sends no mail. Hand the link over by a safe way; it works once, for seven days.")
            return self.show_once(
                request, _now("Link of an invitation"), words, [(str(asked), invitations.address(link.token))]
            )
        messages.success(request, _now("%(who)s is invited: a letter is on its way.") % {"who": asked})
        return HttpResponseRedirect(reverse("admin:claims_invitation_changelist"))

    @admin.display(description=_("name"), ordering="last_name")
    def name(self, asked: Invitation) -> str:
        """Name who is asked."""
        return str(asked)

    @admin.display(description=_("role"), ordering="role")
    def does(self, asked: Invitation) -> str:
        """Show the role."""
        return capfirst(asked.role_label)

    @admin.display(description=_("where it stands"))
    def stands(self, asked: Invitation) -> str:
        """Say whether it is open, accepted, withdrawn or too old."""
        if asked.person:
            return _now("accepted by %(who)s") % {"who": asked.person}
        if asked.withdrawn_by:
            return _now("withdrawn by %(who)s") % {"who": asked.withdrawn_by}
        return _now("too old; send it again") if asked.expires_at <= now() else _now("open")

    @admin.display(description=_("letter"))
    def letter(self, asked: Any) -> str:
        """Say what became of the newest letter."""
        if asked.letter_sent:
            return _now("sent")
        return asked.letter_problem or "–"

"""Pages before the door: accepting an invitation, and asking for a link where a password was forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.forms import PasswordResetForm, SetPasswordForm
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.contrib.auth.views import PasswordResetView
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from claims.desk import invitations, passwords
from claims.desk.invitations import NotOpen
from claims.desk.readers import address_of
from claims.desk.throttle import TooMany
from claims.models.user import User

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from claims.models.invitation import Invitation

    ChoosePassword = SetPasswordForm[User]
else:
    ChoosePassword = SetPasswordForm


class Enter(ChoosePassword):
    """A user name and a password, by the newsroom's rules for passwords."""

    username = forms.CharField(
        label=gettext_lazy("User name"),
        max_length=150,
        validators=[UnicodeUsernameValidator()],
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
        help_text=gettext_lazy("Colleagues mention you by it: letters, digits and @ . + - _"),
    )
    field_order = ("username", "new_password1", "new_password2")


@method_decorator([never_cache, sensitive_post_parameters("new_password1", "new_password2")], name="dispatch")
class AcceptInvitation(View):
    """Open to whoever has the link."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """Show the form, or that the link opens nothing."""
        try:
            asked = invitations.accepting(token)
        except NotOpen:
            return self.show(status=410)
        return self.show(asked, Enter(newcomer(asked)))

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """Open the account; what is wrong stands at its field."""
        try:
            asked = invitations.accepting(token)
            form = Enter(newcomer(asked, username=request.POST.get("username", "")), request.POST)
            if not form.is_valid():
                return self.show(asked, form, status=422)
            given = form.cleaned_data
            invitations.accept(token, username=given["username"], password=given["new_password1"])
        except NotOpen:
            return self.show(status=410)
        except ValidationError as wrong:
            put(wrong, form)
            return self.show(asked, form, status=422)
        messages.success(request, _("Your account is open. Log in with the name and password that you chose."))
        return redirect("admin:login")

    def show(self, asked: Invitation | None = None, form: Enter | None = None, *, status: int = 200) -> HttpResponse:
        """Render the page in the admin's frame."""
        context = {
            **admin.site.each_context(self.request),
            "title": _("Come to the desk"),
            "asked": asked,
            "form": form,
            "newsroom_name": settings.NEWSROOM_NAME,
        }
        return TemplateResponse(self.request, "admin/models/accept.html", context, status=status)


def newcomer(asked: Invitation, *, username: str = "") -> User:
    """Return who would come, so that a password can be compared with their names; it is not saved."""
    return User(username=username[:150], email=asked.email, first_name=asked.first_name, last_name=asked.last_name)


def put(wrong: ValidationError, form: Enter) -> None:
    """Put the desk's objections at the fields that the form has, or at its top."""
    fields = wrong.error_dict if hasattr(wrong, "error_dict") else {}
    if not fields:
        form.add_error(None, wrong)
    for name, said in fields.items():
        form.add_error(name if name in form.fields else None, said)


class Forgot(PasswordResetForm):
    """An address; whether anybody has it, nobody learns here."""

    network = ""

    def clean(self) -> dict[str, Any]:
        """Ask the desk to mail a link. What it refuses stands on the page."""
        given = super().clean() or {}
        if not self.errors:
            passwords.forgot(given["email"], network=self.network)
        return given

    def save(self, *_given: Any, **_named: Any) -> None:
        """Leave it to the letter's job: it looks the address up and sends, so this page answers everybody alike."""


@method_decorator(never_cache, name="dispatch")
class ForgotPassword(PasswordResetView):
    """Django's own page in the desk's look; the same answer for every address."""

    template_name = "admin/models/forgot.html"
    form_class = Forgot
    success_url = reverse_lazy("forgot_password")
    title = gettext_lazy("Set a new password")
    status = 200

    def get_form(self, form_class: Any = None) -> Forgot:
        """Tell the form who asks."""
        form = cast("Forgot", super().get_form(form_class))
        form.network = address_of(self.request.META)
        return form

    def form_valid(self, form: Any) -> HttpResponse:
        """Say what happens now, whether or not anybody has this address."""
        messages.success(
            self.request, _("If somebody at the desk has this address, a letter with a link is on its way to it.")
        )
        return super().form_valid(form)

    def form_invalid(self, form: Any) -> HttpResponse:
        """Say what is wrong."""
        often = any(isinstance(each, TooMany) for each in form.non_field_errors().as_data())
        return self.render_to_response(self.get_context_data(form=form), status=429 if often else 422)

    def get_context_data(self, **given: Any) -> dict[str, Any]:
        """Stand in the admin's frame."""
        frame = admin.site.each_context(self.request)
        return {**frame, **super().get_context_data(**given), "sends_mail": bool(settings.EMAIL_URL)}

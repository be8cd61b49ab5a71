"""The button “Add” where people may add rows: a plain form, and one function of the desk behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from claims.admin.models.base import DeskModelAdmin, person
from claims.permissions import may_act, require_act

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django import forms
    from django.http import HttpRequest
    from django.utils.functional import _StrPromise


class AddingAdmin(DeskModelAdmin):
    """A table to which people add through the desk. `adds` names the act in permissions, `add` calls the desk."""

    adds: ClassVar[str]
    add_form: ClassVar[type[forms.Form]]
    add_explains: ClassVar[str | _StrPromise] = ""

    def add(self, request: HttpRequest, answers: dict[str, Any]) -> str | HttpResponse:
        """Carry it out; return what to say, or a page that shows what is shown once."""
        raise NotImplementedError  # each table says how; Django's metaclass leaves no room for ABC

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Show the button to whom the desk lets add."""
        return bool(may_act(person(request), self.adds))

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Ask, add, and say so; what is wrong stands at its field."""
        require_act(person(request), self.adds)
        form = self.add_form(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                done = self.add(request, form.cleaned_data)
            except ValidationError as wrong:
                put(wrong, form)
            else:
                if isinstance(done, HttpResponse):
                    return done
                self.message_user(request, done)
                return HttpResponseRedirect(
                    reverse(
                        f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist",
                        current_app=self.admin_site.name,
                    )
                )
        context = self.frame(request, self.add_title) | {
            "form": form,
            "explains": self.add_explains,
            "media": form.media,
        }
        return TemplateResponse(request, "admin/models/add.html", context, status=422 if form.errors else 200)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show a row. Adding has a page of its own, so the admin's way of saving a new row stays shut."""
        if object_id is None:
            raise PermissionDenied
        return super().changeform_view(request, object_id, form_url, extra_context)

    def frame(self, request: HttpRequest, title: object) -> dict[str, Any]:
        """Return what the admin's frame shows around our page."""
        return {**self.admin_site.each_context(request), "title": str(title), "opts": self.opts}

    def show_once(
        self, request: HttpRequest, title: object, explains: object, secrets: Sequence[tuple[str, str]]
    ) -> TemplateResponse:
        """Show what is kept nowhere and will not be shown again; no cache may keep the page."""
        context = self.frame(request, title) | {"explains": explains, "secrets": secrets}
        page = TemplateResponse(request, "admin/models/shown_once.html", context)
        page["Cache-Control"] = "no-store, private"
        return page


def put(wrong: ValidationError, form: forms.Form) -> None:
    """Put the desk's objections at the fields that they name, or else at the top."""
    if not hasattr(wrong, "error_dict"):
        form.add_error(None, wrong)
        return
    for name, said in wrong.error_dict.items():
        form.add_error(name if name in form.fields and name != NON_FIELD_ERRORS else None, said)

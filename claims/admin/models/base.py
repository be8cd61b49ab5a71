"""What every table of the desk has in common: rows to read, acts to carry out, and no way around the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from claims.admin.counting import BoundedPages
from claims.admin.models.change_list import DeskChangeList
from claims.admin.models.history_page import HistoryPage
from claims.admin.models.readable import shortened
from claims.permissions import may_act

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.utils.functional import _StrPromise
    from django.utils.safestring import SafeString

    from claims.admin.models.acts import Act
    from claims.models.user import User

    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = admin.ModelAdmin

SECRETS = frozenset({"password", "sha256", "chat_url", "hook_url"})
"""Columns that nobody may ask about in an address, not even letter by letter."""


def person(request: HttpRequest) -> User:
    """Return who asks, so that it can be asked what they may."""
    return cast("User", request.user)


def rows_for(user: User, rows: QuerySet[Any], *, everybody: bool = False) -> QuerySet[Any]:
    """Keep the rows that a person may see: by the model's own `visible_to`, and without one only for editors."""
    if hasattr(rows, "visible_to"):
        return cast("QuerySet[Any]", rows.visible_to(user))
    return rows if everybody or user.edits else rows.none()


class DeskModelAdmin(HistoryPage, ModelAdmin):
    """A table to look into. Nothing is added, changed or deleted here but by the desk's functions.

    `browse` names the act (see permissions) that opens the table, `everybody` lets all who may open it see all rows,
    `heavy` are columns that lists leave in the database, `acts` is what can be done to chosen rows.
    """

    browse: ClassVar[str] = "browse_desk"
    everybody: ClassVar[bool] = False
    heavy: ClassVar[tuple[str, ...]] = ()
    acts: ClassVar[tuple[Act, ...]] = ()

    list_per_page = 50
    paginator = BoundedPages
    list_max_show_all = 200
    show_full_result_count = False
    empty_value_display = "–"
    change_form_template = "admin/models/change_form.html"
    change_list_template = "admin/models/change_list.html"
    add_title: ClassVar[str | _StrPromise] = ""

    class Media:
        """What these tables look like beside the desk's own pages."""

        css: ClassVar = {"all": ["claims/tables.css"]}

    def naming(self, row: Any) -> str:
        """Name a row in titles and messages; never by its number."""
        return shortened(str(row), most=90)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Start from the rows that this person may see."""
        return rows_for(person(request), super().get_queryset(request), everybody=self.everybody).defer(*self.heavy)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Model | None:
        """Find a row by what stands in an address; nonsense finds nothing."""
        return None if "\x00" in object_id else super().get_object(request, object_id, from_field)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show the table in the index to whom it is open."""
        return bool(may_act(person(request), self.browse))

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Open the table by role; which rows it shows is `get_queryset`'s answer."""
        return bool(may_act(person(request), self.browse))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Add nothing by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Change nothing by hand."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Delete nothing by hand."""
        return False

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        """Refuse: what is written goes through the desk."""
        raise PermissionDenied(_("Nothing is saved here. Use the desk’s acts."))

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        """Refuse: the desk deletes nothing."""
        raise PermissionDenied(_("Nothing is deleted here."))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Refuse: the desk deletes nothing."""
        raise PermissionDenied(_("Nothing is deleted here."))

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Let an address filter by the table's own columns; not by secrets, nor by rows that point here."""
        parts = lookup.split("__")
        rows_that_point_here = {relation.name for relation in self.opts.related_objects}
        if SECRETS.intersection(parts) or parts[0] in rows_that_point_here:
            return False
        return bool(super().lookup_allowed(lookup, value, request))

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[DeskChangeList]:
        """Work the days out without reading all rows."""
        return DeskChangeList

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Offer the acts that this person's role may ever carry out."""
        return {act.name: (act, act.name, act.label) for act in self.acts if act.may(person(request))}

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the list; an address that no browser writes by itself leads to the plain one."""
        if any("\x00" in given for values in request.GET.lists() for given in values[1]):
            return HttpResponseRedirect(request.path)
        title = {"title": capfirst(str(self.opts.verbose_name_plural)), "add_title": self.add_title}
        return super().changelist_view(request, title | (extra_context or {}))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *given: Any, **named: Any
    ) -> HttpResponse:
        """Show the row under its name."""
        if named.get("obj") is not None:
            context["subtitle"] = self.naming(named["obj"])
        return super().render_change_form(request, context, *given, **named)

    def response_action(  # type: ignore[override]  # the stubs are of a later Django
        self, request: HttpRequest, queryset: QuerySet[Any]
    ) -> HttpResponse | None:
        """Carry out the chosen act, unless the choice is not one of rows."""
        if not all(self.names_a_row(given) for given in request.POST.getlist(ACTION_CHECKBOX_NAME)):
            self.message_user(request, _("These rows do not exist. Choose again."), messages.WARNING)
            return HttpResponseRedirect(request.get_full_path())
        return super().response_action(request, queryset)

    def names_a_row(self, given: str) -> bool:
        """Say whether a string could be a primary key of this table."""
        try:
            value = self.opts.pk.to_python(given)
        except ValidationError:
            return False
        return 0 < value < 2**63 if isinstance(value, int) else "\x00" not in str(value)

    @admin.display(description="")
    def action_checkbox(self, obj: Model) -> SafeString:
        """Send the version that this person sees along with a chosen row."""
        box = super().action_checkbox(obj)
        if not hasattr(obj, "version"):
            return box
        return format_html('{}<input type="hidden" name="seen-{}" value="{}">', box, obj.pk, obj.version)

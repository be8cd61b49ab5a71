"""The page behind the button “History”, for every table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from claims.admin.models.timeline import Entry, Teller, event_model, events, newest_first

if TYPE_CHECKING:
    from django.db.models import Model
    from django.http import HttpRequest, HttpResponse

    from claims.models.user import User

PAGE = 50


class HistoryPage:
    """Shows who did what to a row, when and why. Rows without events tell their own log."""

    also_tells: ClassVar[tuple[tuple[type[Model], str], ...]] = ()
    """Tables whose events belong into this history, each with the field that names this row."""

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show a row's history; of a deleted row too, to editors."""
        table: Any = self
        if not table.has_view_permission(request):
            raise PermissionDenied
        user: User = request.user  # type: ignore[assignment]
        row = table.get_object(request, unquote(object_id))
        entries = self.told(row, user=user) if row is not None else self.told_of_the_gone(unquote(object_id), user=user)
        if row is None and not entries:
            return table._get_obj_does_not_exist_redirect(request, table.opts, object_id)  # type: ignore[no-any-return]  # noqa: SLF001
        name = table.naming(row) if row is not None else _("a row that was deleted")
        context = {
            **table.admin_site.each_context(request),
            "title": _("History: %s") % name,
            "page": Paginator(newest_first(entries), PAGE).get_page(request.GET.get("page")),
            "object": row,
            "name": name,
            "opts": table.opts,
            "media": table.media,
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/models/history.html", context)

    def told(self, row: Any, *, user: User) -> list[Entry]:
        """Tell the row's events, those of what belongs to it, and its own log."""
        model: type[Model] = self.model  # type: ignore[attr-defined]
        entries = Teller(events(model, pgh_obj_id=row.pk), reader=user).lines()
        for other, names_it in self.also_tells:
            about = str(other._meta.verbose_name)  # noqa: SLF001 - Django's public name
            found = self.seen_events(other, names_it, row, user)
            entries += Teller(found, reader=user, leave_out=names_it).lines(about=about)
        return self.own_log(row, entries, user=user)

    def seen_events(self, other: type[Model], names_it: str, row: Any, user: User) -> list[Any]:
        """Fetch the events of rows that name this one and that the person may see; editors those of deleted rows too."""
        if user.edits:
            found = events(other, **{names_it: row.pk})
            if not hasattr(other._default_manager, "hidden_from"):  # noqa: SLF001 - Django's public name
                return found
            hidden = set(other._default_manager.hidden_from(user).values_list("pk", flat=True))  # noqa: SLF001
            return [event for event in found if event.pgh_obj_id not in hidden]
        visible = other._default_manager.filter(**{names_it: row.pk}).visible_to(user)  # type: ignore[attr-defined]  # noqa: SLF001
        return events(other, **{names_it: row.pk, "pgh_obj_id__in": visible.values("pk")})

    def told_of_the_gone(self, key: str, *, user: User) -> list[Entry]:
        """Tell the events of a row that is no more; only editors may, because nothing says any longer whose it was."""
        table: Any = self
        try:
            key = table.opts.pk.to_python(key)
        except ValidationError:
            return []
        if not user.edits or not table.names_a_row(str(key)) or event_model(table.model) is None:
            return []
        if hasattr(table.model._default_manager, "hidden_from"):  # noqa: SLF001 - whose they were decides, and that is gone
            return []
        if table.model._default_manager.filter(pk=key).exists():  # noqa: SLF001
            return []
        return Teller(events(table.model, pgh_obj_id=key), reader=user).lines()

    def own_log(self, row: Any, entries: list[Entry], *, user: User) -> list[Entry]:
        """Add the lines that the row tells of itself, or leave the entries as they are."""
        return entries

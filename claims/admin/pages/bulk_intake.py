"""Many articles at once: choose a table, see what would become of each row, take them in."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.admin.pages.page import DeskPage, Problem, invalid
from claims.desk.bulk_intake import COLUMNS, LARGEST_TABLE, MOST_ROWS, look_through, take_in_table
from claims.permissions import may_act

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.template.response import TemplateResponse

    from claims.desk.bulk_intake import Row

AN_HOUR = 3600


class BulkIntake(DeskPage):
    """Two steps: look through, take in. Between them the table waits for an hour, for this person only."""

    template_name = "admin/desk/bulk_intake.html"
    title = gettext_lazy("Check many articles")
    here = "articles"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the empty form."""
        return self.form()

    def post(self, request: HttpRequest) -> HttpResponse:
        """Look through a chosen table, or take in one that was looked through."""
        try:
            if token := request.POST.get("table", ""):
                return self.take(token)
            chosen = request.FILES.get("file")
            if chosen is None:
                return self.form(invalid(ValidationError({"file": _("Choose a file first.")})))
            content = chosen.read(LARGEST_TABLE + 1)
            return self.form(rows=look_through(content, by=self.me), token=self.keep(content))
        except PermissionDenied as refused:
            return self.form(Problem(str(refused), 403))
        except ValidationError as wrong:
            return self.form(invalid(wrong))

    def take(self, token: str) -> TemplateResponse:
        """Take in the table that waits."""
        content = cache.get(self.place(token))
        if content is None:
            words = _(
                "This table is not kept any more. Choose the file again; what is on the desk already is not doubled."
            )
            return self.form(Problem(words, 409, looks="assigned", icon="info"))
        rows = take_in_table(content, by=self.me)
        cache.delete(self.place(token))
        return self.form(rows=rows, done=True)

    def keep(self, content: bytes) -> str:
        """Keep a table for the second step; return the name under which it waits."""
        token = secrets.token_urlsafe(16)
        cache.set(self.place(token), content, AN_HOUR)
        return token

    def place(self, token: str) -> str:
        """Return where a table of this person's waits."""
        return f"table:{self.me.pk}:{token[:32]}"

    def form(
        self, problem: Problem | None = None, *, rows: list[Row] | None = None, token: str = "", done: bool = False
    ) -> TemplateResponse:
        """Show the form, and what becomes of the rows of the table that was chosen."""
        return self.show(
            status=problem.status if problem else 200,
            problem=problem,
            rows=rows,
            good=sum(1 for row in rows or () if not row.problem),
            token=token,
            done=done,
            columns=COLUMNS,
            most=MOST_ROWS,
            may=may_act(self.me, "take_in_article"),
        )

"""History: who did what on the desk, when and why; people's acts, bulk acts and the machines' work alike."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_date
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.admin.pages.happenings import MACHINE, Asked, happenings, kinds, words_for
from claims.admin.pages.page import DeskPage, Problem, number
from claims.models.user import User

if TYPE_CHECKING:
    from django.db.models import Model
    from django.http import HttpRequest, HttpResponse

A_PAGE = 40
PLACES = re.compile(r"([a-z]{1,40})-([0-9]{1,18})")
MOST_PLACES = 80


class History(DeskPage):
    """All that happened, newest first, in pages that keep their place while more happens."""

    template_name = "admin/desk/history.html"
    title = gettext_lazy("History")
    here = "history"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show a page of what the filters keep."""
        tables = kinds(request)
        wrong: dict[str, str] = {}
        asked = self.asked(tables, wrong)
        page = happenings(tables, asked, me=self.me, most=A_PAGE)
        kept = {name: given for name in ("kind", "row", "who", "since", "until") if (given := request.GET.get(name))}
        after = ".".join(f"{name}-{last}" for name, last in page.after.items())
        problem = Problem(" ".join(wrong.values()), 422, fields=wrong) if wrong else None
        return self.show(
            status=422 if problem else 200,
            lines=page.lines,
            older=urlencode({**kept, "after": after}) if after else "",
            newest=urlencode(kept) if asked.after else "",
            first=not asked.after,
            kinds=[(name, words_for(model)) for name, model in tables.items()],
            people=User.objects.get_queryset().order_by("username") if self.me.edits else [self.me],
            machine=MACHINE,
            given=request.GET,
            filtered=bool(kept),
            problem=problem,
        )

    def asked(self, tables: dict[str, type[Model]], wrong: dict[str, str]) -> Asked:
        """Read the address. A day that is none is told in `wrong`; another unknown value keeps everything."""
        given = self.request.GET
        kind = given.get("kind", "")
        kind = kind if kind in tables else ""
        who = given.get("who", "")
        since, until = self.day("since", wrong), self.day("until", wrong)
        return Asked(
            kind=kind,
            row=self.row(tables[kind]) if kind else "",
            who=who if who == MACHINE or number(who) is not None else "",
            since=since,
            until=until + timedelta(days=1) if until else None,
            after={name: int(last) for name, last in PLACES.findall(given.get("after", "")[:4_000])[:MOST_PLACES]},
        )

    def row(self, model: type[Model]) -> str:
        """Return the key of the one row asked for, empty where the address names none that could be."""
        given = self.request.GET.get("row", "")[:100]
        try:
            model._meta.pk.to_python(given)  # noqa: SLF001 - Django's public name
        except ValidationError:
            return ""
        return given

    def day(self, name: str, wrong: dict[str, str]) -> datetime | None:
        """Read a day as its first moment in the person's own zone."""
        given = self.request.GET.get(name, "").strip()
        if not given:
            return None
        try:
            read = parse_date(given)
        except ValueError:
            read = None
        if read is None or not 1970 <= read.year <= 9000:
            wrong[name] = _("Write the day as 2026-11-12.")
            return None
        return make_aware(datetime.combine(read, time()))

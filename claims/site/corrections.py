"""The corrections page: old words beside new."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import render
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from claims.models.publication import Publication, PublicationKind
from claims.pipeline.publishing.difference import differences
from claims.site.verdicts import FRESH_FOR, PAGE, told

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

KINDS = {
    "": pgettext_lazy("corrections", "All"),
    PublicationKind.CORRECTED.value: _("Corrected"),
    PublicationKind.RETRACTED.value: _("Retracted"),
}


@require_safe
@cache_control(public=True, max_age=FRESH_FOR)
def corrections(request: HttpRequest) -> HttpResponse:
    """Show corrections and retractions by month; `?kind=` keeps one kind, `?before=` leads to earlier ones."""
    kind, before = request.GET.get("kind", ""), request.GET.get("before", "")
    if kind not in KINDS or (before and not (before.isascii() and before.isdecimal() and len(before) < 19)):
        raise Http404
    every = Publication.objects.changing_the_record()
    found = every.filter(kind=kind) if kind else every
    found = found.filter(sequence__lt=int(before)) if before else found
    rows = list(found.with_documents()[: PAGE + 1])
    counts = every.count_by_kind()
    context = {
        "months": months(rows[:PAGE]),
        "kinds": [
            (value, label, counts.get(value, 0) if value else sum(counts.values())) for value, label in KINDS.items()
        ],
        "kind": kind,
        "older": rows[PAGE - 1].sequence if len(rows) > PAGE else None,
        "here": "corrections",
    }
    return render(request, "site/corrections.html", context)


def months(rows: list[Publication]) -> list[tuple[date, list[dict[str, Any]]]]:
    """Group rows by the month in which they appeared."""
    before = Publication.objects.before_each(rows)
    return [
        (month, [fix(row, before=before.get(row.sequence)) for row in group])
        for month, group in groupby(rows, key=month_of)
    ]


def month_of(row: Publication) -> date:
    """Return the first day of the month in which a row appeared."""
    return localtime(row.published_at).date().replace(day=1)


def fix(row: Publication, *, before: Publication | None) -> dict[str, Any]:
    """Gather what the page shows of a correction; of what was redacted, only that it was."""
    content = row.document.content
    comparable = before is not None and "verdict" in content and not before.document.is_redacted
    return {
        "row": row,
        "content": content,
        "redacted": "verdict" not in content,
        "changes": told(differences(before.document.content, content)) if before and comparable else [],
        "rerated": rerated(before, row) if before and comparable else False,
    }


def rerated(before: Publication, after: Publication) -> bool:
    """Say whether a correction changed the rating."""
    return bool(before.document.content["verdict"]["rating"] != after.document.content["verdict"]["rating"])

"""The shortest answer: a reader who has the newest copy of a list is told so before any view is built.

It costs one look at the ledger's newest row, and nothing of the reader's allowance. What it cannot tell at a glance (a key,
another media type, filters) goes on to the views, which answer the same with the same headers.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from claims.api.reading import VARIES, Reading, ledger_mark
from claims.models.publication import Publication

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

USUAL = {"", "*/*", "application/json"}
PLAIN = re.compile(r"(since=[0-9]{1,18}&)?(limit=([1-9][0-9]?|100))?|since=[0-9]{1,18}")
"""Questions that are right whatever the list."""


@cache
def lists() -> dict[str, type[Reading]]:
    """Return the views whose answers change with each ledger row, by their addresses."""
    from claims.api.urls import urlpatterns

    views = {each.name: getattr(each.callback, "view_class", None) for each in urlpatterns}
    return {
        reverse(f"api:{name}"): view
        for name, view in views.items()
        if isinstance(view, type) and issubclass(view, Reading) and view.name_of_list
    }


def unchanged(request: HttpRequest) -> HttpResponse | None:
    """Return the answer 304 if the reader certainly has the newest copy; None leaves it to the view."""
    given = request.META
    if "HTTP_IF_NONE_MATCH" not in given or "HTTP_AUTHORIZATION" in given or request.method not in {"GET", "HEAD"}:
        return None
    view = lists().get(request.path_info)
    if view is None or given.get("HTTP_ACCEPT", "") not in USUAL or not is_plain(view, given.get("QUERY_STRING", "")):
        return None
    try:
        newest = Publication.objects.newest_mark()
    except (OperationalError, InterfaceError):
        return None  # the view says so as a problem
    if newest is None or ledger_mark(newest[0], "json") not in given["HTTP_IF_NONE_MATCH"]:
        return None
    told = told_of(request.path_info, newest[0], Reading.told_modified(newest[1]))
    response = HttpResponse(status=304, headers=told)
    del response.headers["Content-Type"]
    return response


@lru_cache(maxsize=64)
def told_of(address: str, newest: str, modified: datetime) -> dict[str, str]:
    """Return the headers of the answer, which stay until the next ledger row."""
    made = lists()[address]()
    made.mark, made.modified = ledger_mark(newest, "json"), modified
    made.surrogates = ("ledger", made.name_of_list)
    response = HttpResponse(status=304)
    made.open_to_all(response)
    made.let_caches_keep(response)
    made.tell_the_end(response)
    patch_vary_headers(response, VARIES)
    return dict(response.headers)


def is_plain(view: type[Reading], question: str) -> bool:
    """Say whether a question is one that the list certainly takes."""
    if not question:
        return True
    if question.startswith("since=") and view.name_of_list != "changes":
        return False
    return PLAIN.fullmatch(question) is not None and view.name_of_list != "statistics"

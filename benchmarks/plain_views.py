"""What the read API is measured against: plain Django views, and a bare WSGI application, with its SQL and its bytes."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.urls import path

from claims.models.current_verdict import CurrentVerdict
from claims.models.publication import LedgerHead
from claims.pipeline.publishing.following import COLUMNS, entry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from uuid import UUID

    from django.http import HttpRequest, StreamingHttpResponse

HEAD = LedgerHead.objects.values_list("hash", flat=True)
PAGE = CurrentVerdict.objects.standing().newest_first()
ROW = [f"publication__{name}" for name in COLUMNS]


def page(request: HttpRequest) -> HttpResponse:
    """Answer a page of 100 verdicts."""
    etag = HEAD.get(pk=1)
    body = ",".join(entry(*row) for row in PAGE.values_list(*ROW)[:100])
    return HttpResponse(f'{{"results":[{body}]}}', content_type="application/json", headers={"ETag": f'"{etag}"'})


def one(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Answer one verdict with the rows on its claim."""
    now = CurrentVerdict.objects.select_related("publication").get(public_id=public_id)
    rows = now.claim.publications.order_by("-sequence").values_list(*COLUMNS)
    return HttpResponse(
        "".join(entry(*row) for row in rows),
        content_type="application/json",
        headers={"ETag": f'"{now.publication.hash}"'},
    )


def unchanged(request: HttpRequest) -> HttpResponse:
    """Answer a constant after the lookup of the ledger's head."""
    return HttpResponse(status=304, headers={"ETag": f'"{HEAD.get(pk=1)}"'})


def copied(request: HttpRequest) -> StreamingHttpResponse:
    """Stream the ledger's documents as COPY sends them."""
    from django.db import connection
    from django.http import StreamingHttpResponse

    def lines() -> Iterable[bytes]:
        with (
            connection.cursor() as cursor,
            cursor.copy("COPY (SELECT body FROM claims_publisheddocument) TO STDOUT") as copy,
        ):
            for line in copy:
                yield bytes(line)

    return StreamingHttpResponse(lines(), content_type="application/x-ndjson")


urlpatterns = [
    path("api/v1/verdicts/", page),
    path("api/v1/verdicts/<uuid:public_id>/", one),
    path("api/v1/changes/", unchanged),
    path("api/v1/copied/", copied),
]


def bare() -> Callable[[dict[str, Any], Any], Iterable[bytes]]:
    """Make a WSGI application that sends the same page by psycopg alone."""
    from psycopg_pool import ConnectionPool

    sql, given = PAGE.values_list(*ROW)[:100].query.sql_with_params()
    pool = ConnectionPool(os.environ["DATABASE_URL"], min_size=1, max_size=8, open=True)

    def application(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        with pool.connection() as connection:
            connection.execute("SELECT hash FROM claims_ledgerhead WHERE id = 1").fetchone()
            rows = connection.execute(sql, given).fetchall()
        body = f'{{"results":[{",".join(entry(*row) for row in rows)}]}}'.encode()
        start("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]

    return application

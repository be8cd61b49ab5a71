"""What the read API is measured against: plain Django views, and a bare WSGI application, with its SQL and its bytes.

They do by hand what the API does, and nothing else: the SQL is the API's own, the texts are joined, the mark of the newest ledger
row is sent. The plain views stand behind the API's own middleware.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.http import HttpResponse, StreamingHttpResponse
from django.urls import path

from claims.api.asking import HIGHEST
from claims.api.listing import USUAL
from claims.api.streams import BLOCK
from claims.api.verdicts import CURRENT, HISTORY, STANDING, Verdicts
from claims.models.publication import NEWEST_MARK
from claims.models.question import Given

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from uuid import UUID

    from django.http import HttpRequest

NEXT = "https://facts.example.org/api/v1/verdicts/?cursor=WyItcHVibGljYXRpb25faWQiLDk5OTg4N10&limit=100"
PAGE = USUAL.sql(Verdicts, ("-publication_id",), 100, False, False)
HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Cache-Control": "public, max-age=30, stale-if-error=3600",
    "Vary": "Accept, Authorization",
}


def rows(sql: tuple[str, tuple[Any, ...]], **values: Any) -> list[tuple[Any, ...]]:
    """Ask the API's own SQL."""
    statement, parameters = sql
    with connection.cursor() as cursor:
        cursor.execute(statement, [values[each.value] if isinstance(each, Given) else each for each in parameters])
        return cursor.fetchall()


def answered(body: str, mark: str) -> HttpResponse:
    """Answer with a text and its mark."""
    return HttpResponse(body, content_type="application/json", headers=HEADERS | {"ETag": f'"{mark}"'})


def page_of(found: list[tuple[Any, ...]]) -> str:
    """Join the texts of a page; one row more was asked for, to know whether others follow."""
    return f'{{"next":"{NEXT}","previous":null,"results":[{",".join(row[-1] for row in found[:100])}]}}'


def page(request: HttpRequest) -> HttpResponse:
    """Answer a page of 100 verdicts."""
    ((mark, _at),) = rows(NEWEST_MARK.sql())
    return answered(page_of(rows(PAGE)), mark)


def one(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Answer one verdict with the rows on its claim."""
    ((claim, stands, mark, _status, _last, _at, archived),) = rows(CURRENT.sql(), public_id=public_id)
    ((text,),) = rows(STANDING.sql(), claim=claim, end=HIGHEST, stands=stands)
    history = ",".join(row[0] for row in rows(HISTORY.sql(), claim=claim, end=HIGHEST))
    return answered(f'{text[:-1]},"history":[{history}],"archived":[{",".join(archived)}]}}', mark)


def unchanged(request: HttpRequest) -> HttpResponse:
    """Answer a constant after the lookup of the newest ledger row."""
    ((mark, _at),) = rows(NEWEST_MARK.sql())
    return HttpResponse(status=304, headers=HEADERS | {"ETag": f'"{mark}"'})


def streamed(statement: str, parameters: tuple[Any, ...] = ()) -> StreamingHttpResponse:
    """Stream what COPY sends, in blocks as large as the API's."""

    def blocks() -> Iterator[bytes]:
        kept, size = [], 0
        with connection.cursor() as cursor, cursor.copy(f"COPY ({statement}) TO STDOUT", parameters) as copy:
            for line in copy:
                kept.append(line)
                size += len(line)
                if size >= BLOCK:
                    yield b"".join(kept)
                    kept, size = [], 0
        yield b"".join(kept)

    return StreamingHttpResponse(blocks(), content_type="application/x-ndjson")


def copied(request: HttpRequest) -> StreamingHttpResponse:
    """Stream the verdicts by the API's own SQL."""
    standing = Verdicts().found({}).order_by("-publication_id").values_list(Verdicts.text)
    statement, parameters = standing.query.sql_with_params()
    return streamed(statement, tuple(parameters))


def documents(request: HttpRequest) -> StreamingHttpResponse:
    """Stream the table of documents as it lies."""
    return streamed("SELECT body FROM claims_publisheddocument")


urlpatterns = [
    path("api/v1/verdicts/", page),
    path("api/v1/verdicts/<uuid:public_id>/", one),
    path("api/v1/changes/", unchanged),
    path("api/v1/copied/", copied),
    path("api/v1/documents/", documents),
]


def bare() -> Callable[[dict[str, Any], Any], Iterable[bytes]]:
    """Make a WSGI application that sends the same page by psycopg alone."""
    from psycopg import ClientCursor
    from psycopg_pool import ConnectionPool

    pool = ConnectionPool(
        os.environ["DATABASE_URL"], min_size=1, max_size=8, open=True, kwargs={"cursor_factory": ClientCursor}
    )
    newest = NEWEST_MARK.sql()

    def application(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        with pool.connection() as own:
            own.execute(*newest).fetchone()
            found = own.execute(*PAGE).fetchall()
        body = page_of(found).encode()
        start("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]

    return application

"""What was corrected, retracted and redacted: old words beside new."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, StreamingHttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.renderers import JSONRenderer

from claims.api import media, shapes, streams
from claims.api.asking import CorrectionsAsked, asked, choosing
from claims.api.choosing import cut, paths, tree
from claims.api.described import answers, ledger, parameters
from claims.api.pages import Pages
from claims.api.problems import wrong_parameter
from claims.api.reading import Reading
from claims.api.verdicts import published_between, said_by
from claims.models.current_verdict import CurrentVerdict
from claims.models.publication import Publication

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet
    from django.http import HttpResponseBase
    from rest_framework.request import Request


class Corrections(Reading):
    """Corrections, retractions and redactions."""

    name_of_list = "corrections"
    renderer_classes = (JSONRenderer, media.NDJSON, media.CSV)
    pagination_class = Pages
    form = choosing(CorrectionsAsked, fields=paths(ledger.Correction))

    @extend_schema(
        operation_id="listCorrections",
        summary="List corrections",
        description="Corrections, retractions and redactions, the newest first: each with its note, the ledger row that "
        "it replaces, and the old words beside the new. As NDJSON the whole list comes at once; as CSV too, with a line for "
        "each thing that changed.",
        tags=["The ledger"],
        parameters=[form, *parameters.PAGED],
        responses={
            (200, "application/json"): ledger.Correction(many=True),
            **answers.whole(),
            **answers.problems(400, 406, 429),
        },
    )
    def get(self, request: Request) -> HttpResponseBase:
        """List them."""
        wanted = asked(request, self.form)
        if (unchanged := self.ledger_unchanged(self.name_of_list)) is not None:
            return unchanged
        fields = wanted.pop("fields", [])
        found = published_between(Publication.objects.changing_the_record().with_documents(), wanted, at="sequence")
        if (kind := wanted.pop("kind", None)) is not None:
            found = found.filter(kind=kind)
        if wanted:
            found = found.filter(claim__in=on_claims(wanted).values("claim"))

        def made(rows: list[Publication]) -> list[dict[str, Any]]:
            before = Publication.objects.before_each(rows)
            corrections = [shapes.correction(each, before=before.get(each.sequence)) for each in rows]
            return [cut(each, tree(fields)) for each in corrections] if fields else corrections

        if isinstance(request.accepted_renderer, media.WHOLE):
            return self.whole(request, found, made, fields)
        pages = Pages("-sequence")
        results = made(pages.rows(found, request))
        body = written({"next": pages.next, "previous": pages.previous, "results": results})
        return HttpResponse(body, content_type="application/json")

    def whole(
        self,
        request: Request,
        found: QuerySet[Publication],
        made: Callable[[list[Publication]], list[dict[str, Any]]],
        fields: list[str],
    ) -> HttpResponseBase:
        """Answer with everything, as NDJSON or as a table."""
        if "cursor" in request.query_params:
            raise wrong_parameter("cursor", "As CSV or NDJSON a list comes whole: leave the cursor out.")
        if "limit" in request.query_params:
            found = found[: Pages().size(request)]
        type_, blocks = (
            media.NDJSON.media_type,
            streams.batches(found, lambda rows: [written(each) for each in made(rows)]),
        )
        if isinstance(request.accepted_renderer, media.CSV):
            if fields:
                raise wrong_parameter("fields", "CSV has always the same columns. Ask for NDJSON, or leave it out.")
            type_ = f"{media.CSV.media_type}; charset=utf-8; header=present"
            blocks = streams.written_table(
                found, COLUMNS, lambda rows: [line for each in made(rows) for line in lines(each)]
            )
        if request.method == "HEAD":
            return StreamingHttpResponse((), content_type=type_)  # as long as nobody knows
        response = StreamingHttpResponse(streams.seated(blocks), content_type=type_)
        name = f"{self.name_of_list}.{request.accepted_renderer.format}"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


def on_claims(wanted: dict[str, Any]) -> QuerySet[CurrentVerdict]:
    """Keep the claims that are as wanted now."""
    found = CurrentVerdict.objects.readable()
    if (topic := wanted.pop("topic", None)) is not None:
        found = found.filter(topics__contains=[topic])
    if (name := wanted.pop("claimant", None)) is not None:
        found = found.filter(**said_by(name))
    return found.filter(**wanted)


COLUMNS = ("id", "url", "sequence", "kind", "publishedAt", "note", "rehearsal", "replaces", "pointer", "name", "before", "after",
           "hash", "documentSha256")  # fmt: skip


def lines(correction: dict[str, Any]) -> list[list[Any]]:
    """Turn a correction into lines of a table: one for each thing that changed, and one where nothing did or may be shown."""
    document, replaces = correction["document"] or {}, correction["replaces"] or {}
    told = correction | {"url": document.get("url", ""), "replaces": replaces.get("sequence", "")}
    changes = correction["changes"] or [{}]
    return [[(told | each).get(name, "") for name in COLUMNS] for each in changes]


def written(value: Any) -> bytes:
    """Write JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

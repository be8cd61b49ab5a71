"""What was corrected, retracted and redacted: old words beside new."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, StreamingHttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.renderers import JSONRenderer

from claims.api import described, media, shapes, streams
from claims.api.asking import CorrectionsAsked, asked, choosing
from claims.api.choosing import cut, paths, tree
from claims.api.pages import Pages
from claims.api.problems import wrong_parameter
from claims.api.reading import Reading
from claims.models.publication import Publication

if TYPE_CHECKING:
    from django.http import HttpResponseBase
    from rest_framework.request import Request


class Corrections(Reading):
    """Corrections, retractions and redactions."""

    name_of_list = "corrections"
    renderer_classes = (JSONRenderer, media.NDJSON)
    pagination_class = Pages
    form = choosing(CorrectionsAsked, fields=paths(described.Correction))

    @extend_schema(
        operation_id="listCorrections",
        summary="List corrections",
        description="Corrections, retractions and redactions, the newest first: each with its note, the ledger row that "
        "it replaces, and the old words beside the new. As NDJSON the whole list comes at once.",
        tags=["The ledger"],
        parameters=[form, *described.PAGED],
        responses={
            (200, "application/json"): described.Correction(many=True),
            (200, "application/x-ndjson"): described.whole()[200, "application/x-ndjson"],
            **described.problems(400, 406, 429),
        },
    )
    def get(self, request: Request) -> HttpResponseBase:
        """List them."""
        wanted = asked(request, self.form)
        if (unchanged := self.ledger_unchanged(self.name_of_list)) is not None:
            return unchanged
        fields = wanted.pop("fields", [])
        found = Publication.objects.changing_the_record().with_documents().filter(**wanted)

        def made(rows: list[Publication]) -> list[dict[str, Any]]:
            before = Publication.objects.before_each(rows)
            corrections = [shapes.correction(each, before=before.get(each.sequence)) for each in rows]
            return [cut(each, tree(fields)) for each in corrections] if fields else corrections

        if isinstance(request.accepted_renderer, media.WHOLE):
            if "cursor" in request.query_params:
                raise wrong_parameter("cursor", "As NDJSON a list comes whole: leave the cursor out.")
            if "limit" in request.query_params:
                found = found[: Pages().size(request)]
            if request.method == "HEAD":
                return HttpResponse(content_type=media.NDJSON.media_type)
            blocks = streams.batches(found, lambda rows: [written(each) for each in made(rows)])
            return StreamingHttpResponse(blocks, content_type=media.NDJSON.media_type)
        pages = Pages("-sequence")
        results = made(pages.rows(found, request))
        body = written({"next": pages.next, "previous": pages.previous, "results": results})
        return HttpResponse(body, content_type="application/json")


def written(value: Any) -> bytes:
    """Write JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

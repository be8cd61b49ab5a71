"""The ledger itself: what was corrected, and all that changed since a reader last asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from claims.api import described, shapes
from claims.api.asking import ChangesAsked, CorrectionsAsked, asked
from claims.api.pages import Pages
from claims.api.reading import Reading
from claims.models.publication import Publication

if TYPE_CHECKING:
    from rest_framework.request import Request


class Corrections(Reading):
    """Corrections and retractions."""

    pagination_class = Pages

    @extend_schema(
        operation_id="listCorrections",
        summary="List corrections",
        description="Corrections and retractions, the newest first: each with its note, the ledger row that it "
        "replaces, and the old words beside the new.",
        tags=["The ledger"],
        parameters=[CorrectionsAsked, *described.PAGED],
        responses={200: described.Correction(many=True), **described.problems(400, 406, 429)},
    )
    def get(self, request: Request) -> Response:
        """List them."""
        wanted = asked(request, CorrectionsAsked)
        mark = self.ledger_mark()
        if self.has(mark):
            return self.unchanged(mark)
        pages = Pages("-sequence")
        found = Publication.objects.changing_the_record().with_documents().filter(**wanted)
        rows: list[Publication] = pages.paginate_queryset(found, request, self)
        before = Publication.objects.before_each(rows)
        made = [shapes.correction(each, before=before.get(each.sequence)) for each in rows]
        return self.marked(pages.get_paginated_response(made), mark)


class Changes(Reading):
    """The delta feed."""

    fresh_for = 0

    @extend_schema(
        operation_id="listChanges",
        summary="Follow the ledger",
        description="Every ledger row after “since”, in order, with its document: never one missed, never one twice. "
        "Keep “since” of the answer and ask with it next time; “next” is null once you have everything.",
        tags=["The ledger"],
        parameters=[ChangesAsked, described.LIMIT],
        responses={200: described.Changes, **described.problems(400, 406, 429)},
    )
    def get(self, request: Request) -> Response:
        """List them."""
        since = asked(request, ChangesAsked)["since"]
        limit = Pages().get_page_size(request)
        mark = self.ledger_mark()
        if self.has(mark):
            return self.unchanged(mark)
        found = list(Publication.objects.with_documents().since(since)[: limit + 1])
        rows = found[:limit]
        reached = rows[-1].sequence if rows else since
        more = request.build_absolute_uri(f"{reverse('api:changes')}?since={reached}&limit={limit}")
        body = {
            "next": more if len(found) > limit else None,
            "previous": None,
            "since": reached,
            "results": [shapes.entry(each) for each in rows],
        }
        return self.marked(Response(body), mark)

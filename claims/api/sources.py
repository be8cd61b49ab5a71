"""Sources: what verdicts rest on, and how often."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from drf_spectacular.utils import extend_schema

from claims.api.asking import SourcesAsked, choosing
from claims.api.choosing import paths
from claims.api.described import answers, counts, parameters
from claims.api.expanding import SOURCE
from claims.api.listing import Listing
from claims.api.reading import Reading
from claims.api.spoken import read
from claims.models.published import PublishedSource

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from django.db.models import QuerySet
    from django.http import HttpResponseBase
    from rest_framework.request import Request

ORDERS = {
    "-verdicts": ("-verdicts", "public_id"),
    "verdicts": ("verdicts", "-public_id"),
}


class Sources(Listing):
    """The list of sources."""

    name_of_list = "sources"
    model = PublishedSource
    orders: ClassVar[Mapping[str, Sequence[str]]] = ORDERS
    form = choosing(SourcesAsked, fields=paths(counts.Source), orders=ORDERS)
    text = SOURCE
    columns: ClassVar[Mapping[str, Any]] = {
        "id": "public_id",
        "publisher": "publisher",
        "title": "title",
        "url": "url",
        "kind": "kind",
        "publishedOn": "published_on",
        "verdicts": "verdicts",
        "retracted": "retracted",
    }

    @extend_schema(
        operation_id="listSources",
        summary="List sources",
        description="Every publication that current verdicts cite, as the documents have it, with the number of standing "
        "verdicts by rating. The verdicts themselves: /api/v1/verdicts/?source=ID.",
        tags=["Claimants and sources"],
        parameters=[form, *parameters.PAGED],
        responses={
            (200, "application/json"): counts.Source(many=True),
            **answers.whole(),
            **answers.problems(400, 406, 429),
        },
    )
    def get(self, request: Request) -> HttpResponseBase:
        """List them."""
        return self.listed(request)

    def found(self, wanted: dict[str, Any]) -> QuerySet[Any]:
        """Filter by kind and publisher, or by words of publisher and title."""
        found = PublishedSource.objects.all()
        if words := wanted.pop("q", ""):
            found = found.named_with(words)
        return found.filter(**wanted)


class OneSource(Reading):
    """One source."""

    @extend_schema(
        operation_id="readSource",
        summary="Read a source",
        description="A source with the number of standing verdicts by rating.",
        tags=["Claimants and sources"],
        responses={200: counts.Source, **answers.problems(400, 404, 406, 429)},
    )
    def get(self, request: Request, public_id: UUID) -> HttpResponseBase:
        """Read it."""
        return read(self, PublishedSource, SOURCE, public_id, name="source")

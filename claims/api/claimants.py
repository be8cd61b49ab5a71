"""Claimants: who is checked, how often, and with what answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from drf_spectacular.utils import extend_schema

from claims.api.asking import ClaimantsAsked, choosing
from claims.api.choosing import paths
from claims.api.described import answers, counts, parameters
from claims.api.expanding import CLAIMANT
from claims.api.listing import Listing
from claims.api.reading import Reading
from claims.api.spoken import read
from claims.models.published import PublishedClaimant

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from django.db.models import QuerySet
    from django.http import HttpResponseBase
    from rest_framework.request import Request

ORDERS = {
    "name": ("name", "public_id"),
    "-name": ("-name", "-public_id"),
    "-verdicts": ("-verdicts", "public_id"),
}


class Claimants(Listing):
    """The list of claimants."""

    name_of_list = "claimants"
    model = PublishedClaimant
    orders: ClassVar[Mapping[str, Sequence[str]]] = ORDERS
    form = choosing(ClaimantsAsked, fields=paths(counts.Claimant), orders=ORDERS)
    text = CLAIMANT
    columns: ClassVar[Mapping[str, Any]] = {
        "id": "public_id",
        "name": "name",
        "verdicts": "verdicts",
        "retracted": "retracted",
        "kind": "kind",
    }

    @extend_schema(
        operation_id="listClaimants",
        summary="List claimants",
        description="Everybody on whose claims verdicts were published, by the name that the documents have, with the "
        "number of standing verdicts by rating. The verdicts themselves: /api/v1/verdicts/?claimant=ID.",
        tags=["Claimants and sources"],
        parameters=[form, *parameters.PAGED],
        responses={
            (200, "application/json"): counts.Claimant(many=True),
            **answers.whole(),
            **answers.problems(400, 406, 429),
        },
    )
    def get(self, request: Request) -> HttpResponseBase:
        """List them."""
        return self.listed(request)

    def found(self, wanted: dict[str, Any]) -> QuerySet[Any]:
        """Filter by name, or by words of it."""
        found = PublishedClaimant.objects.all()
        if words := wanted.pop("q", ""):
            found = found.named_with(words)
        return found.filter(**wanted)


class OneClaimant(Reading):
    """One claimant."""

    @extend_schema(
        operation_id="readClaimant",
        summary="Read a claimant",
        description="A claimant with the number of standing verdicts by rating. The id is made from the name.",
        tags=["Claimants and sources"],
        responses={200: counts.Claimant, **answers.problems(400, 404, 406, 429)},
    )
    def get(self, request: Request, public_id: UUID) -> HttpResponseBase:
        """Read it."""
        return read(self, PublishedClaimant, CLAIMANT, public_id, name="claimant")

"""Claims: those with a published verdict, for everybody; the desk's own, for who has a key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from claims.api import described, shapes
from claims.api.asking import ClaimsAsked, asked, lookups
from claims.api.pages import Pages
from claims.api.reading import Reading
from claims.models.claim import Claim
from claims.models.current_verdict import CurrentVerdict

if TYPE_CHECKING:
    from uuid import UUID

    from rest_framework.request import Request


class Claims(Reading):
    """The list of claims."""

    pagination_class = Pages

    @extend_schema(
        operation_id="listClaims",
        summary="List claims",
        description="Without a key: the claims that have a published verdict, as the documents have them. With a key: "
        "what its person sees at the desk, those of the newest article first.",
        tags=["Claims"],
        parameters=[ClaimsAsked, *described.PAGED],
        responses={200: described.Claim(many=True), **described.problems(400, 401, 406, 429)},
    )
    def get(self, request: Request) -> Response:
        """List them."""
        wanted = asked(request, ClaimsAsked)
        if (person := self.person()) is not None:
            pages = Pages("-taken_in_at", "number")
            filters = lookups(wanted, article="article__public_id", claimant="claimant__name")
            visible = Claim.objects.visible_to(person).with_people()
            found = visible.annotate(taken_in_at=F("article__taken_in_at")).filter(**filters)
            mine = pages.paginate_queryset(found, request, self)
            return pages.get_paginated_response([shapes.desk_claim(each) for each in mine])
        mark = self.ledger_mark()
        if self.has(mark):
            return self.unchanged(mark)
        pages = Pages("-publication_id")
        filters = lookups(wanted, article="article__public_id", status="publication__kind")
        public = CurrentVerdict.objects.readable().with_documents().filter(**filters)
        rows = pages.paginate_queryset(public, request, self)
        return self.marked(pages.get_paginated_response([shapes.published_claim(each) for each in rows]), mark)


class OneClaim(Reading):
    """One claim."""

    @extend_schema(
        operation_id="readClaim",
        summary="Read a claim",
        description="Without a key: a claim that has a published verdict. With a key: the desk’s own claim, with its "
        "place in the article: the words from “start” to “end” are “quote”, exactly.",
        tags=["Claims"],
        responses={200: described.Claim, **described.problems(401, 404, 406, 429)},
    )
    def get(self, request: Request, public_id: UUID) -> Response:
        """Read it."""
        if (person := self.person()) is not None:
            visible = Claim.objects.visible_to(person).with_people()
            return Response(shapes.desk_claim(get_object_or_404(visible, public_id=public_id)))
        now = get_object_or_404(CurrentVerdict.objects.readable().select_related("publication"), public_id=public_id)
        mark = self.mark(now.publication.hash[:32], "claim")
        if self.has(mark):
            return self.unchanged(mark)
        full = CurrentVerdict.objects.with_documents().get(pk=now.pk)
        return self.marked(Response(shapes.published_claim(full)), mark)

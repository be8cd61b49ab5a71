"""Verdicts, as the ledger has them now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from claims.api import described, shapes
from claims.api.asking import VerdictsAsked, asked, lookups
from claims.api.pages import Pages
from claims.api.problems import Problem
from claims.api.reading import Reading
from claims.models.current_verdict import CurrentVerdict
from claims.models.publication import Publication

if TYPE_CHECKING:
    from uuid import UUID

    from rest_framework.request import Request


class ClaimReviewRenderer(JSONRenderer):
    """JSON-LD."""

    media_type = "application/ld+json"
    format = "jsonld"
    charset = None


class Verdicts(Reading):
    """The list of verdicts."""

    pagination_class = Pages

    @extend_schema(
        operation_id="listVerdicts",
        summary="List verdicts",
        description="The verdicts that stand, the newest ledger row first, each with its complete document.",
        tags=["Verdicts"],
        parameters=[VerdictsAsked, *described.PAGED],
        responses={200: described.Entry(many=True), **described.problems(400, 406, 429)},
    )
    def get(self, request: Request) -> Response:
        """List them."""
        wanted = asked(request, VerdictsAsked)
        mark = self.ledger_mark()
        if self.has(mark):
            return self.unchanged(mark)
        filters = lookups({"retracted": False} | wanted, article="article__public_id")
        found = CurrentVerdict.objects.readable().with_documents().filter(**filters)
        pages = Pages("-publication_id")
        rows = pages.paginate_queryset(found, request, self)
        return self.marked(pages.get_paginated_response([shapes.entry(each.publication) for each in rows]), mark)


class OneVerdict(Reading):
    """One verdict; its markup, where JSON-LD is asked for."""

    renderer_classes = (JSONRenderer, ClaimReviewRenderer)

    @extend_schema(
        operation_id="readVerdict",
        summary="Read a verdict",
        description="The newest ledger row on a claim with its document, and the rows before it. A retracted verdict "
        "stays readable and says so. With “Accept: application/ld+json” the answer is the ClaimReview alone.",
        tags=["Verdicts"],
        responses={
            (200, "application/json"): described.Verdict,
            (200, "application/ld+json"): described.ClaimReview,
            **described.problems(404, 406, 410, 429),
        },
    )
    def get(self, request: Request, public_id: UUID) -> Response:
        """Read it."""
        now = current(public_id)
        mark = self.mark(now.publication.hash[:32], now.last_sequence)
        if self.has(mark):
            return self.unchanged(mark)
        if isinstance(request.accepted_renderer, ClaimReviewRenderer):
            return self.marked(Response(markup(now)), mark)
        rows = list(now.claim.publications.with_documents().order_by("-sequence"))
        stands = next(each for each in rows if each.sequence == now.publication_id)
        made = shapes.entry(stands) | {"history": [shapes.row(each) for each in rows]}
        return self.marked(Response(made), mark)


class VerdictMarkup(Reading):
    """The ClaimReview of a verdict."""

    renderer_classes = (ClaimReviewRenderer, JSONRenderer)

    @extend_schema(
        operation_id="readClaimReview",
        summary="Read a verdict’s ClaimReview",
        description="The schema.org markup of a verdict, as it stands in the verdict’s own page.",
        tags=["Verdicts"],
        responses={
            (200, "application/ld+json"): described.ClaimReview,
            (200, "application/json"): described.ClaimReview,
            **described.problems(404, 406, 410, 429),
        },
    )
    def get(self, request: Request, public_id: UUID) -> Response:
        """Read it."""
        now = current(public_id)
        mark = self.mark(now.publication.hash[:32], "markup")
        return self.unchanged(mark) if self.has(mark) else self.marked(Response(markup(now)), mark)


def current(public_id: UUID) -> CurrentVerdict:
    """Find the current verdict on a claim, without its document."""
    return get_object_or_404(CurrentVerdict.objects.select_related("publication", "claim"), public_id=public_id)


def markup(now: CurrentVerdict) -> dict[str, object]:
    """Return the ClaimReview, or answer that it was withdrawn."""
    row = Publication.objects.with_documents().get(pk=now.publication_id)
    found: dict[str, object] | None = row.document.content.get("claimReview")
    if found is None:
        raise Problem(410)
    return found

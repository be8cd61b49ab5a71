"""Claims: those with a published verdict, for everybody; the desk's own, for who has a key that opens it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from claims.api import shapes, stored
from claims.api.asking import ClaimsAsked, NothingAsked, asked, choosing, lookups
from claims.api.choosing import paths
from claims.api.described import answers, checked, parameters
from claims.api.listing import Listing, chosen
from claims.api.pages import Pages
from claims.api.problems import Problem
from claims.api.reading import Reading
from claims.api.verdicts import current, marks, published_between, seen
from claims.models.claim import Claim
from claims.models.current_verdict import CurrentVerdict
from claims.models.publication import PublicationKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from django.db.models import QuerySet
    from django.http import HttpResponseBase
    from rest_framework.request import Request

CLAIM = stored.Sql(
    """(SELECT left((doc -> 'claim')::text, -1) || ',' || substr(json_build_object('id', doc ->> 'id',
    'status', doc ->> 'kind', 'article', doc #>> '{article,id}', 'verdict', json_build_object('url', doc ->> 'url',
    'rating', doc #>> '{verdict,rating}', 'label', doc #>> '{verdict,label}',
    'attribution', doc #>> '{verdict,attribution}'))::text, 2)
    FROM (SELECT (%(expressions)s)::json AS doc) AS of_row)""",
    F("publication__document__body"),
)
"""A claim as its newest document has it."""

AT_THE_DESK = {
    "article": "article__public_id",
    "claimant": "claimant__name",
    "outlet": "article__outlet",
    "language": "article__language",
    "topic": "topic__name",
    "rating": "current_verdict__rating",
    "attribution": "current_verdict__attribution",
}
"""Where the desk’s own claims have what is asked for; of answers it asks those that are published."""

ORDERS = {"-publishedAt": ("-publication_id",), "publishedAt": ("publication_id",)}


class Claims(Listing):
    """The list of claims."""

    name_of_list = "claims"
    model = CurrentVerdict
    orders: ClassVar[Mapping[str, Sequence[str]]] = ORDERS
    form = choosing(ClaimsAsked, fields=paths(checked.Claim), orders=ORDERS)
    text = CLAIM
    columns: ClassVar[Mapping[str, Any]] = {
        "id": "public_id",
        "status": "status",
        "text": "wording",
        "quote": stored.of_document("claim,quote"),
        "claimant": "claimant",
        "claimantRole": stored.of_document("claim,claimantRole"),
        "reportedBy": stored.of_document("claim,reportedBy"),
        "kind": "kind",
        "topics": stored.Sql("array_to_string(%(expressions)s, '; ')", F("topics")),
        "article": stored.of_document("article,id"),
        "url": stored.of_document("url"),
        "rating": "rating",
        "label": stored.of_document("verdict,label"),
        "attribution": "attribution",
        "claimantKind": "claimant_kind",
    }

    @extend_schema(
        operation_id="listClaims",
        summary="List claims",
        description="Without a key: the claims that have a published verdict, as the documents have them. With a key: "
        "what its person sees at the desk, those of the newest article first.",
        tags=["Claims"],
        parameters=[form, *parameters.PAGED],
        responses={
            (200, "application/json"): checked.Claim(many=True),
            **answers.whole(),
            **answers.problems(400, 401, 406, 429),
        },
    )
    def get(self, request: Request) -> HttpResponseBase:
        """List them."""
        if (person := self.person()) is None:
            return self.listed(request)
        wanted = asked(request, self.form)
        self.only_json()
        pages = Pages("-taken_in_at", "number", "pk")
        filters = lookups(chosen(wanted), **AT_THE_DESK)
        visible = Claim.objects.visible_to(person).with_people().select_related("topic")
        visible = published_between(visible, filters, at="current_verdict__publication_id")
        found = visible.annotate(taken_in_at=F("article__taken_in_at")).filter(**filters)
        mine = [shapes.desk_claim(each) for each in pages.rows(found, request)]
        return Response({"next": pages.next, "previous": pages.previous, "results": self.trimmed(mine, wanted)})

    def found(self, wanted: dict[str, Any]) -> QuerySet[Any]:
        """Filter by what was published."""
        found = published_between(CurrentVerdict.objects.readable(), wanted)
        if (topic := wanted.pop("topic", None)) is not None:
            found = found.filter(topics__contains=[topic])
        return found.filter(**lookups(wanted, article="article__public_id"))


class OneClaim(Reading):
    """One claim."""

    @extend_schema(
        operation_id="readClaim",
        summary="Read a claim",
        description="Without a key: a claim that has a published verdict. With a key: the desk’s own claim, with its "
        "place in the article: the words from “start” to “end” are “quote”, exactly.",
        tags=["Claims"],
        responses={200: checked.Claim, **answers.problems(400, 401, 404, 406, 429)},
    )
    def get(self, request: Request, public_id: UUID) -> HttpResponseBase:
        """Read it."""
        asked(request, NothingAsked)
        if (person := self.person()) is not None:
            visible = Claim.objects.visible_to(person).with_people().select_related("topic")
            return Response(shapes.desk_claim(get_object_or_404(visible, public_id=public_id)))
        now = current(public_id)
        if now["status"] == PublicationKind.REDACTED:
            raise Problem(404)
        unchanged = self.unchanged(*marks(now), "claim", **seen(now, public_id))
        if unchanged is not None:
            return unchanged
        text: str = CurrentVerdict.objects.annotate(text=CLAIM).values_list("text", flat=True).get(pk=now["pk"])
        return HttpResponse(text, content_type="application/json")

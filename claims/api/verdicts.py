"""Verdicts, as the ledger has them now."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import SearchRank
from django.db.models import BigIntegerField, F, OuterRef, Q, Subquery
from django.db.models.functions import Cast
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.renderers import JSONRenderer

from claims.api import media, stored
from claims.api.asking import HIGHEST, NothingAsked, VerdictAsked, VerdictsAsked, asked, choosing, uuid_in
from claims.api.choosing import paths
from claims.api.described import answers, ledger, parameters, verdicts
from claims.api.expanding import articles, claimants, histories, sources
from claims.api.listing import RELEVANCE, Listing
from claims.api.pages import Pages
from claims.api.problems import Problem, wrong_parameter
from claims.api.reading import Reading
from claims.api.searching import configurations, highlight, query
from claims.models.current_verdict import CurrentVerdict
from claims.models.external_copy import ExternalCopy
from claims.models.publication import Publication, PublicationKind
from claims.models.question import Given, Question

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from django.db.models import QuerySet
    from django.http import HttpResponseBase
    from rest_framework.request import Request

ENTRY = stored.entry("public_id", "publication__")

ORDERS = {
    "-publishedAt": ("-publication_id",),
    "publishedAt": ("publication_id",),
    "-firstPublishedAt": ("-first_published_at", "-publication_id"),
    "firstPublishedAt": ("first_published_at", "publication_id"),
    "relevance": RELEVANCE,
}
COLUMNS = {
    "id": "public_id",
    "url": stored.of_document("url"),
    "sequence": "publication_id",
    "status": "status",
    "publishedAt": stored.time("publication__published_at"),
    "firstPublishedAt": stored.time("first_published_at"),
    "claim": "wording",
    "claimant": "claimant",
    "claimantRole": stored.of_document("claim,claimantRole"),
    "reportedBy": stored.of_document("claim,reportedBy"),
    "kind": "kind",
    "topics": stored.Sql("array_to_string(%(expressions)s, '; ')", F("topics")),
    "rating": "rating",
    "label": stored.of_document("verdict,label"),
    "value": stored.of_document("verdict,value"),
    "attribution": "attribution",
    "rationale": stored.of_document("verdict,rationale"),
    "articleId": stored.of_document("article,id"),
    "articleTitle": stored.of_document("article,title"),
    "articleUrl": stored.of_document("article,url"),
    "articlePublishedAt": stored.of_document("article,publishedAt"),
    "outlet": "outlet",
    "language": "language",
    "note": "publication__note",
    "rehearsal": "publication__rehearsal",
    "hash": "publication__hash",
    "documentSha256": "publication__document_id",
    "claimantKind": "claimant_kind",
}


Rows = TypeVar("Rows", bound="QuerySet[Any, Any]")

WEIGHED = 1_000
"""Of what a search finds, so many of the newest are put in the order of relevance."""


def since(at: Any) -> Subquery:
    """Return the first sequence that was published at a time or after it: times rise with the sequence."""
    return Subquery(
        Publication.objects.filter(published_at__gte=at).order_by("published_at", "sequence").values("sequence")[:1]
    )


def published_between(found: Rows, wanted: dict[str, Any], *, at: str = "publication_id") -> Rows:
    """Keep what was published between the times that are wanted, and take them out of it; `at` leads to the sequence."""
    if (after := wanted.pop("publishedAfter", None)) is not None:
        found = found.filter(**{f"{at}__gte": since(after)})
    if (before := wanted.pop("publishedBefore", None)) is not None:
        found = found.filter(**{f"{at}__lt": stored.or_highest(since(before))})
    return found


def said_by(given: str) -> dict[str, Any]:
    """Return the filter of current verdicts for who said it: a name, or an id."""
    uid = uuid_in(given)
    return {"claimant_uid": uid} if uid else {"claimant": given}


class Verdicts(Listing):
    """The list of verdicts."""

    renderer_classes = media.MARKED_UP
    name_of_list = "verdicts"
    model = CurrentVerdict
    expansions: ClassVar[Mapping[str, Any]] = {
        "history": histories,
        "claimant": claimants,
        "article": articles,
        "sources": sources,
    }
    orders: ClassVar[Mapping[str, Sequence[str]]] = ORDERS
    form = choosing(VerdictsAsked, fields=paths(ledger.Entry), orders=ORDERS, expand=expansions)
    text = ENTRY
    columns: ClassVar[Mapping[str, Any]] = COLUMNS

    @extend_schema(
        operation_id="listVerdicts",
        summary="List verdicts",
        description="The verdicts that stand, the newest ledger row first, each with its complete document. As NDJSON or "
        "CSV the whole list comes at once; as JSON-LD a page of schema.org markup.",
        tags=["Verdicts"],
        parameters=[form, *parameters.PAGED],
        responses={
            (200, "application/json"): verdicts.Listed(many=True),
            **answers.whole(verdicts.MarkupPage),
            **answers.problems(400, 406, 429),
        },
    )
    def get(self, request: Request) -> HttpResponseBase:
        """List them."""
        if "asOf" in request.query_params:
            return self.as_of(request)
        if isinstance(request.accepted_renderer, media.JSONLD):
            return self.markup(request)
        return self.listed(request)

    def as_of(self, request: Request) -> HttpResponseBase:
        """List what stood at a place in the ledger."""
        wanted = asked(request, self.form)
        only_json_of_the_past(request)
        if others := set(wanted) - {"asOf", "retracted"}:
            words = "This cannot be asked of the past."
            raise Problem(400, errors=[{"parameter": name, "detail": words} for name in sorted(others)])
        if (unchanged := self.ledger_unchanged(self.name_of_list)) is not None:
            return unchanged
        retracted = Q(kind=PublicationKind.RETRACTED)
        found = Publication.objects.as_of(place(wanted["asOf"]))
        found = found.filter(retracted if wanted.get("retracted") else ~retracted)
        pages = Pages("-sequence")
        text = stored.entry("claim__public_id")
        rows = pages.rows(found.annotate(text=text).values("sequence", "text"), request)
        return pages.answer(row["text"] for row in rows)

    def found(self, wanted: dict[str, Any]) -> QuerySet[Any]:
        """Filter by what was published."""
        wanted = {"retracted": False} | wanted
        found = CurrentVerdict.objects.readable()
        if words := wanted.pop("q", ""):
            found = found.filter(search=query(words, configurations(wanted.get("language", ""))))
        if (name := wanted.pop("claimant", None)) is not None:
            found = found.filter(**said_by(name))
        names = {
            "article": "article__public_id",
            "source": "sources__contains",
            "topic": "topics__contains",
            "firstPublishedAfter": "first_published_at__gte",
            "firstPublishedBefore": "first_published_at__lt",
        }
        found = published_between(found, wanted)
        lists = {"source", "topic"}
        return found.filter(**{names.get(name, name): [v] if name in lists else v for name, v in wanted.items()})

    def ranked(self, found: QuerySet[Any], wanted: dict[str, Any]) -> QuerySet[Any]:
        """Weigh the newest rows that were found, if the best are to come first: weighing all would take as long as the ledger."""
        if wanted.get("sort") != "relevance":
            return found
        if not wanted.get("q"):
            raise wrong_parameter("sort", "Only a search has an order by relevance. Add “q”, or choose another order.")
        newest = found.order_by("-publication_id").values("pk")[:WEIGHED]
        return self.weighed(CurrentVerdict.objects.filter(pk__in=newest), wanted)

    def weighed(self, rows: QuerySet[Any], wanted: dict[str, Any]) -> QuerySet[Any]:
        """Say how well each row fits the words, as a whole number, which a cursor keeps exactly."""
        if wanted.get("sort") != "relevance":
            return rows
        fits = SearchRank(F("search"), query(wanted["q"], configurations(wanted.get("language", ""))))
        weighed: QuerySet[Any] = rows.annotate(rank=Cast(fits * 1_000_000, BigIntegerField()))
        return weighed

    def mark_hits(self, rows: list[dict[str, Any]], wanted: dict[str, Any]) -> None:
        """Show where the words occur."""
        highlight(rows, words=wanted["q"])

    def markup(self, request: Request) -> HttpResponseBase:
        """Answer with a page of ClaimReviews, as a schema.org DataFeed; the Link header leads on."""
        wanted = asked(request, self.form)
        refuse_what_markup_has_not(wanted)
        if (unchanged := self.ledger_unchanged(self.name_of_list)) is not None:
            return unchanged
        pages = Pages(*self.orders[wanted.get("sort", "-publishedAt")])
        found = self.ranked(self.found({name: value for name, value in wanted.items() if name != "sort"}), wanted)
        rows = pages.rows(
            found.annotate(text=stored.part_of_document("claimReview")).values(*pages.keys, "text"), request
        )
        reviews = ",".join(f'{{"@type":"DataFeedItem","item":{row["text"]}}}' for row in rows if row["text"])
        feed = f'{{"@context":"https://schema.org","@type":"DataFeed","dataFeedElement":[{reviews}]}}'
        response = HttpResponse(feed, content_type=media.JSONLD.media_type)
        links = {"next": pages.next, "prev": pages.previous}
        if told := ", ".join(f'<{address}>; rel="{rel}"' for rel, address in links.items() if address):
            response.headers["Link"] = told
        return response


class OneVerdict(Reading):
    """One verdict; its markup, where JSON-LD is asked for."""

    renderer_classes = (JSONRenderer, media.JSONLD)

    @extend_schema(
        operation_id="readVerdict",
        summary="Read a verdict",
        description="The newest ledger row on a claim with its document, and the rows before it. A retracted verdict "
        "stays readable and says so. With “Accept: application/ld+json” the answer is the ClaimReview alone.",
        tags=["Verdicts"],
        parameters=[VerdictAsked],
        responses={
            (200, "application/json"): verdicts.Verdict,
            (200, "application/ld+json"): verdicts.ClaimReview,
            **answers.problems(400, 404, 406, 410, 429),
        },
    )
    def get(self, request: Request, public_id: UUID) -> HttpResponseBase:
        """Read it."""
        wanted = asked(request, VerdictAsked)
        if "asOf" in wanted:
            only_json_of_the_past(request)
        now = current(public_id)
        parts = (*marks(now), f"archived{len(now['archived'])}") if now["archived"] else marks(now)
        if (unchanged := self.unchanged(*parts, **seen(now, public_id))) is not None:
            return unchanged
        if "asOf" in wanted:
            return shown(now["pk"], place(wanted["asOf"]))
        if isinstance(request.accepted_renderer, media.JSONLD):
            return markup(now)
        return shown(now["pk"], HIGHEST, stands=now["publication_id"], archived=now["archived"])


class VerdictMarkup(Reading):
    """The ClaimReview of a verdict."""

    renderer_classes = (media.JSONLD, JSONRenderer)

    @extend_schema(
        operation_id="readClaimReview",
        summary="Read a verdict’s ClaimReview",
        description="The schema.org markup of a verdict, as it stands in the verdict’s own page.",
        tags=["Verdicts"],
        responses={
            (200, "application/ld+json"): verdicts.ClaimReview,
            (200, "application/json"): verdicts.ClaimReview,
            **answers.problems(400, 404, 406, 410, 429),
        },
    )
    def get(self, request: Request, public_id: UUID) -> HttpResponseBase:
        """Read it."""
        asked(request, NothingAsked)
        now = current(public_id)
        unchanged = self.unchanged(*marks(now), "markup", **seen(now, public_id))
        return unchanged if unchanged is not None else markup(now, request.accepted_renderer.media_type)


def only_json_of_the_past(request: Request) -> None:
    """Refuse to write the past in another form than JSON. Raises Problem."""
    if media.JSONLD.media_type == request.accepted_renderer.media_type:
        words = "Markup speaks of what stands. Leave “asOf” out, or send “Accept: application/json” and read “claimReview” in the document."
        raise Problem(406, words)
    if isinstance(request.accepted_renderer, media.WHOLE):
        words = "The past comes as JSON, page by page. Send “Accept: application/json”, or read the whole ledger at /api/v1/changes/."
        raise Problem(406, words)


def refuse_what_markup_has_not(wanted: dict[str, Any]) -> None:
    """Refuse what schema.org markup cannot answer, which else would go by unseen. Raises Problem."""
    words = "Markup comes whole. Leave this out, or send “Accept: application/json”."
    errors = [{"parameter": name, "detail": words} for name in ("fields", "expand") if wanted.get(name)]
    if wanted.get("retracted"):
        words = "What was retracted has no markup any more. Send “Accept: application/json” to read it."
        errors.append({"parameter": "retracted", "detail": words})
    if errors:
        raise Problem(400, errors=errors)


ARCHIVED = stored.json_object(sha256="snapshot__raw_sha256", archivedUrl="link", savedAt=stored.time("settled_at"))
OF_CURRENT = ("pk", "publication_id", "publication__hash", "status", "last_sequence", "at", "archived")
CURRENT = Question(
    lambda: (
        CurrentVerdict.objects.filter(public_id=Given("public_id"))
        .annotate(
            at=Subquery(Publication.objects.filter(sequence=OuterRef("last_sequence")).values("published_at")),
            archived=ArraySubquery(
                ExternalCopy.objects.cited_by(OuterRef("publication__verdict")).values(text=ARCHIVED).order_by("text")
            ),
        )
        .values_list(*OF_CURRENT)
    )
)


def current(public_id: UUID) -> dict[str, Any]:
    """Find the current verdict on a claim, without its document."""
    found = CURRENT.ask({"public_id": public_id})
    if not found:
        raise Problem(404)
    now = dict(zip(OF_CURRENT, found[0], strict=True))
    if now["status"] == PublicationKind.REDACTED:
        now["archived"] = []
    return now


def place(given: int | datetime) -> int:
    """Return the sequence at which the ledger ended then."""
    return given if isinstance(given, int) else Publication.objects.sequence_at(given)


def of_claim() -> QuerySet[Publication]:
    """Return the ledger rows on a claim up to an end, the newest first."""
    return Publication.objects.filter(claim=Given("claim"), sequence__lte=Given("end")).order_by("-sequence")


def text_of(rows: QuerySet[Publication]) -> QuerySet[Any, tuple[Any, ...]]:
    """Write the newest of these rows with its document."""
    return rows.annotate(text=stored.entry("claim__public_id")).values_list("text")[:1]


STANDING = Question(lambda: text_of(of_claim().filter(pk=Given("stands"))))
EARLIER = Question(lambda: text_of(of_claim().exclude(kind=PublicationKind.REDACTED)))
HISTORY = Question(lambda: of_claim().annotate(text=stored.row()).values_list("text"))


def shown(claim: int, end: int, *, stands: int | None = None, archived: Sequence[str] = ()) -> HttpResponse:
    """Show a verdict with its history as they were when the ledger ended at this sequence; 404 before its first row."""
    given = {"claim": claim, "end": end, "stands": stands}
    texts = (EARLIER if stands is None else STANDING).ask(given)
    if not texts:
        raise Problem(404)
    history = ",".join(text for (text,) in HISTORY.ask(given))
    body = f'{texts[0][0][:-1]},"history":[{history}],"archived":[{",".join(archived)}]}}'
    return HttpResponse(body, content_type="application/json")


def marks(now: dict[str, Any]) -> tuple[str, int]:
    """Return what tells this state of a verdict from every other: the row that stands, and the newest on the claim."""
    return now["publication__hash"][:32], now["last_sequence"]


def seen(now: dict[str, Any], public_id: UUID) -> dict[str, Any]:
    """Return since when a verdict stands as it is read now, and its name to caches."""
    saved = (datetime.fromisoformat(json.loads(each)["savedAt"] or "0001-01-01T00:00:00Z") for each in now["archived"])
    return {"at": max([now["at"], *saved]), "surrogates": (f"verdict-{public_id}",)}


def markup(now: dict[str, Any], media_type: str = media.JSONLD.media_type) -> HttpResponse:
    """Return the ClaimReview, or answer that it was withdrawn."""
    text = stored.part_of_document("claimReview", "")
    found = Publication.objects.annotate(text=text).values_list("text", flat=True).get(pk=now["publication_id"])
    if now["status"] == PublicationKind.REDACTED:
        raise Problem(410, "The verdict was redacted by order, with its markup. Read the verdict itself for the order.")
    if found is None:
        raise Problem(410)
    return HttpResponse(found, content_type=media_type)

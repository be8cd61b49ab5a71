"""Articles: what verdicts are about, for everybody; the desk's own, for who has a key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import pghistory
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotAuthenticated
from rest_framework.response import Response

from claims.api import shapes, stored
from claims.api.asking import ArticlesAsked, NothingAsked, asked, choosing
from claims.api.choosing import paths
from claims.api.described import answers, checked, parameters
from claims.api.handing_in import HandedIn, hand_in
from claims.api.listing import Listing, chosen
from claims.api.pages import Pages
from claims.api.problems import Problem
from claims.api.reading import Reading
from claims.desk.intake import AlreadyHere
from claims.models.article import Article
from claims.models.current_verdict import CurrentVerdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from django.db.models import QuerySet
    from django.http import HttpResponseBase
    from rest_framework.request import Request


ARTICLE = stored.part_of_document("article")
ORDERS = {"-publishedAt": ("-publication_id",), "publishedAt": ("publication_id",)}


class Articles(Listing):
    """The list of articles, and the door for new ones."""

    name_of_list = "articles"
    model = CurrentVerdict
    orders: ClassVar[Mapping[str, Sequence[str]]] = ORDERS
    form = choosing(ArticlesAsked, fields=paths(checked.Article), orders=ORDERS)
    text = ARTICLE
    columns: ClassVar[Mapping[str, Any]] = {
        each: stored.of_document(f"article,{each}")
        for each in ("id", "title", "outlet", "url", "publishedAt", "language")
    }

    @extend_schema(
        operation_id="listArticles",
        summary="List articles",
        description="Without a key: the articles on whose claims verdicts were published, as the documents have them. "
        "With a key: what its person sees at the desk, the newest first.",
        tags=["Articles"],
        parameters=[form, *parameters.PAGED],
        responses={
            (200, "application/json"): checked.Article(many=True),
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
        pages = Pages("-taken_in_at", "-public_id")
        found = Article.objects.visible_to(person).filter(**chosen(wanted)).defer("text")
        mine = [shapes.desk_article(each) for each in pages.rows(found, request)]
        return Response({"next": pages.next, "previous": pages.previous, "results": self.trimmed(mine, wanted)})

    def found(self, wanted: dict[str, Any]) -> QuerySet[Any]:
        """Filter by what was published."""
        return CurrentVerdict.objects.readable().newest_of_each_article().filter(**wanted)

    @extend_schema(
        operation_id="handInArticle",
        summary="Hand in an article",
        description="Puts a text on the desk, where it is split into claims. Needs a key. The same text twice is one "
        "article: the second time is answered with 409 and the one that is there.",
        tags=["Articles"],
        request=HandedIn,
        responses={
            201: checked.Article,
            **answers.problems(400, 401, 403, 409, 413, 415, 422, 429),
        },
    )
    def post(self, request: Request) -> Response:
        """Take one in."""
        if request.auth is None:
            raise NotAuthenticated
        person = self.may_hand_in()
        try:
            with pghistory.context(user=person.pk, api_key=request.auth.pk):
                article = hand_in(request.data, by=person)
        except AlreadyHere as there:
            where = address(request, there.article)
            raise Problem(409, str(there), article={"id": str(there.article.public_id), "url": where}) from there
        response = Response(shapes.desk_article(article, text=True), status=201)
        response["Location"] = address(request, article)
        return response


class OneArticle(Reading):
    """One article."""

    @extend_schema(
        operation_id="readArticle",
        summary="Read an article",
        description="Without a key: an article on whose claims a verdict was published. With a key: the desk’s own "
        "article, with its text.",
        tags=["Articles"],
        responses={200: checked.Article, **answers.problems(400, 401, 404, 406, 429)},
    )
    def get(self, request: Request, public_id: UUID) -> HttpResponseBase:
        """Read it."""
        asked(request, NothingAsked)
        if (person := self.person()) is not None:
            mine = get_object_or_404(Article.objects.visible_to(person), public_id=public_id)
            return Response(shapes.desk_article(mine, text=True))
        found = CurrentVerdict.objects.readable().filter(article__public_id=public_id).newest_first()
        now = found.values("publication_id", "publication__hash", "publication__published_at").first()
        if now is None:
            raise Problem(404)
        given: dict[str, Any] = {"at": now["publication__published_at"], "surrogates": (f"article-{public_id}",)}
        if (unchanged := self.unchanged(now["publication__hash"][:32], "article", **given)) is not None:
            return unchanged
        article = CurrentVerdict.objects.filter(publication=now["publication_id"]).annotate(text=ARTICLE)
        return HttpResponse(article.values_list("text", flat=True).get(), content_type="application/json")


def address(request: Request, article: Article) -> str:
    """Return where an article can be read."""
    return request.build_absolute_uri(reverse("api:article", args=[article.public_id]))

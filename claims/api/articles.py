"""Articles: what verdicts are about, for everybody; the desk's own, for who has a key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pghistory
from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotAuthenticated
from rest_framework.response import Response

from claims.api import described, shapes
from claims.api.asking import ArticlesAsked, asked
from claims.api.handing_in import HandedIn, hand_in
from claims.api.pages import Pages
from claims.api.problems import Problem
from claims.api.reading import Reading
from claims.desk.intake import AlreadyHere
from claims.models.article import Article
from claims.models.current_verdict import CurrentVerdict

if TYPE_CHECKING:
    from uuid import UUID

    from rest_framework.request import Request


class Articles(Reading):
    """The list of articles, and the door for new ones."""

    pagination_class = Pages

    @extend_schema(
        operation_id="listArticles",
        summary="List articles",
        description="Without a key: the articles on whose claims verdicts were published, as the documents have them. "
        "With a key: what its person sees at the desk, the newest first.",
        tags=["Articles"],
        parameters=[ArticlesAsked, *described.PAGED],
        responses={200: described.Article(many=True), **described.problems(400, 401, 406, 429)},
    )
    def get(self, request: Request) -> Response:
        """List them."""
        wanted = asked(request, ArticlesAsked)
        if (person := self.person()) is not None:
            pages = Pages("-taken_in_at", "-public_id")
            found = Article.objects.visible_to(person).filter(**wanted).defer("text")
            mine = pages.paginate_queryset(found, request, self)
            return pages.get_paginated_response([shapes.desk_article(each) for each in mine])
        mark = self.ledger_mark()
        if self.has(mark):
            return self.unchanged(mark)
        pages = Pages("-publication_id")
        public = CurrentVerdict.objects.readable().with_documents().newest_of_each_article().filter(**wanted)
        rows = pages.paginate_queryset(public, request, self)
        return self.marked(pages.get_paginated_response([shapes.published_article(each) for each in rows]), mark)

    @extend_schema(
        operation_id="handInArticle",
        summary="Hand in an article",
        description="Puts a text on the desk, where it is split into claims. Needs a key. The same text twice is one "
        "article: the second time is answered with 409 and the one that is there.",
        tags=["Articles"],
        request=HandedIn,
        responses={
            201: described.Article,
            **described.problems(400, 401, 403, 409, 413, 415, 422, 429),
        },
    )
    def post(self, request: Request) -> Response:
        """Take one in."""
        person = self.person()
        if person is None:
            raise NotAuthenticated
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
        responses={200: described.Article, **described.problems(401, 404, 406, 429)},
    )
    def get(self, request: Request, public_id: UUID) -> Response:
        """Read it."""
        if (person := self.person()) is not None:
            mine = get_object_or_404(Article.objects.visible_to(person), public_id=public_id)
            return Response(shapes.desk_article(mine, text=True))
        found = CurrentVerdict.objects.readable().filter(article__public_id=public_id).select_related("publication")
        newest = found.newest_first().first()
        if newest is None:
            raise Problem(404)
        mark = self.mark(newest.publication.hash[:32], "article")
        if self.has(mark):
            return self.unchanged(mark)
        full = CurrentVerdict.objects.with_documents().get(pk=newest.pk)
        return self.marked(Response(shapes.published_article(full)), mark)


def address(request: Request, article: Article) -> str:
    """Return where an article can be read."""
    return request.build_absolute_uri(reverse("api:article", args=[article.public_id]))

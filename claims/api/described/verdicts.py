"""A verdict, alone and in a list, and as markup."""

from __future__ import annotations

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers

from claims.api.described.answers import Shape, Text
from claims.api.described.counts import Claimant, Source
from claims.api.described.documents import DocumentArticle
from claims.api.described.ledger import Entry, Row


class Archived(Shape):
    """A copy of a cited page in a public archive."""

    sha256 = Text(help_text="Of our own copy, as `copy.sha256` in the document has it.")
    archivedUrl = serializers.URLField()  # noqa: N815
    savedAt = Text(help_text="RFC 3339, in UTC.")  # noqa: N815


class Verdict(Entry):
    """The row that stands on a claim, and all rows on it, the newest first."""

    history = Row(many=True)
    archived = Archived(
        many=True,
        help_text="Copies of the cited pages in a public archive, those too that came after the document was published. "
        "Not part of what is hashed; empty for the past.",
    )


class Highlights(Shape):
    """Where the searched words occur: HTML in which all is escaped but the <mark>s around them."""

    claim = Text(required=False)
    claimant = Text(required=False)
    articleTitle = Text(required=False)  # noqa: N815
    rationale = Text(required=False, help_text="The stretches around the words.")
    quote = Text(required=False)


class Listed(Entry):
    """A ledger row with its document; the members after it on demand."""

    history = Row(many=True, required=False, help_text="With `expand=history`: all rows on the claim.")
    claimant = Claimant(required=False, allow_null=True, help_text="With `expand=claimant`; null: the article itself.")
    article = DocumentArticle(required=False, allow_null=True, help_text="With `expand=article`.")
    sources = Source(many=True, required=False, help_text="With `expand=sources`.")
    highlights = Highlights(required=False, help_text="With `q`.")


class MarkupPage(Shape):
    """schema.org DataFeed of ClaimReviews; the Link header leads to the next page."""

    dataFeedElement = serializers.ListField(child=serializers.DictField())  # noqa: N815


ClaimReview = OpenApiResponse(OpenApiTypes.OBJECT, "schema.org ClaimReview, as JSON-LD.")

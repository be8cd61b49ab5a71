"""What is checked: an article, and a claim of it."""

from __future__ import annotations

from rest_framework import serializers

from claims.api.described.answers import HASH, Shape, Text
from claims.api.described.documents import DocumentArticle, DocumentClaim
from claims.lifecycle import Status
from claims.ratings import Attribution


class Article(DocumentArticle):
    """An article; the members after `language` are the desk’s own, for who has a key."""

    author = Text(required=False, allow_blank=True)
    textSha256 = Text(required=False, help_text=HASH)  # noqa: N815
    takenInAt = serializers.DateTimeField(required=False)  # noqa: N815
    text = Text(required=False, help_text="Only where one article is read.")


class ClaimVerdict(Shape):
    """The answer on a claim."""

    url = serializers.URLField()
    rating = Text()
    label = Text()  # type: ignore[assignment]
    attribution = serializers.ChoiceField(Attribution.choices)


class Claim(DocumentClaim):
    """A claim; the members after `verdict` are the desk’s own, for who has a key."""

    id = serializers.UUIDField()
    status = serializers.ChoiceField(Status.choices)
    article = serializers.UUIDField(help_text="The article’s id.")
    verdict = ClaimVerdict(allow_null=True, help_text="The published answer; null with a key: read /verdicts/.")
    number = serializers.IntegerField(required=False, help_text="In the article.")
    start = serializers.IntegerField(required=False, help_text="Where the quote starts in the article’s text.")
    end = serializers.IntegerField(required=False, help_text="Where it ends.")
    checkable = serializers.BooleanField(required=False)
    checkWorthiness = serializers.FloatField(required=False, help_text="From 0 to 1.")  # noqa: N815
    updatedAt = serializers.DateTimeField(required=False)  # noqa: N815

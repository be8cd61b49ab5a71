"""Claims that were found, as Google’s Fact Check Tools API has them."""

from __future__ import annotations

from rest_framework import serializers

from claims.api.described.answers import Shape, Text


class FoundPublisher(Shape):
    """Who published a review."""

    name = Text()
    site = Text(help_text="The site’s name, such as facts.example.org.")


class FoundReview(Shape):
    """Our review of a claim."""

    publisher = FoundPublisher()
    url = serializers.URLField()
    title = Text()
    reviewDate = serializers.DateTimeField()  # noqa: N815
    textualRating = Text(help_text="The rating in words.")  # noqa: N815
    languageCode = Text(required=False)  # noqa: N815


class FoundClaim(Shape):
    """A claim with the review of it; what is not known is left out."""

    text = Text()
    claimant = Text(required=False)
    claimDate = serializers.DateTimeField(required=False)  # noqa: N815
    claimReview = FoundReview(many=True)  # noqa: N815


class FoundClaims(Shape):
    """Claims that were found, those with the most of the words first."""

    claims = FoundClaim(many=True)
    nextPageToken = Text(required=False, help_text="Send it as “pageToken” for the next page; absent on the last.")  # noqa: N815

"""How many verdicts there are: on each claimant, by each source, and of what."""

from __future__ import annotations

from rest_framework import serializers

from claims.api.described.answers import Shape, Text
from claims.models.claimant import ClaimantKind
from claims.models.source import SourceKind


class Ratings(serializers.DictField):
    """How many verdicts there are of each rating."""

    child = serializers.IntegerField(min_value=1)


class Spoken(Shape):
    """What claimants and sources have in common."""

    id = serializers.UUIDField()
    verdicts = serializers.IntegerField(min_value=0, help_text="Those that stand.")
    retracted = serializers.IntegerField(min_value=0, help_text="Those that were withdrawn.")
    ratings = Ratings(help_text="Of those that stand: how many have each rating, by its short name.")
    changed = serializers.IntegerField(min_value=1, help_text="The last ledger row that changed any of this.")


class Claimant(Spoken):
    """A claimant. The id is made from the name, so that it is the same for good."""

    name = Text()
    kind = serializers.ChoiceField(
        ClaimantKind.choices, help_text="What it is, as the newest document that speaks of it has it."
    )


class Source(Spoken):
    """A publication that verdicts cite. The id is made from its address, or from publisher and title."""

    publisher = Text(allow_blank=True)
    title = Text(allow_blank=True)
    url = Text(allow_blank=True, help_text="Empty for what lies in the newsroom’s own archive.")
    kind = serializers.ChoiceField(SourceKind.choices)
    publishedOn = Text(allow_blank=True, help_text="A day; empty where it is not known.")  # noqa: N815


class Counted(Shape):
    """The verdicts with one value."""

    value = Text(allow_blank=True)
    verdicts = serializers.IntegerField(min_value=0, help_text="Those that stand.")
    retracted = serializers.IntegerField(min_value=0, help_text="Those that were withdrawn.")
    ratings = Ratings(help_text="Of those that stand, by the rating’s short name.")


class Statistics(Shape):
    """How many verdicts there are, and of what."""

    verdicts = serializers.IntegerField(min_value=0, help_text="Those that stand.")
    retracted = serializers.IntegerField(min_value=0, help_text="Those that were withdrawn.")
    ratings = Ratings(help_text="Of those that stand, by the rating’s short name.")
    months = Counted(many=True, help_text="By month of first publication (2026-11), in their order.")
    kinds = Counted(many=True)
    attributions = Counted(many=True)
    languages = Counted(many=True)
    topics = Counted(many=True, help_text="The hundred with the most.")
    outlets = Counted(many=True, help_text="The hundred with the most.")

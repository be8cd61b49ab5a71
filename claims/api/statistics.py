"""Statistics: how many verdicts there are, by answer, month, language, kind, topic and outlet."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.db.models import Sum
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema

from claims.api.asking import NothingAsked, asked
from claims.api.described import answers, counts
from claims.api.reading import Reading
from claims.models.published import Tally

if TYPE_CHECKING:
    from django.http import HttpResponseBase
    from rest_framework.request import Request

MOST = 100
"""Of topics and outlets, those with the most verdicts."""

DIMENSIONS = {
    "months": "month",
    "kinds": "kind",
    "attributions": "attribution",
    "languages": "language",
    "topics": "topic",
    "outlets": "outlet",
}


class Statistics(Reading):
    """Counts of current verdicts; they are kept with each publication, never counted here."""

    name_of_list = "statistics"

    @extend_schema(
        operation_id="readStatistics",
        summary="Read statistics",
        description="How many verdicts stand, by rating; the same by month of first publication, kind, attribution and "
        "language, and for the hundred topics and outlets with the most. Retracted ones are counted apart.",
        tags=["The ledger"],
        responses={200: counts.Statistics, **answers.problems(400, 406, 429)},
    )
    def get(self, request: Request) -> HttpResponseBase:
        """Read them."""
        asked(request, NothingAsked)
        if (unchanged := self.ledger_unchanged(self.name_of_list)) is not None:
            return unchanged
        (every,) = counted("all") or [{"verdicts": 0, "retracted": 0, "ratings": {}}]
        every.pop("value", None)
        made = every | {name: counted(dimension) for name, dimension in DIMENSIONS.items()}
        return HttpResponse(json.dumps(made, ensure_ascii=False), content_type="application/json")


def counted(dimension: str) -> list[dict[str, Any]]:
    """Return the counts of a dimension: months in their order, all else the most frequent first."""
    every = Tally.objects.filter(dimension=dimension)
    largest = every.values("value").annotate(total=Sum("verdicts")).order_by("-total", "value")
    order = [each["value"] for each in largest[: MOST if dimension != "month" else None]]
    found: dict[str, dict[str, Any]] = {
        value: {"value": value, "verdicts": 0, "retracted": 0, "ratings": {}}
        for value in (sorted(order) if dimension == "month" else order)
    }
    for value, rating, number in every.filter(value__in=order).values_list("value", "rating", "verdicts"):
        if rating:
            found[value]["verdicts"] += number
            found[value]["ratings"][rating] = number
        else:
            found[value]["retracted"] += number
    return list(found.values())

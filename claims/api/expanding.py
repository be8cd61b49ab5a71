"""What belongs to a row and can be put into it on demand; one query for all rows of a page."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from claims.api import stored
from claims.models.current_verdict import CurrentVerdict
from claims.models.publication import Publication
from claims.models.published import PublishedClaimant, PublishedSource

if TYPE_CHECKING:
    from collections.abc import Iterable

    Row = dict[str, Any]

RATINGS = (
    "coalesce((SELECT json_object_agg(t.rating, t.verdicts ORDER BY t.rating) FROM claims_tally t"
    " WHERE t.dimension = '{dimension}' AND t.value = (%(expressions)s)::text AND t.rating <> ''), '{{}}'::json)"
)

CLAIMANT = stored.json_object(
    id="public_id",
    name="name",
    kind="kind",
    verdicts="verdicts",
    retracted="retracted",
    ratings=stored.Sql(RATINGS.format(dimension="claimant"), "public_id"),
    changed="changed",
)
SOURCE = stored.json_object(
    id="public_id",
    publisher="publisher",
    title="title",
    url="url",
    kind="kind",
    publishedOn="published_on",
    verdicts="verdicts",
    retracted="retracted",
    ratings=stored.Sql(RATINGS.format(dimension="source"), "public_id"),
    changed="changed",
)


def histories(rows: list[Row]) -> None:
    """Put all ledger rows of its claim into each row, the newest first."""
    kept: dict[str, list[Any]] = {row["id"]: [] for row in rows}
    found = Publication.objects.filter(claim__public_id__in=kept).order_by("-sequence")
    for public_id, text in found.annotate(text=stored.row()).values_list("claim__public_id", "text"):
        kept[str(public_id)].append(json.loads(text))
    for row in rows:
        row["history"] = kept[row["id"]]


def articles(rows: list[Row]) -> None:
    """Put the article beside each row: it is the document's own."""
    for row in rows:
        row["article"] = row["document"].get("article")


def claimants(rows: list[Row]) -> None:
    """Put the claimant into each row, with the number of its verdicts; null where the article speaks itself."""
    ids = of_current(rows, "claimant_uid")
    found = of(PublishedClaimant, CLAIMANT, (each for each in ids.values() if each))
    for row in rows:
        row["claimant"] = found.get(ids.get(row["id"]))


def sources(rows: list[Row]) -> None:
    """Put the cited sources into each row."""
    ids = of_current(rows, "sources")
    found = of(PublishedSource, SOURCE, (each for several in ids.values() for each in several))
    for row in rows:
        row["sources"] = [found[each] for each in ids.get(row["id"], ()) if each in found]


def of_current(rows: list[Row], column: str) -> dict[str, Any]:
    """Return a column of the current verdicts on these claims, by their ids."""
    found = CurrentVerdict.objects.filter(public_id__in=[row["id"] for row in rows])
    return {str(public_id): value for public_id, value in found.values_list("public_id", column)}


def of(model: Any, text: Any, ids: Iterable[Any]) -> dict[Any, Row]:
    """Return what a projection says of these ids."""
    found = model.objects.filter(pk__in=set(ids)).annotate(text=text).values_list("pk", "text")
    return {pk: json.loads(words) for pk, words in found}

"""Our verdicts in the form in which the world asks for fact-checks: `claims:search` of Google's Fact Check Tools API (v1alpha1).

https://developers.google.com/fact-check/tools/api/reference/rest/v1alpha1/claims/search. What asks Google asks us by another
base address, another Claimdesk among them.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import BigIntegerField, F, Func, Q, TextField, Value
from django.db.models.functions import Greatest
from django.http import HttpResponse
from django.utils.timezone import now
from drf_spectacular.utils import extend_schema

from claims.api.asking import ClaimSearchAsked, asked
from claims.api.described import answers
from claims.api.described.found import FoundClaims
from claims.api.pages import Pages, Part
from claims.api.problems import Problem, wrong_parameter
from claims.api.reading import Reading
from claims.api.searching import configurations
from claims.models.current_verdict import CurrentVerdict
from claims.models.publication import Publication

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet
    from django.http import HttpResponseBase
    from rest_framework.request import Request

WEIGHED = 1_000
"""Of what holds all the words, and of what holds any, so many of the newest are weighed."""

ENOUGH = 500
"""Of a thousand parts of the question, so many must occur in a verdict: half of its words."""

MOST_WORDS = 20
SHARE = """coalesce((
    SELECT 1000 * count(*) / cardinality(given.asked)
    FROM (SELECT %(expressions)s) AS given (searched, asked), unnest(given.asked) AS word
    WHERE word = ANY (tsvector_to_array(given.searched)) GROUP BY given.asked
), 0)"""


class ClaimSearch(Reading):
    """Claims with our reviews of them."""

    @extend_schema(
        operation_id="searchClaims",
        summary="Search claims as with Google’s Fact Check Tools",
        description="The verdicts that stand, in the form of `claims:search` of Google’s Fact Check Tools API (v1alpha1), so that "
        "whatever asks there can ask here. A claim is found that holds half of the words or more, those that hold the most "
        "first; without words the newest. A key is taken and passed over: reading is free.",
        tags=["Verdicts"],
        parameters=[ClaimSearchAsked],
        responses={200: FoundClaims, **answers.problems(400, 406, 429)},
    )
    def get(self, request: Request) -> HttpResponseBase:
        """Search them."""
        wanted = asked(request, ClaimSearchAsked)
        mark, at = Publication.objects.newest_mark() or ("empty", None)
        since = first_day(wanted.get("maxAgeDays"))
        if since is not None and at is not None:  # what is too old today was not yesterday
            at = max(at, midnight())
        parts = ("search", mark[:32], *([since.date()] if since else []))
        if (unchanged := self.unchanged(*parts, at=at, surrogates=("ledger", "search"))) is not None:
            return unchanged
        pages = Pages("-share", "-publication_id")
        part = Part(wanted["pageSize"], *place(pages, wanted.get("pageToken", "")))
        rows = list(
            pages.cut(found(wanted, since), part).values("share", "publication_id", "publication__document__body")
        )
        shown = rows[: part.size]
        made: dict[str, Any] = {"claims": [claim(json.loads(row["publication__document__body"])) for row in shown]}
        if len(rows) > part.size:
            made["nextPageToken"] = pages.write(shown[-1], backwards=False)
        return HttpResponse(json.dumps(made, ensure_ascii=False), content_type="application/json")


def first_day(days: int | None) -> datetime | None:
    """Return the midnight from which on something is young enough; the same all day, so that answers can be kept."""
    return midnight() - timedelta(days=days) if days else None


def midnight() -> datetime:
    """Return when this day began, in UTC."""
    return now().astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def place(pages: Pages, token: str) -> tuple[bool, dict[str, Any] | None]:
    """Read where to go on. Raises Problem for what no token of ours is."""
    if not token:
        return False, None
    words = "This is none of ours. Start again without it."
    try:
        backwards, at = pages.read(token)
    except Problem as problem:
        raise wrong_parameter("pageToken", words) from problem
    if backwards or not all(isinstance(each, int) for each in at.values()):
        raise wrong_parameter("pageToken", words)
    return backwards, at


def found(wanted: dict[str, Any], since: datetime | None) -> QuerySet[CurrentVerdict]:
    """Find the standing verdicts, each with the share of the words that it holds, in thousandths."""
    rows = CurrentVerdict.objects.standing()
    if since is not None:
        rows = rows.filter(first_published_at__gte=since)
    if language := wanted.get("languageCode", ""):
        base = language.partition("-")[0]
        rows = rows.filter(Q(language=base) | Q(language__startswith=f"{base}-"))
    if (site := wanted.get("reviewPublisherSiteFilter", "")) and not is_ours(site):
        rows = rows.none()
    words = re.findall(r"\w+", wanted.get("query", ""))[:MOST_WORDS]
    if not words:
        blank = not wanted.get("query", "").strip()
        every = rows if blank else rows.none()
        return every.annotate(share=Value(1_000, output_field=BigIntegerField()))
    configs = configurations(wanted.get("languageCode", ""))
    either = " | ".join(f"'{word}'" for word in words)
    all_of_them = rows.filter(in_any(configs, " ".join(words), "plain")).order_by("-publication_id").values("pk")
    any_of_them = rows.filter(in_any(configs, either, "raw")).order_by("-publication_id").values("pk")
    weighed = CurrentVerdict.objects.filter(Q(pk__in=all_of_them[:WEIGHED]) | Q(pk__in=any_of_them[:WEIGHED]))
    shares = [share(lexemes) for lexemes in stems(configs, " ".join(words)) if lexemes]
    if not shares:
        return rows.none().annotate(share=Value(0, output_field=BigIntegerField()))
    best = Greatest(*shares) if len(shares) > 1 else shares[0]
    return weighed.annotate(share=best).filter(share__gte=ENOUGH)


def in_any(configs: Sequence[str], words: str, way: str) -> Q:
    """Return the condition that the words are found in one of the configurations."""
    either = Q()
    for each in configs:
        either |= Q(search=SearchQuery(words, config=each, search_type=way))
    return either


def stems(configs: Sequence[str], words: str) -> list[list[str]]:
    """Return the words as each configuration has them in its index."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tsvector_to_array(to_tsvector(config, %s)) FROM unnest(%s::regconfig[]) AS config",
            [words, list(configs)],
        )
        return [row[0] for row in cursor.fetchall()]


def share(lexemes: list[str]) -> Func:
    """Return how many thousandths of these words a row holds."""
    given = Value(lexemes, output_field=ArrayField(TextField()))
    return Func(F("search"), given, template=SHARE, output_field=BigIntegerField())


def is_ours(site: str) -> bool:
    """Say whether a site's name or address is this newsroom's."""
    try:
        host = urlsplit(site if "//" in site else f"//{site}").hostname
    except ValueError:  # nobody's address
        return False
    return host is not None and host.removeprefix("www.") == (urlsplit(settings.SITE_URL).hostname or "").removeprefix(
        "www."
    )


def claim(document: dict[str, Any]) -> dict[str, Any]:
    """Write a published document in Google's form; what is not known is left out."""
    said, article, review = document["claim"], document["article"], document["claimReview"]
    label = review["reviewRating"]["alternateName"]
    known = {"text": said["text"], "claimant": said["claimant"], "claimDate": article["publishedAt"]}
    made: dict[str, Any] = {name: value for name, value in known.items() if value}
    ours = {
        "publisher": {"name": review["author"]["name"], "site": urlsplit(review["url"]).hostname or ""},
        "url": review["url"],
        "title": f"{label}: {said['text']}",
        "reviewDate": review["datePublished"],
        "textualRating": label,
        "languageCode": article["language"],
    }
    made["claimReview"] = [{name: value for name, value in ours.items() if value}]
    return made

"""The front page, and the page of a verdict: as it is now, and as it was."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from claims.models.current_verdict import CurrentVerdict
from claims.models.external_copy import ExternalCopy
from claims.models.publication import Publication, PublicationKind
from claims.models.rating import Rating
from claims.pipeline.publishing.difference import Change, differences, pieces
from claims.site.markup import json_ld
from claims.site.showing import place, shown

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from claims.models.publication import Publication

PAGE = 20
FRESH_FOR = 30
LONG = 400
"""Above so many characters a change of the reason is folded away on the verdict's own page."""


@require_safe
@cache_control(public=True, max_age=FRESH_FOR)
def front(request: HttpRequest) -> HttpResponse:
    """Show the newest verdicts; `?before=` a sequence leads to older ones."""
    before = request.GET.get("before", "")
    found = CurrentVerdict.objects.standing().with_documents().newest_first()
    if before:
        if not (before.isascii() and before.isdecimal() and len(before) < 19):
            raise Http404
        found = found.filter(publication__lt=int(before))
    rows = list(found[: PAGE + 1])
    older = rows[PAGE - 1].publication_id if len(rows) > PAGE else None
    verdicts = [shown(row.publication.document.content) for row in rows[:PAGE]]
    return render(
        request, "site/front.html", {"verdicts": verdicts, "older": older, "continued": bool(before), "here": "front"}
    )


@require_safe
@cache_control(public=True, max_age=FRESH_FOR)
def verdict(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a verdict as it stands. A retracted one keeps its page; its markup goes."""
    now = get_object_or_404(CurrentVerdict.objects.select_related("claim"), public_id=public_id)
    rows = list(now.claim.publications.with_documents().order_by("-sequence"))
    if now.status == PublicationKind.REDACTED:
        return redacted(request, rows, rows[0])
    row = next(each for each in rows if each.sequence == now.publication_id)
    markup = json_ld(row.document.content.get("claimReview"))
    return render(request, "site/verdict.html", page(rows, row) | {"json_ld": markup})


@require_safe
@cache_control(public=True, max_age=FRESH_FOR)
def as_it_was(request: HttpRequest, public_id: UUID, sequence: int) -> HttpResponse:
    """Show a verdict as a ledger row had it."""
    now = get_object_or_404(CurrentVerdict.objects.select_related("claim"), public_id=public_id)
    if sequence == now.publication_id:
        return redirect("site:verdict", public_id)
    rows = list(now.claim.publications.with_documents().order_by("-sequence"))
    row = next((each for each in rows if each.sequence == sequence), None)
    if row is None:
        raise Http404
    if row.kind == PublicationKind.REDACTED or row.document.is_redacted:
        return redacted(request, rows, row)
    return render(request, "site/verdict.html", page(rows, row) | {"superseded_by": rows[0], "keep_out": True})


def redacted(request: HttpRequest, rows: list[Publication], row: Publication) -> HttpResponse:
    """Say that a document was redacted by order, by which one and why; show nothing of its text."""
    by = next((each for each in rows if each.kind == PublicationKind.REDACTED and names(each, row)), None)
    context = {
        "row": row,
        "by": by,
        "content": by.document.content if by else {},
        "history": history(rows),
        "id": row.document.content["id"],
    }
    return render(request, "site/redacted.html", context, status=410)


def names(redaction: Publication, row: Publication) -> bool:
    """Say whether a redaction is this row, or names it."""
    listed = redaction.document.content["redaction"]["rows"]
    return redaction.sequence == row.sequence or any(each["sequence"] == row.sequence for each in listed)


def page(rows: list[Publication], row: Publication) -> dict[str, Any]:
    """Gather what the page of one of these rows shows; they are all rows on its claim, the newest first."""
    content = with_links(row.document.content, ExternalCopy.objects.links_of(row.verdict_id))
    corrected = next((each for each in rows if each.kind == "corrected" and each.sequence <= row.sequence), None)
    return {
        "verdict": shown(content),
        "row": row,
        "first": rows[-1],
        "corrected": corrected,
        "history": history(rows),
        "legend": legend(),
        "canonical": content["url"],
    }


def with_links(content: dict[str, Any], links: dict[str, str]) -> dict[str, Any]:
    """Add the links of a public archive that came after the document was published, by the fingerprints of our copies."""
    for cited in content["evidence"]:
        if link := links.get(cited["copy"]["sha256"]):
            cited["copy"].setdefault("archivedUrl", link)
    return content


def history(rows: list[Publication]) -> list[dict[str, Any]]:
    """List what happened to a verdict, the newest first, with what each correction changed; what was redacted says so."""
    versions = [row for row in rows if row.kind != PublicationKind.REDACTED]
    changes = {
        new.sequence: told(differences(old.document.content, new.document.content))
        for new, old in pairwise(versions)
        if not (old.document.is_redacted or new.document.is_redacted)
    }
    return [
        {"row": row, "changes": changes.get(row.sequence, []), "redacted": row.document.is_redacted} for row in rows
    ]


def told(changes: list[Change]) -> list[dict[str, Any]]:
    """Cut each change into what stayed, went and came."""
    return [
        {
            "name": each.name,
            "pieces": pieces(each),
            "long": len(each.before) + len(each.after) > LONG,
        }
        for each in changes
    ]


def legend() -> list[dict[str, Any]]:
    """List the ratings in use, with the place of each on its scale."""
    ratings = list(Rating.objects.in_use())
    scales: dict[int, list[int]] = {}
    for each in ratings:
        scales.setdefault(each.scale_id, []).extend([each.value] if each.value is not None else [])
    return [
        {
            "slug": each.slug,
            "label": each.label,
            "definition": each.definition,
            "place": place(each.value, scales[each.scale_id]),
        }
        for each in ratings
    ]

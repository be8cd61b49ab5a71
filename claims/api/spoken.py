"""Reading one claimant or source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from claims.api.asking import NothingAsked, asked
from claims.models.publication import Publication

if TYPE_CHECKING:
    from uuid import UUID

    from claims.api.reading import Reading
    from claims.models.published import PublishedClaimant, PublishedSource


def read(
    view: Reading, model: type[PublishedClaimant | PublishedSource], text: Any, public_id: UUID, *, name: str
) -> HttpResponse:
    """Answer with one of them, or say that it has not changed since the ledger row that changed it last."""
    asked(view.request, NothingAsked)
    found = model.objects.filter(pk=public_id)
    at = Subquery(Publication.objects.filter(sequence=OuterRef("changed")).values("published_at"))
    now: dict[str, Any] = get_object_or_404(found.annotate(at=at).values("changed", "verdicts", "at"))  # type: ignore[type-var, assignment]
    surrogates = (f"{name}-{public_id}",)
    unchanged = view.unchanged(name, now["changed"], now["verdicts"], at=now["at"], surrogates=surrogates)
    if unchanged is not None:
        return unchanged
    words: str = found.annotate(text=text).values_list("text", flat=True).get()
    return HttpResponse(words, content_type="application/json")

"""An archived copy, as text: opened only at the desk, never as the page that it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy

from claims.admin.pages.hits import Part
from claims.admin.pages.page import DeskPage, number
from claims.models.claim import Claim
from claims.models.evidence import Evidence
from claims.models.source import Snapshot

if TYPE_CHECKING:
    from django.http import HttpRequest

LONGEST_SHOWN = 60_000


class ArchivedCopy(DeskPage):
    """A snapshot's text and where it came from; with `claim`, the passages found for it are marked."""

    template_name = "admin/desk/copy.html"
    title = gettext_lazy("Archived copy")
    here = "claims"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the copy to whoever may see a claim that it is evidence for."""
        visible = Evidence.objects.filter(claim__in=Claim.objects.visible_to(self.me), snapshot=pk)
        snapshot = Snapshot.objects.select_related("source").filter(pk=pk).first()
        if snapshot is None or not (self.me.edits or visible.exists()):
            raise Http404
        for_claim = visible.filter(claim=number(request.GET.get("claim")) or 0)
        evidence = for_claim.select_related("claim").prefetch_related("passages").first()
        spans = [(row.start, row.end) for row in evidence.passages.all()] if evidence else []
        parts = marked(snapshot.text[:LONGEST_SHOWN], spans)
        return self.show(
            snapshot=snapshot,
            parts=parts,
            first=next((place for place, part in enumerate(parts) if part.hit), None),
            cut=len(snapshot.text) > LONGEST_SHOWN,
            claim=evidence.claim if evidence else None,
        )


def marked(text: str, spans: list[tuple[int, int]]) -> list[Part]:
    """Cut a text at its passages; those that overlap are marked as one."""
    parts: list[Part] = []
    at = 0
    for start, end in sorted(spans):
        if end <= at or start >= len(text):
            continue
        if start > at:
            parts.append(Part(text[at:start], False))
        parts.append(Part(text[max(start, at) : end], True))
        at = end
    return [*parts, Part(text[at:], False)] if at < len(text) else parts

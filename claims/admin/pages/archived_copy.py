"""An archived copy, as text, or as the page that it was in a frame where it can do nothing: opened only at the desk."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from csp.constants import SELF
from csp.decorators import csp_update
from django.http import Http404, HttpResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy

from claims.admin.pages.hits import Part
from claims.admin.pages.page import DeskPage, number
from claims.models.claim import Claim
from claims.models.evidence import Evidence
from claims.models.source import Snapshot
from claims.pipeline.sourcing.archiving import body_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from claims.models.user import User

LONGEST_SHOWN = 60_000
SANDBOX = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'self'"
)
"""What an archived page may do: nothing but stand there. Its origin is opaque, and it loads nothing from anywhere."""
AS_A_PAGE = frozenset({"text/html", "application/xhtml+xml"})
AS_A_FILE = frozenset({"application/pdf"})
CHARSET = re.compile(r"charset=[\"']?([A-Za-z0-9_:.-]{1,40})")


def snapshot_for(me: User, pk: int) -> Snapshot:
    """Return a copy that is evidence for a claim that this person may see; editors see all. Raises Http404."""
    snapshot = Snapshot.objects.visible_to(me).select_related("source").filter(pk=pk).first()
    if snapshot is None:
        raise Http404
    return snapshot


@method_decorator(csp_update({"frame-src": [SELF]}), name="dispatch")
class ArchivedCopy(DeskPage):
    """A snapshot's text and where it came from; with `claim`, the passages found for it are marked."""

    template_name = "admin/desk/copy.html"
    title = gettext_lazy("Archived copy")
    here = "claims"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the copy to whoever may see a claim that it is evidence for."""
        visible = Evidence.objects.filter(claim__in=Claim.objects.visible_to(self.me), snapshot=pk)
        snapshot = snapshot_for(self.me, pk)
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
            as_page=media_type(snapshot) in AS_A_PAGE,
            as_file=media_type(snapshot) in AS_A_FILE,
        )


class KeptPage(DeskPage):
    """The bytes of a copy under a policy of their own: HTML to be framed, a PDF to be downloaded."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Hand the bytes over."""
        snapshot = snapshot_for(self.me, pk)
        kind = media_type(snapshot)
        if kind not in AS_A_PAGE | AS_A_FILE:
            raise Http404
        try:
            body = body_of(snapshot.warc)
        except (OSError, ValueError) as problem:
            raise Http404 from problem
        charset = CHARSET.search(snapshot.content_type)
        html = f"text/html; charset={charset.group(1)}" if charset else "text/html"
        answer = HttpResponse(body, content_type=html if kind in AS_A_PAGE else kind)
        answer["Content-Security-Policy"] = SANDBOX
        answer["X-Frame-Options"] = "SAMEORIGIN"
        answer["Referrer-Policy"] = "no-referrer"
        answer["Cross-Origin-Resource-Policy"] = "same-origin"
        answer["Cache-Control"] = "private, no-store"
        if kind in AS_A_FILE:
            answer["Content-Disposition"] = f'attachment; filename="copy-{snapshot.pk}.pdf"'
        return answer


def media_type(snapshot: Snapshot) -> str:
    """Return the media type that a copy came with; a copy handed over by a provider in another form has none to show."""
    if snapshot.source.is_web and snapshot.requested_url != snapshot.source.address:
        return ""
    return snapshot.content_type.partition(";")[0].strip().lower()


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

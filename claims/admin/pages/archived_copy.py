"""An archived copy, as text, or as the page that it was in a frame where it can do nothing: opened only at the desk."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from csp.constants import SELF
from csp.decorators import csp_update
from django.http import Http404, HttpResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy

from claims.admin.pages.page import DeskPage, number
from claims.models.claim import Claim
from claims.models.evidence import Evidence
from claims.models.source import Snapshot
from claims.pipeline.sourcing.archiving import body_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.http import HttpRequest

    from claims.models.user import User

LONGEST_SHOWN = 60_000
"""Characters of a text that are shown whole; a longer one is shown around its passages."""
AROUND = 8_000
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


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a copy; a passage of the claim has a number."""

    words: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a text that is shown, and how many characters before it are not."""

    skipped: int
    parts: Sequence[Piece]

    def __len__(self) -> int:
        """Return how many characters are shown."""
        return sum(len(part.words) for part in self.parts)


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
        stretches = shown(snapshot.text, spans)
        return self.show(
            snapshot=snapshot,
            stretches=stretches,
            passages=[part.number for stretch in stretches for part in stretch.parts if part.number],
            left_out=len(snapshot.text) - sum(len(stretch) for stretch in stretches),
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
    if snapshot.source.is_web and snapshot.is_handed_over:
        return ""
    return snapshot.content_type.partition(";")[0].strip().lower()


def shown(text: str, spans: list[tuple[int, int]]) -> list[Stretch]:
    """Return what of a text is shown: all of it, or of a long one what stands around its passages, or its beginning."""
    windows = [(0, min(len(text), LONGEST_SHOWN))]
    if len(text) > LONGEST_SHOWN and spans:
        windows = together((max(0, start - AROUND), min(len(text), end + AROUND)) for start, end in sorted(spans))
    made: list[Stretch] = []
    at = number = 0
    for first, last in windows:
        parts = marked(text, spans, first=first, last=last, number=number)
        number += sum(part.number > 0 for part in parts)
        made.append(Stretch(first - at, parts))
        at = last
    return made


def together(windows: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Put windows together that overlap; they come in their order."""
    made: list[tuple[int, int]] = []
    for first, last in windows:
        if made and first <= made[-1][1]:
            made[-1] = (made[-1][0], max(made[-1][1], last))
        else:
            made.append((first, last))
    return made


def marked(text: str, spans: list[tuple[int, int]], *, first: int, last: int, number: int) -> list[Piece]:
    """Cut a stretch of a text at its passages, counted on from `number`; those that overlap are marked as one."""
    parts: list[Piece] = []
    at = first
    for start, end in sorted(spans):
        if end <= at or start >= last:
            continue
        if start > at:
            parts.append(Piece(text[at:start]))
        number += 1
        parts.append(Piece(text[max(start, at) : end], number))
        at = end
    return [*parts, Piece(text[at:last])] if at < last else parts

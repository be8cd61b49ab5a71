"""Whether the pages that a verdict cites are as many as they look: several may carry one text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from claims.models.text_sketch import TextSketch
from claims.pipeline.sourcing.likeness import as_sketch, groups

if TYPE_CHECKING:
    from claims.models.verdict import Verdict


@dataclass(frozen=True, slots=True)
class SameText:
    """The numbers of citations, as [1] and [3], whose pages carry one text, and how many pages these are."""

    numbers: str
    pages: int


def cited_together(verdict: Verdict) -> list[SameText]:
    """List the citations that count as one source because their pages share a text. One query; pages without a sketch,
    which were kept before there were any, stand alone.
    """
    numbers: dict[int, list[int]] = {}
    for place, citation in enumerate(verdict.citations.all(), start=1):
        numbers.setdefault(citation.snapshot_id, []).append(place)
    if len(numbers) < 2:
        return []
    sketches = {
        row.snapshot_id: as_sketch(row.hashes, row.shingles) for row in TextSketch.objects.filter(pk__in=numbers)
    }
    return [
        SameText(told(sorted(place for page in pages for place in numbers[page])), len(pages))
        for pages in groups((page, sketches.get(page)) for page in numbers)
        if len(pages) > 1
    ]


def told(places: list[int]) -> str:
    """Write the numbers as readers see them."""
    return get_text_list([f"[{place}]" for place in places], _("and"))

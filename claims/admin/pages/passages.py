"""The passages of a claim as its page shows them: pages with the same text together, what to look at marked, with why."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from django.utils.translation import gettext as _

from claims.admin.pages import hits
from claims.models.evidence import Circle, Passage
from claims.models.text_sketch import TextSketch
from claims.pipeline.sourcing.by_eye import EyeMark, Looking, MarkKind
from claims.pipeline.sourcing.likeness import as_sketch, groups

if TYPE_CHECKING:
    from collections.abc import Sequence

    from claims.admin.pages.verdict_form import Draft
    from claims.models.claim import Claim
    from claims.models.source import Snapshot

ECHOES = (Circle.SAME_PAGE, Circle.SAME_TEXT)
"""Circles in which a page says nothing but what the article under check says."""
WORDS_AT_AN_END = 5
"""How many words of a passage's beginning and end a link to the living page names."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a passage. `hit`: the claim has them too, word for word. `why` says what to look at, if anything."""

    words: str
    hit: bool = False
    sign: str = ""
    why: str = ""
    looks: str = ""


@dataclass(slots=True)
class Shown:
    """A passage as the page shows it; `same_text` are those of other pages that carry the same text."""

    passage: Passage
    parts: Sequence[Piece]
    host: str
    cited: bool
    stance: str
    missing: Sequence[str]
    only_claim_denies: bool
    live_url: str
    first_of_page: bool = True
    same_text: list[Shown] = field(default_factory=list)

    @property
    def circle(self) -> str:
        """Say how the page leads back to the article under check; empty where it does not."""
        return self.passage.evidence.get_circle_display() if self.passage.evidence.circle else ""

    @property
    def publisher(self) -> str:
        """Name the publisher; empty where that says no more than the title or the host beside it."""
        source = self.passage.evidence.snapshot.source
        named = source.publisher.partition(":")[0].casefold().removeprefix("www.")
        return source.publisher if source.title and named != self.host.casefold().removeprefix("www.") else ""


@dataclass(frozen=True, slots=True)
class Found:
    """All passages in the order of the page, with how many pages they are from and how many of these stand alone."""

    shown: Sequence[Shown]
    pages: int
    independent: int


def found_passages(claim: Claim) -> list[Passage]:
    """Return the passages of the claim's evidence that no editor excluded, the best first, as citations are numbered.

    Pages that only say again what the article under check says fit best of all and prove nothing: they come last. Those of
    pages that carry the text of a better one follow its first passage. Two queries.
    """
    rows = list(
        Passage.objects.filter(evidence__claim=claim, evidence__excluded_at=None)
        .select_related("evidence__snapshot__source", "evidence__snapshot__external_copy")
        .defer("evidence__snapshot__text", "evidence__snapshot__headers")
        .order_by("-score", "pk")
    )
    rows.sort(key=lambda passage: passage.evidence.circle in ECHOES)
    place = {passage.pk: index for index, passage in enumerate(rows)}
    leads = lead_of(claim, rows)
    first: dict[int, int] = {}
    for passage in rows:
        first.setdefault(passage.evidence_id, place[passage.pk])

    def key(passage: Passage) -> tuple[int, int, int]:
        lead = leads[passage.evidence_id]
        if lead == passage.evidence_id:
            return place[passage.pk], 0, 0
        return first[lead], 1, place[passage.pk]

    return sorted(rows, key=key)


def lead_of(claim: Claim, passages: Sequence[Passage]) -> dict[int, int]:
    """Return for each page, by its evidence, the best page that carries the same text: itself, mostly."""
    sketches = {
        row.snapshot_id: as_sketch(row.hashes, row.shingles) for row in TextSketch.objects.of_evidence_for(claim)
    }
    pages = dict.fromkeys((passage.evidence_id, passage.evidence.snapshot_id) for passage in passages)
    together = groups((evidence, sketches.get(snapshot)) for evidence, snapshot in pages)
    return {evidence: group[0] for group in together for evidence in group}


def show(claim: Claim, passages: Sequence[Passage], *, draft: Draft) -> Found:
    """Prepare the passages for the page, those of pages with the same text under the best of them."""
    looking, leads = Looking(claim.text), lead_of(claim, passages)
    circular = {passage.evidence_id for passage in passages if passage.evidence.circle}
    shown: list[Shown] = []
    seen: set[int] = set()
    first: dict[int, Shown] = {}
    for passage in passages:
        row = prepared(passage, claim, looking=looking, draft=draft)
        row.first_of_page = passage.evidence_id not in seen
        seen.add(passage.evidence_id)
        lead = leads[passage.evidence_id]
        if lead == passage.evidence_id:
            first.setdefault(lead, row)
            shown.append(row)
        else:
            first[lead].same_text.append(row)
    return Found(shown, len(leads), len(set(leads.values()) - circular))


def prepared(passage: Passage, claim: Claim, *, looking: Looking, draft: Draft) -> Shown:
    """Prepare one passage."""
    snapshot = passage.evidence.snapshot
    seen = looking.at(passage.text)
    return Shown(
        passage,
        pieces(passage.text, hits.common(passage.text, claim.quote, claim.text), seen.marks),
        urlsplit(snapshot.source.address).hostname or _("our own archive"),
        passage.pk in draft.cited,
        draft.stances.get(passage.pk, ""),
        seen.missing,
        seen.only_claim_denies,
        live_url(snapshot, passage.text),
    )


def pieces(text: str, common: Sequence[hits.Part], marks: Sequence[EyeMark]) -> list[Piece]:
    """Cut a passage into pieces: marks with their reason, and the words that the claim has too. Joined, they are the text."""
    made: list[Piece] = []
    at = 0
    runs: list[tuple[int, int, bool]] = []
    for part in common:
        runs.append((at, at + len(part.words), part.hit))
        at += len(part.words)

    def plain(start: int, end: int) -> None:
        made.extend(
            Piece(text[max(start, first) : min(end, last)], hit)
            for first, last, hit in runs
            if first < end and start < last
        )

    at = 0
    for mark in marks:
        plain(at, mark.start)
        sign, why, looks = reason(mark)
        made.append(Piece(text[mark.start : mark.end], False, sign, why, looks))
        at = mark.end
    plain(at, len(text))
    return [piece for piece in made if piece.words]


def reason(mark: EyeMark) -> tuple[str, str, str]:
    """Return a mark's sign, the words that say why, and how it looks: same, other or denial."""
    said = {"claim": mark.claim_says}
    return {
        MarkKind.SAME_FIGURE: ("=", _("same figure"), "same"),
        MarkKind.ROUNDED_FIGURE: ("≈", _("rounded: claim says %(claim)s") % said, "same"),
        MarkKind.OTHER_FIGURE: ("≠", _("claim says %(claim)s") % said, "other"),
        MarkKind.OTHER_UNIT: ("≠", _("other unit: claim says %(claim)s") % said, "other"),
        MarkKind.SAME_DATE: ("=", _("same date"), "same"),
        MarkKind.OTHER_DATE: ("≠", _("claim says %(claim)s") % said, "other"),
        MarkKind.SAME_NAME: ("=", _("same name"), "same"),
        MarkKind.OTHER_NAME: ("≠", _("claim names %(claim)s") % said, "other"),
        MarkKind.DENIAL: ("!", _("a denial"), "denial"),
    }[mark.kind]


def is_html(snapshot: Snapshot) -> bool:
    """Say whether a reader finds HTML at the address: for what a provider handed over in a form of its own, by its name."""
    if snapshot.is_handed_over:
        return not urlsplit(snapshot.source.address).path.lower().endswith((".pdf", ".txt", ".json", ".xml"))
    return "html" in (snapshot.content_type or "text/html")


def live_url(snapshot: Snapshot, words: str) -> str:
    """Return the address of the living page, scrolled to the passage by a text fragment; empty for what is not on the web."""
    source = snapshot.source
    if not source.is_web:
        return ""
    if not is_html(snapshot):
        return source.address
    said = words.split()
    if not said:
        return source.address
    ends = [said[:WORDS_AT_AN_END], said[-WORDS_AT_AN_END:]] if len(said) > 2 * WORDS_AT_AN_END else [said]
    fragment = ",".join(quote(" ".join(part), safe="").replace("-", "%2D") for part in ends)
    return f"{source.address.partition('#')[0]}#:~:text={fragment}"

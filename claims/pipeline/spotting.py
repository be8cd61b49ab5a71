"""From an article to the claims on the desk: runs the extractor and writes what it found, once."""

from __future__ import annotations

from dataclasses import asdict
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from claims.models.claim import Claim, next_number
from claims.models.claimant import KNOWN_KINDS, Claimant
from claims.models.extraction_run import ExtractionRun, Proposal
from claims.pipeline import extractor

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from claims.models.article import Article
    from claims.pipeline.extraction import ExtractedClaim

ALIKE = 0.6
"""Two spans that overlap by this share of their union are the same claim, seen by two extractors."""


def spot(article: Article, *, finish: Callable[[], None]) -> ExtractionRun:
    """Split an article into claims and write them, with `finish` called in the same transaction.

    One run happens for each text and extractor version: a second call finds the first one's run and adds nothing. When
    another version ran before, the difference is only proposed; nothing is doubled, nothing dismissed comes back.
    Raises UnsupportedLanguage.
    """
    answer = extractor.read(article)
    found = answer.claims
    try:
        with transaction.atomic():
            # one run after the other: two extractors at once would both think themselves the first
            type(article).objects.select_for_update(no_key=True).only("pk").get(pk=article.pk)
            first = not article.runs.exists()
            run = ExtractionRun(
                article=article,
                extractor=answer.extractor,
                claims_found=len(found),
                rejected=answer.rejected,
                fallback=answer.fallback,
                tokens=answer.tokens,
            )
            changes = [] if first else difference(list(article.claims.in_reading_order()), found)
            run.proposed = len(changes)
            run.save(force_insert=True)
            if first:
                add(article, found, run=run)
            else:
                learn_kinds(found)
            for kind, claim, extracted in changes:
                Proposal.objects.create(
                    run=run, kind=kind, claim=claim, found=asdict(extracted) if extracted is not None else {}
                )
            finish()
    except IntegrityError:
        ran = article.runs.filter(extractor=answer.extractor).first()
        if ran is None:
            raise
        finish()
        return ran
    return run


def add(article: Article, found: Sequence[ExtractedClaim], *, run: ExtractionRun) -> list[Claim]:
    """Write extracted claims as spotted ones, numbered in reading order after those that are there."""
    known = {name: claimant(name) for name in sorted({each.claimant for each in found if each.claimant})}
    learn_kinds(found)
    number = next_number(article.pk)
    ordered = sorted(found, key=lambda each: (each.start, each.end))
    return Claim.objects.bulk_create(
        as_claim(article, each, number=number + place, claimant=known.get(each.claimant), run=run)
        for place, each in enumerate(ordered)
    )


def as_claim(
    article: Article, extracted: ExtractedClaim, *, number: int, claimant: Claimant | None, run: ExtractionRun
) -> Claim:
    """Turn what the extractor found into a claim that is not saved yet."""
    return Claim(
        article=article,
        run=run,
        number=number,
        start=extracted.start,
        end=extracted.end,
        quote=extracted.quote,
        text=extracted.text,
        machine_text=extracted.text,
        claimant=claimant,
        claimant_role=extracted.claimant_role[:300],
        reported_by=extracted.reported_by[:300],
        kind=extracted.kind,
        checkable=extracted.checkable,
        reason=extracted.reason,
        check_worthiness=min(1.0, max(0.0, extracted.check_worthiness)),
        unresolved=extracted.unresolved,
        provenance=extracted.provenance,
    )


def claimant(name: str) -> Claimant:
    """Find or make the claimant of this name."""
    return Claimant.objects.get_or_create(name=name[:300])[0]


def learn_kinds(found: Sequence[ExtractedClaim]) -> None:
    """Note whether claimants are persons or organisations, where that is open; what an editor or an earlier reading said stays."""
    read: dict[str, str] = {}
    for each in found:
        if each.claimant and each.claimant_kind in KNOWN_KINDS:
            read.setdefault(each.claimant[:300], each.claimant_kind)
    for name in sorted(read):  # in one order: two articles at once must not wait for each other
        Claimant.objects.of_open_kind().filter(name=name).update(kind=read[name])


def overlap(claim: Claim, extracted: ExtractedClaim) -> float:
    """Return the share of the two spans' union that both cover, 0 to 1."""
    both = min(claim.end, extracted.end) - max(claim.start, extracted.start)
    return max(0, both) / (max(claim.end, extracted.end) - min(claim.start, extracted.start))


def difference(
    there: Sequence[Claim], found: Sequence[ExtractedClaim]
) -> list[tuple[Proposal.Kind, Claim | None, ExtractedClaim | None]]:
    """List what a later reading sees otherwise: claims to add, wordings that differ, claims it no longer finds.

    A claim that people touched (anything but a spotted one in the machine's own wording) is neither reworded nor dropped.
    """
    changes: list[tuple[Proposal.Kind, Claim | None, ExtractedClaim | None]] = []
    matched: set[int] = set()
    for extracted in found:
        best = max(
            (claim for claim in there if claim.pk not in matched),
            key=lambda claim: (overlap(claim, extracted), SequenceMatcher(None, claim.text, extracted.text).ratio()),
            default=None,
        )
        if best is None or overlap(best, extracted) < ALIKE:
            changes.append((Proposal.Kind.ADD, None, extracted))
            continue
        matched.add(best.pk)
        if untouched(best) and best.text != extracted.text:
            changes.append((Proposal.Kind.REWORD, best, extracted))
    changes.extend((Proposal.Kind.DROP, claim, None) for claim in there if claim.pk not in matched and untouched(claim))
    return changes


def untouched(claim: Claim) -> bool:
    """Say whether the claim is still as the machine left it."""
    return claim.version == 1 and claim.run_id is not None

"""From spotted claims to their earlier verdicts: each is embedded, looked for, and what is like it is written beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from claims.models.checked_claim import CheckedClaim, ClaimVector, without_vector
from claims.models.claim import Claim
from claims.models.earlier_verdict import EarlierVerdict
from claims.pipeline.embedding import MODEL, embed
from claims.pipeline.matching.hybrid import Index
from claims.pipeline.matching.indexing import index_some
from claims.pipeline.sourcing.terms import terms, words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from claims.models.article import Article

MATCHER = f"hybrid-1+{MODEL}"
FLOOR = 0.55
"""Less alike than this is not shown; chosen on training queries, see docs/matching.md."""
MOST = 5
SHARED = 8
BATCH = 50
BATCHES_A_JOB = 20


def match(article: Article, *, progress: Callable[[int, int], None], finish: Callable[[int], None]) -> None:
    """Look for earlier verdicts on an article's new and reworded claims; `finish` is called in the last transaction,
    with how many were indexed last: none, unless there is more to index than one job takes.

    What was published or kept since the last time is indexed first, and open claims near it, of any article, are looked
    at again. Machines only add: what a person judged stays.
    """
    again: set[int] = set()
    indexed = 0
    for _batch in range(BATCHES_A_JOB):
        indexed, near = index_some()
        again |= near
        if not indexed:
            break
    everything = Claim.objects.only("pk", "text")
    for number, keys in enumerate(sorted(again)[start : start + BATCH] for start in range(0, len(again), BATCH)):
        progress(number * BATCH, len(again))
        with transaction.atomic():
            look(list(everything.filter(pk__in=keys)))
    while True:
        waiting = list(everything.filter(without_vector(), article=article).order_by("pk")[:BATCH])
        vectors = embed([claim.text for claim in waiting]).tolist()
        with transaction.atomic():
            # who adds or rewords a claim holds this lock: what they leave is either seen here, or queued anew
            type(article).objects.select_for_update(no_key=True).only("pk").get(pk=article.pk)
            remember(waiting, vectors)
            look(waiting)
            if not everything.filter(without_vector(), article=article).exists():
                finish(indexed)
                return


def remember(claims: Sequence[Claim], vectors: Sequence[Sequence[float]]) -> None:
    """Keep the claims' places in the space of meanings."""
    ClaimVector.objects.bulk_create(
        [
            ClaimVector(claim=claim, wording=claim.text, vector=vector, embedded_by=MODEL)
            for claim, vector in zip(claims, vectors, strict=True)
        ],
        update_conflicts=True,
        unique_fields=["claim"],
        update_fields=["wording", "vector", "embedded_by"],
    )


def look(claims: Sequence[Claim]) -> None:
    """Write beside each claim, which has its vector, what is like it. Needs a transaction."""
    index = Index.now()
    if not index.checked:
        return
    vectors = {row.claim_id: row.vector for row in ClaimVector.objects.filter(claim__in=claims)}
    made: list[EarlierVerdict] = []
    for claim in claims:
        if claim.pk in vectors:
            found = index.like(claim.text, vectors[claim.pk], most=MOST, not_claim=claim.pk)
            made += [
                EarlierVerdict(
                    claim=claim,
                    checked_id=each.checked_id,
                    likeness=min(1.0, max(0.0, each.likeness)),
                    meaning=min(1.0, max(-1.0, each.meaning)),
                    words=min(1.0, max(0.0, each.words)),
                    matcher=MATCHER,
                )
                for each in found
                if each.likeness >= FLOOR
            ]
    texts = {claim.pk: claim.text for claim in claims}
    wordings = dict(CheckedClaim.objects.filter(pk__in={row.checked_id for row in made}).values_list("pk", "wording"))
    for row in made:
        row.shared = in_common(texts[row.claim_id], wordings[row.checked_id])
    EarlierVerdict.objects.bulk_create(
        made,
        update_conflicts=True,
        unique_fields=["claim", "checked"],
        update_fields=["likeness", "meaning", "words", "shared", "matcher"],
    )


def in_common(claim: str, checked: str) -> list[str]:
    """Return the words of the checked claim that carry it and that the claim has too, as written, at most SHARED."""
    have = set(terms(claim))
    both = [word for word, _start, _end in words(checked) if have & set(terms(word))]
    return list(dict.fromkeys(both))[:SHARED]

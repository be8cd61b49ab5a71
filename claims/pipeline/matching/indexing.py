"""Making what was checked before findable: our published verdicts, and others' fact-checks that the desk keeps."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.db import connection, transaction

from claims.lifecycle import Status
from claims.models.checked_claim import CheckedClaim
from claims.models.current_verdict import CurrentVerdict
from claims.models.vector import as_literal
from claims.pipeline.embedding import MODEL, embed

if TYPE_CHECKING:
    from collections.abc import Sequence

BATCH = 200
NEAR = 0.5
"""Open claims whose cosine to a newly indexed one is at least this are looked at again."""
MOST_AGAIN = 20
"""So many of them, the nearest first, for each newly indexed one."""
RATED = re.compile(r"\s*\([^()]{1,120}\)$")
OPEN = (Status.SPOTTED, Status.ASSIGNED, Status.RATED, Status.APPROVED)

COUNT_WORDS = """
INSERT INTO claims_checkedword (word, checked)
SELECT u.lexeme, count(*) FROM claims_checkedclaim d, unnest(d.search) u WHERE d.id = ANY(%s) GROUP BY 1 ORDER BY 1
ON CONFLICT (word) DO UPDATE SET checked = claims_checkedword.checked + excluded.checked
"""
CLAIMS_NEAR = """
SELECT v.claim_id FROM claims_claimvector v JOIN claims_claim c ON c.id = v.claim_id
WHERE c.status = ANY(%s) AND v.vector <=> %s::halfvec <= %s ORDER BY v.vector <=> %s::halfvec LIMIT %s
"""


def index_some() -> tuple[int, set[int]]:
    """Index a batch of what is new; return how many that were, and the open claims that may be answered by them.

    Safe to run twice, and twice at once: a second row for the same verdict or source is not written.
    """
    ours = list(CheckedClaim.objects.verdicts_to_index().values_list("claim", "wording")[:BATCH])
    theirs = list(CheckedClaim.objects.sources_to_index().values_list("pk", "title")[: BATCH - len(ours)])
    wordings = [wording for _pk, wording in ours] + [RATED.sub("", title) or title for _pk, title in theirs]
    vectors = [as_literal(vector) for vector in embed(wordings).tolist()]
    rows = [
        *(CheckedClaim(claim_id=pk) for pk, _wording in ours),
        *(CheckedClaim(source_id=pk) for pk, _title in theirs),
    ]
    for row, wording, vector in zip(rows, wordings, vectors, strict=True):
        row.wording, row.vector, row.embedded_by = wording, vector, MODEL
    with transaction.atomic():
        stand = set(
            CurrentVerdict.objects.readable()
            .filter(claim__in=[pk for pk, _wording in ours])
            .order_by("pk")
            .select_for_update(no_key=True)
            .values_list("pk", "wording")
        )  # a redaction since we read them has taken theirs
        write([row for row in rows[: len(ours)] if (row.claim_id, row.wording) in stand], rows[len(ours) :])
    return len(rows), near(vectors)


def write(ours: Sequence[CheckedClaim], theirs: Sequence[CheckedClaim]) -> None:
    """Write the rows, and count the words of those that are new. A corrected verdict's row takes its new wording."""
    last = CheckedClaim.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    reworded = ["wording", "vector", "embedded_by", "indexed_at"]
    CheckedClaim.objects.bulk_create(ours, update_conflicts=True, unique_fields=["claim"], update_fields=reworded)
    CheckedClaim.objects.bulk_create(theirs, ignore_conflicts=True)
    kept = CheckedClaim.objects.filter(pk__gt=last, source__in=[row.source_id for row in theirs])
    mine = CheckedClaim.objects.filter(pk__gt=last, claim__in=[row.claim_id for row in ours])
    with connection.cursor() as cursor:
        cursor.execute(COUNT_WORDS, [[*kept.values_list("pk", flat=True), *mine.values_list("pk", flat=True)]])


def near(vectors: Sequence[str]) -> set[int]:
    """Return the open claims that lie near any of the vectors."""
    found: set[int] = set()
    with connection.cursor() as cursor:
        for vector in vectors:
            cursor.execute(CLAIMS_NEAR, [list(OPEN), vector, 1 - NEAR, vector, MOST_AGAIN])
            found.update(claim for (claim,) in cursor.fetchall())
    return found

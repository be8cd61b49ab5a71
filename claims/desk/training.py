"""What people made of the machine's work, as training data: JSON Lines, one judgement that stands a line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from claims.models.extraction_run import Proposal
from claims.models.judgement import Judgement

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMAT = 1
"""Raised when a field changes its meaning."""


def as_lines() -> Iterator[str]:
    """Yield the judgements that stand, the oldest first, then the decisions on proposals; nobody is named in them.

    A judgement has `stage`, `outcome`, `extractor`, `machine` and `person` ({"text", "quote", "start", "end"}, offsets in
    code points of the article), `reason`, the claim's and the article's public ids and the article's `article_sha256`,
    by which texts that are kept elsewhere are found.
    """
    rows = (
        Judgement.objects.standing()
        .order_by("pk")
        .values(
            *("stage", "outcome", "extractor", "machine", "person", "reason", "made_at"),
            *(
                "claim__public_id",
                "claim__article__public_id",
                "claim__article__text_sha256",
                "claim__article__language",
            ),
        )
    )
    for row in rows.iterator(chunk_size=1_000):
        yield line(
            {
                "format": FORMAT,
                "kind": "judgement",
                "stage": row["stage"],
                "outcome": row["outcome"],
                "extractor": row["extractor"],
                "machine": row["machine"],
                "person": row["person"],
                "reason": row["reason"],
                "claim": str(row["claim__public_id"]),
                "article": str(row["claim__article__public_id"]),
                "article_sha256": row["claim__article__text_sha256"],
                "language": row["claim__article__language"],
                "made_at": row["made_at"].isoformat(),
            }
        )
    decided = Proposal.objects.filter(accepted__isnull=False).order_by("pk")
    for row in decided.values(
        *("kind", "found", "accepted", "decided_at", "run__extractor", "claim__public_id"),
        *("run__article__public_id", "run__article__text_sha256", "run__article__language"),
    ).iterator(chunk_size=1_000):
        yield line(
            {
                "format": FORMAT,
                "kind": "proposal",
                "proposes": row["kind"],
                "accepted": row["accepted"],
                "extractor": row["run__extractor"],
                "machine": row["found"],
                "claim": str(row["claim__public_id"]) if row["claim__public_id"] else None,
                "article": str(row["run__article__public_id"]),
                "article_sha256": row["run__article__text_sha256"],
                "language": row["run__article__language"],
                "made_at": row["decided_at"].isoformat(),
            }
        )


def line(data: dict[str, object]) -> str:
    """Write one line."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"

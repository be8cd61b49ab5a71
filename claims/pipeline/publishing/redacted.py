"""The document of a redaction: which rows lost their bytes, by whose order and why, and nothing of what they said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from claims.pipeline.publishing.document import FORMAT

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class RedactionStatement:
    """All that goes into it. Ids are opaque; `rows` are the sequence and the SHA-256 of each document that goes."""

    public_id: str
    url: str
    newsroom: str
    newsroom_url: str
    rehearsal: bool
    first_published_at: str
    published_at: str
    reason: str
    reference: str
    ordered_by: str
    confirmed_by: str
    rows: Sequence[tuple[int, str]]


def redaction_document(of: RedactionStatement) -> dict[str, Any]:
    """Build the document of a redaction."""
    return {
        "format": FORMAT,
        "id": of.public_id,
        "url": of.url,
        "kind": "redacted",
        "note": of.reason,
        "rehearsal": of.rehearsal,
        "newsroom": {"name": of.newsroom, "url": of.newsroom_url},
        "firstPublishedAt": of.first_published_at,
        "publishedAt": of.published_at,
        "redaction": {
            "reference": of.reference,
            "orderedBy": of.ordered_by,
            "confirmedBy": of.confirmed_by,
            "rows": [{"sequence": sequence, "documentSha256": sha256} for sequence, sha256 in of.rows],
        },
    }

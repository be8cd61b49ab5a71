"""Following the ledger from its first row: no gap, no fork, every hash as it must be."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from claims.models.publication import GENESIS, REDACTED_NOTE, row_hash

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from claims.models.publication import PublishedDocument


class Named(Protocol):
    """A ledger row with its document and the public ids of its claim and people (`with_documents().with_names()`)."""

    sequence: int
    kind: str
    previous_hash: str
    hash: str
    document_id: str
    document: PublishedDocument
    note: str
    rehearsal: bool
    published_at: datetime
    claim_name: UUID
    reviewer_name: UUID
    approver_name: UUID
    orderer_name: UUID | None
    confirmer_name: UUID | None


@dataclass(frozen=True, slots=True)
class Break:
    """The first place where the ledger does not hold, and what is wrong with it."""

    sequence: int
    words: str


@dataclass(slots=True)
class Walk:
    """How far a walk along the ledger came: the rows that hold, the last hash, and the break if there is one."""

    rows: int = 0
    last_hash: str = GENESIS
    broken: Break | None = None
    redacted: dict[int, str] = field(default_factory=dict)
    """The rows whose bytes are gone, by sequence, and the SHA-256 that names what is gone."""
    ordered: dict[int, str] = field(default_factory=dict)
    """What redactions in the ledger say is gone."""
    taken_by: dict[int, int] = field(default_factory=dict)
    """The sequence of the redaction that took a row's bytes, by the row's sequence."""


def walk(rows: Iterable[Named]) -> Walk:
    """Follow rows in order of their sequence, with their documents and names, and stop at the first break."""
    done = Walk()
    for row in rows:
        words = fault(row, sequence=done.rows + 1, previous=done.last_hash)
        if words:
            done.broken = Break(min(row.sequence, done.rows + 1), words)
            return done
        done.rows, done.last_hash = row.sequence, row.hash
        if row.document.is_redacted:
            done.redacted[row.sequence] = row.document_id
        elif row.kind == "redacted":
            named = row.document.content["redaction"]["rows"]
            done.ordered |= {each["sequence"]: each["documentSha256"] for each in named}
            done.taken_by |= {each["sequence"]: row.sequence for each in named}
    done.broken = unordered(done)
    return done


def unordered(done: Walk) -> Break | None:
    """Find the first row whose bytes are gone without an order in the ledger, or are there against one."""
    differing = sorted(done.redacted.items() ^ done.ordered.items())
    if not differing:
        return None
    sequence = differing[0][0]
    if sequence in done.redacted:
        return Break(sequence, "Its document is gone, and no redaction in the ledger names it.")
    return Break(sequence, "A redaction in the ledger names its document, and the bytes are still there.")


def fault(row: Named, *, sequence: int, previous: str) -> str:
    """Say what is wrong with a row that should have this sequence and follow this hash; empty if nothing is."""
    if row.sequence != sequence:
        return f"Row {sequence} is missing; the next one is {row.sequence}."
    if row.previous_hash != previous:
        return "It does not name the hash of the row before."
    gone = row.document.is_redacted
    if not gone and hashlib.sha256(row.document.body.encode()).hexdigest() != row.document_id:
        return "Its document was changed: the bytes do not have the SHA-256 that names them."
    if row_hash(previous=previous, sequence=sequence, kind=row.kind, document_sha256=row.document_id) != row.hash:
        return "Its hash is not that of its parts."
    if row.document.content["id"] != str(row.claim_name):
        return "It stands on another claim than its document."
    if gone:
        return "" if row.note in {"", REDACTED_NOTE} else "It keeps a note whose document was redacted."
    content = row.document.content
    told = (content["kind"], content["note"], content["rehearsal"], content["publishedAt"])
    at = row.published_at.isoformat(timespec="seconds").replace("+00:00", "Z")
    if told != (row.kind, row.note, row.rehearsal, at):
        return "It says something else than its document."
    if people_in(content) != people_of(row):
        return "It names other people than its document."
    return ""


def people_in(content: dict[str, Any]) -> tuple[str, str]:
    """Return the ids of the two who answer for a row, as its document names them: of an order those who gave it."""
    if order := content.get("redaction"):
        return order["orderedBy"], order["confirmedBy"]
    return content["verdict"]["reviewer"], content["verdict"]["approver"]


def people_of(row: Named) -> tuple[str, str]:
    """Return the same as the row itself names them."""
    if row.kind == "redacted":
        return str(row.orderer_name), str(row.confirmer_name)
    return str(row.reviewer_name), str(row.approver_name)

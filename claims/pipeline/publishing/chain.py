"""Following the ledger from its first row: no gap, no fork, every hash as it must be."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claims.models.publication import GENESIS, row_hash

if TYPE_CHECKING:
    from collections.abc import Iterable

    from claims.models.publication import Publication


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


def walk(rows: Iterable[Publication]) -> Walk:
    """Follow rows in order of their sequence, with their documents, and stop at the first break."""
    done = Walk()
    for row in rows:
        words = fault(row, sequence=done.rows + 1, previous=done.last_hash)
        if words:
            done.broken = Break(min(row.sequence, done.rows + 1), words)
            return done
        done.rows, done.last_hash = row.sequence, row.hash
    return done


def fault(row: Publication, *, sequence: int, previous: str) -> str:
    """Say what is wrong with a row that should have this sequence and follow this hash; empty if nothing is."""
    if row.sequence != sequence:
        return f"Row {sequence} is missing; the next one is {row.sequence}."
    if row.previous_hash != previous:
        return "It does not name the hash of the row before."
    if hashlib.sha256(row.document.body.encode()).hexdigest() != row.document_id:
        return "Its document was changed: the bytes do not have the SHA-256 that names them."
    if row_hash(previous=previous, sequence=sequence, kind=row.kind, document_sha256=row.document_id) != row.hash:
        return "Its hash is not that of its parts."
    content = row.document.content
    told = (content["kind"], content["note"], content["rehearsal"], content["publishedAt"])
    at = row.published_at.isoformat(timespec="seconds").replace("+00:00", "Z")
    if told != (row.kind, row.note, row.rehearsal, at):
        return "It says something else than its document."
    return ""

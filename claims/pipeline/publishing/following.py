"""Following the ledger: its rows after one that a reader has, written as JSON around the documents' own bytes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claims.models.publication import Publication

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

COLUMNS = (
    *("claim__public_id", "sequence", "kind", "published_at", "note", "rehearsal"),
    *("previous_hash", "hash", "document_id", "document__body"),
)
"""What `entry` takes, in its order, as fields of a publication."""

GONE = ',"redacted":true}'
"""How what is left of a redacted document ends."""


@dataclass(frozen=True, slots=True)
class Change:
    """A ledger row with its document, as JSON on one line."""

    sequence: int
    kind: str
    body: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """Ledger rows in order, without a gap after `since`; `reached` is the last of them, `more` says that others follow."""

    changes: list[Change]
    reached: int
    more: bool

    def page(self, *, more_at: str) -> str:
        """Return the stretch as a page of the API; `more_at` is the address of what follows."""
        follows = json.dumps(more_at) if self.more else "null"
        results = ",".join(each.body for each in self.changes)
        return f'{{"next":{follows},"previous":null,"since":{self.reached},"results":[{results}]}}'


def entry(
    public_id: UUID,
    sequence: int,
    kind: str,
    published_at: datetime,
    note: str,
    rehearsal: bool,
    previous_hash: str,
    row_hash: str,
    sha256: str,
    body: str,
) -> str:
    """Write a ledger row with its document as JSON; the document's bytes stay as they were hashed, null if redacted."""
    at = published_at.isoformat().replace("+00:00", "Z")
    return (
        f'{{"id":"{public_id}","sequence":{sequence},"kind":"{kind}","publishedAt":"{at}",'
        f'"note":{json.dumps(note, ensure_ascii=False)},"rehearsal":{"true" if rehearsal else "false"},'
        f'"previousHash":"{previous_hash}","hash":"{row_hash}","documentSha256":"{sha256}",'
        f'"document":{"null" if body.endswith(GONE) else body}}}'
    )


def after(since: int, *, limit: int) -> Stretch:
    """Read at most `limit` rows after a sequence: one query, by the primary key.

    The ledger's head is locked until commit, so row n + 1 is never seen before row n: nothing is missed or doubled.
    """
    found = list(Publication.objects.since(since).values_list(*COLUMNS)[: limit + 1])
    changes = [Change(row[1], row[2], entry(*row)) for row in found[:limit]]
    return Stretch(changes, changes[-1].sequence if changes else since, more=len(found) > limit)

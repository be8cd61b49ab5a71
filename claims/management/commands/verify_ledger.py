"""`manage.py verify_ledger [--head FILE]`: recompute the whole ledger, and hold it against a signed head that was kept."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.db.models import Max

from claims.desk.projection import wrongly_counted, wrongly_shown
from claims.models.current_verdict import CurrentVerdict
from claims.models.publication import GENESIS, LedgerHead, Publication, PublicationKind
from claims.pipeline.publishing.chain import walk
from claims.pipeline.publishing.head import is_genuine, public_key

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Iterator

    from claims.pipeline.publishing.chain import Named

MEND = " If nobody meddled, rebuild_projections puts it right."


class Command(BaseCommand):
    """Say whether the ledger holds; exit 1 with the first broken sequence where it does not."""

    help = (
        "Recompute every hash of the ledger and every document's SHA-256. Exit 1 at the first row that does not hold."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--head FILE, or - for standard input."""
        parser.add_argument(
            "--head",
            metavar="FILE",
            help="a signed head that was kept: /.well-known/claimdesk-head.json; - reads it in",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Walk the ledger as it stands now: what is published meanwhile is neither waited for nor held back."""
        kept = kept_head(options["head"]) if options["head"] else None
        with as_it_stands_now():
            rows = Publication.objects.with_documents().with_names().order_by("sequence")
            done = walk(cast("Iterator[Named]", rows.iterator(chunk_size=500)))
            if done.broken is not None:
                raise CommandError(f"The ledger breaks at sequence {done.broken.sequence}. {done.broken.words}")
            last = LedgerHead.objects.get(pk=1)
            if (last.sequence, last.hash) != (done.rows, done.last_hash):
                raise CommandError(
                    f"The ledger breaks at sequence {done.rows + 1}. "
                    f"The head says {last.sequence}, the rows end at {done.rows}."
                )
            self.compare_with_what_readers_see(done.taken_by)
            if kept is not None:
                self.compare_with_head(kept, rows=done.rows)
        self.stdout.write(f"The ledger holds: {done.rows} rows, head {done.last_hash}.")

    def compare_with_what_readers_see(self, taken_by: dict[int, int]) -> None:
        """Refuse a reader's row that is not its claim's newest version, or the redaction that took it, in any column."""
        versions = Publication.objects.exclude(kind=PublicationKind.REDACTED).order_by("claim").values_list("claim")
        newest = {claim: taken_by.get(last, last) for claim, last in versions.annotate(Max("sequence"))}
        shown = dict(CurrentVerdict.objects.values_list("claim", "publication"))
        wrong = {sequence for _claim, sequence in newest.items() ^ shown.items() if sequence}
        sequence = max(wrong) if wrong else wrongly_shown()
        if sequence is not None:
            raise CommandError(f"Readers are not shown what the ledger says at sequence {sequence}.{MEND}")
        if (counted := wrongly_counted()) is not None:
            dimension, value = counted
            raise CommandError(f"Readers are told a wrong number of the {dimension} “{value}”.{MEND}")

    def compare_with_head(self, head: dict[str, Any], *, rows: int) -> None:
        """Refuse a ledger that no longer holds the row which the head names."""
        if not is_genuine(head):
            raise CommandError("The head's signature is not valid: it was changed, or is no head of a ledger.")
        if head["publicKey"] != public_key(settings.LEDGER_KEY):
            raise CommandError("The head was signed with another key than this newsroom's.")
        sequence = head["sequence"]
        if sequence > rows:
            raise CommandError(
                f"The ledger breaks at sequence {rows + 1}. It was cut: the head that was kept is {sequence}."
            )
        found = GENESIS if sequence == 0 else Publication.objects.values_list("hash", flat=True).get(pk=sequence)
        if found != head["hash"]:
            raise CommandError(
                f"The ledger breaks at sequence {sequence} or before. It was rewritten after the head was kept."
            )


@contextmanager
def as_it_stands_now() -> Iterator[None]:
    """Read everything from one state of the database, and write nothing; a transaction that is open already is kept."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def kept_head(name: str) -> dict[str, Any]:
    """Read a head from a file, or raise CommandError (exit 2)."""
    try:
        head = json.loads(sys.stdin.read() if name == "-" else Path(name).read_text())
    except (OSError, ValueError, RecursionError) as problem:
        raise CommandError(f"{name} cannot be read as a signed head: {problem}", returncode=2) from problem
    if not isinstance(head, dict) or not isinstance(head.get("sequence"), int) or head["sequence"] < 0:
        raise CommandError(f"{name} holds no signed head.", returncode=2)
    return head

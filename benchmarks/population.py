"""A newsroom of any size, written by COPY: articles, claims, verdicts, a ledger whose chain holds, and work in hand.

    uv run python benchmarks/population.py 10000 [--in-hand 2000]     # into the database that DATABASE_URL names

Every tenth ledger row is a correction, every fiftieth a retraction; documents are real ones (about 4 kB). Needs the
database's superuser (the embedded server has one) or an owner who may set `session_replication_role`.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")

from benchmarks.made_up import CLAIMANTS, OUTLETS, Chance  # noqa: E402 - found by the path
from benchmarks.population_ledger import ledger  # noqa: E402
from benchmarks.population_tables import tables  # noqa: E402
from benchmarks.pouring import count_on, pour, unchecked  # noqa: E402

if TYPE_CHECKING:
    import psycopg

START = datetime(2020, 1, 1, 6, tzinfo=UTC)
BETWEEN = timedelta(minutes=3)


class Population:
    """A newsroom with `published` ledger rows and `in_hand` claims that are spotted, assigned or rated."""

    def __init__(self, published: int, *, in_hand: int = 0) -> None:
        """Draw nothing yet."""
        from claims.models import Rating

        self.rows = published
        self.first = published - published // 10 - published // 50  # claims; the rest of the rows change one
        self.claims = self.first + in_hand
        self.chance = Chance.seeded()
        self.ratings = list(Rating.objects.in_use())
        self.wordings = [self.chance.sentence(self.chance.random.randint(7, 14)) for _number in range(5_000)]
        self.reasons = [self.chance.text(7) for _number in range(2_000)]
        self.texts = [self.chance.text(40) for _number in range(500)]
        self.claimants = [
            f"{a.capitalize()} {b.capitalize()}"
            for a, b in zip(self.chance.words[:CLAIMANTS], self.chance.words[CLAIMANTS : 2 * CLAIMANTS], strict=True)
        ]
        self.outlets = [f"The {word.capitalize()} Post" for word in self.chance.words[-OUTLETS:]]

    def wording(self, number: int) -> str:
        """Return a claim's wording: no two are the same."""
        return f"{self.wordings[number % 5_000][:-1]} in {number}."

    def text(self, article: int) -> str:
        """Return an article's text."""
        return f"Report {article}. {self.texts[article % 500]}"

    def at(self, sequence: int) -> datetime:
        """Return when a ledger row was written."""
        return START + sequence * BETWEEN

    def reviewer(self, claim: int) -> int:
        """Return who checks a claim, by their key."""
        return 2 + claim % 3

    def status(self, claim: int, changed: dict[int, str]) -> str:
        """Return where a claim stands."""
        if claim <= self.first:
            return changed.get(claim, "published")
        return ("spotted", "assigned", "rated")[claim % 3]

    def staff(self) -> None:
        """Hire the people who are there at every size: their keys are 1 to 5."""
        from claims.desk.newsroom import hire, mark_as_rehearsal
        from claims.models.user import Role

        chief = hire("chief", "chief-chief", by=None, role=Role.CHIEF_EDITOR)
        for name in ("reviewer", "second", "third"):
            hire(name, f"{name}-{name}", by=chief, role=Role.REVIEWER)
        hire("editor", "editor-editor", by=chief, role=Role.EDITOR)
        mark_as_rehearsal(by=chief)

    def fill(self) -> str:
        """Pour everything in, make what readers ask, and return the hash at the ledger's end."""
        from claims.desk.projection import project_all
        from claims.models import User

        if not User.objects.exists():
            self.staff()
        with unchecked() as connection:
            for table, rows in tables(self, since=START):
                pour(connection, table, rows)
            last = self.pour_ledger(connection)
            count_on(connection)
            self.pour_beside(connection)
            count_on(connection)
        with unchecked() as connection:
            connection.commit()
            connection.autocommit = True
            connection.execute("VACUUM ANALYZE")
        project_all()
        with unchecked() as connection:
            connection.commit()
            connection.autocommit = True
            connection.execute("VACUUM ANALYZE")
        return last

    def pour_beside(self, connection: psycopg.Connection) -> None:
        """Add what else a newsroom has; nothing here (see benchmarks/newsroom.py)."""

    def pour_ledger(self, connection: psycopg.Connection) -> str:
        """Pour documents and rows in, a block at a time, and set the head."""
        last, block = "", 20_000
        written = ledger(self, since=START)
        for start in range(0, self.rows, block):
            pairs = [pair for _number, pair in zip(range(min(block, self.rows - start)), written, strict=False)]
            pour(connection, "claims_publisheddocument", (document for document, _row in pairs))
            pour(connection, "claims_publication", (row for _document, row in pairs))
            last = pairs[-1][1]["hash"]
        connection.execute("UPDATE claims_ledgerhead SET sequence = %s, hash = %s", [self.rows, last])
        return last


def main() -> None:
    """Fill the database that the settings name."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("published", type=int, help="ledger rows")
    asked.add_argument("--in-hand", type=int, default=0, help="claims that are spotted, assigned or rated")
    given = asked.parse_args()
    import django

    django.setup()
    started = time.perf_counter()
    last = Population(given.published, in_hand=given.in_hand).fill()
    print(json.dumps({"rows": given.published, "head": last, "seconds": round(time.perf_counter() - started, 1)}))


if __name__ == "__main__":
    main()

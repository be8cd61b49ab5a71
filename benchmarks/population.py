"""A newsroom of any size, written by COPY: articles, claims, verdicts, a ledger whose chain holds, and work in hand.

    uv run python benchmarks/population.py 10000 [--in-hand 2000]     # into the database that DATABASE_URL names

Every tenth ledger row is a correction, every fiftieth a retraction; documents are real ones (about 4 kB). Needs the
database's superuser (the embedded server has one) or an owner who may set `session_replication_role`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import sys
import time
import uuid
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg

VOWELS, CONSONANTS = "aeiou", "bdfgklmnprstvz"
WORDS = 8_000
CLAIMANTS, OUTLETS, SOURCES = 2_000, 150, 1_000
A_ARTICLE = 10  # claims
START = datetime(2020, 1, 1, 6, tzinfo=UTC)
BETWEEN = timedelta(minutes=3)
LANGUAGES = ("en", "en", "en", "en", "en", "en", "de", "fr", "es", "pt")
KINDS = ("fact", "fact", "fact", "quote", "reported")
UNASKED = {"spotted", "dismissed"}
JUDGED = {"rated", "approved", "published", "corrected", "retracted"}


def some_uuid(kind: str, number: int) -> str:
    """Return an id that is the same in every run."""
    return str(uuid.UUID(bytes=hashlib.sha256(f"{kind}:{number}".encode()).digest()[:16], version=4))


@dataclass(slots=True)
class Chance:
    """Words and choices, the same in every run."""

    random: random.Random
    words: list[str]

    @classmethod
    def seeded(cls) -> Chance:
        """Make up a vocabulary; rare words are rare."""
        drawn = random.Random(11)  # noqa: S311 - no secret hangs on it
        made = {
            "".join(drawn.choice(CONSONANTS) + drawn.choice(VOWELS) for _syllable in range(drawn.randint(2, 4)))
            for _number in range(2 * WORDS)
        }
        return cls(drawn, sorted(made)[:WORDS])

    def sentence(self, length: int) -> str:
        """Make up a sentence; low words are common, high ones rare."""
        most = len(self.words)
        chosen = [self.words[int(most * self.random.random() ** 3)] for _number in range(length)]
        return " ".join(chosen).capitalize() + "."

    def text(self, sentences: int) -> str:
        """Make up a paragraph."""
        return " ".join(self.sentence(self.random.randint(8, 20)) for _number in range(sentences))


@contextmanager
def unchecked(url: str = "") -> Iterator[psycopg.Connection]:
    """Connect as who may leave triggers aside while rows are poured in; the tables are checked by the audit afterwards."""
    import psycopg
    from django.db import connections

    from factcheck.embedded import home, wants_postgres
    from factcheck.embedded.postgresql import sockets
    from factcheck.embedded.roles import SUPERUSER
    from factcheck.embedded.strongbox import secret

    given = connections["owner"].get_connection_params()
    names = {name: given[name] for name in ("host", "port", "user", "password", "dbname") if given.get(name)}
    if wants_postgres():
        names |= {"host": str(sockets()), "user": SUPERUSER, "password": secret(SUPERUSER)}
    assert home()
    with psycopg.connect(**names) as connection:
        connection.execute("SET session_replication_role = replica")
        yield connection


def pour(connection: psycopg.Connection, table: str, rows: Iterator[dict[str, Any]]) -> int:
    """COPY rows into a table; columns are those of the first row, others keep the database's defaults."""
    first = next(rows, None)
    if first is None:
        return 0
    columns = list(first)
    count = 1
    named = ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({named}) FROM STDIN") as copy:
        copy.write_row([first[name] for name in columns])
        for count, row in enumerate(rows, start=2):  # noqa: B007 - counted
            copy.write_row([row[name] for name in columns])
    return count


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

    def documents(self) -> dict[tuple[int, str], list[str]]:
        """Make a canonical document for each rating and kind of row, cut where the rows differ."""
        from claims.pipeline.publishing.claim_review import Answer, ReviewedClaim
        from claims.pipeline.publishing.document import CitedPassage, Statement, canonical, document

        of_statement = Statement(
            public_id="@id@",
            url="https://facts.example.org/verdicts/@id@/",
            claim=ReviewedClaim(
                "@wording@", "@claimant@", "", "https://paper.example.org/@article@", "Report @article@", "@at@", "@outlet@"
            ),
            quote="@wording@",
            kind="@kind@",
            reported_by="",
            article_id="@article_id@",
            language="@language@",
            rating="",
            answer=Answer("", None, (), ""),
            attribution="confirmed",
            rationale="@reason@",
            reviewer_id=some_uuid("person", 2),
            approver_id=some_uuid("person", 1),
            evidence=[
                CitedPassage("supports", "@passage@", "Publisher @source@", "Record @source@", "https://records.example.org/@source@",
                    "primary", "2019-12-01", "2019-12-20T08:00:00Z", "a" * 64, "b" * 64)
            ] * 2,
            newsroom="The Claimdesk Newsroom",
            newsroom_url="https://facts.example.org/",
            rehearsal=True,
            first_published_at="@first@",
            published_at="@at@",
            change="published",
            note="",
        )  # fmt: skip
        made = {}
        for place, rating in enumerate(self.ratings):
            values = tuple(each.value for each in self.ratings if each.value is not None)
            answer = Answer(rating.label, rating.value, values, "@reason@")
            for change, note in (("published", ""), ("corrected", "A better source."), ("retracted", "We were wrong.")):
                body, _sha = canonical(
                    document(replace(of_statement, rating=rating.slug, answer=answer, change=change, note=note))
                )
                made[place, change] = body.split("@")
        return made

    def ledger(self) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
        """Yield each document with its ledger row, the chain unbroken."""
        from claims.models.publication import GENESIS, row_hash

        cut, before = self.documents(), GENESIS
        published = 0
        for sequence in range(1, self.rows + 1):
            claim, change = published + 1, "published"
            if published >= self.first or (sequence % 10 == 0 and published):
                claim, change = sequence * 7919 % published + 1, "retracted" if sequence % 50 == 0 else "corrected"
            else:
                published += 1
            article = (claim - 1) // A_ARTICLE + 1
            given = {
                "id": some_uuid("claim", claim),
                "wording": self.wording(claim),
                "claimant": self.claimants[claim % CLAIMANTS],
                "article": str(article),
                "article_id": some_uuid("article", article),
                "outlet": self.outlets[article % OUTLETS],
                "kind": KINDS[claim % len(KINDS)],
                "language": LANGUAGES[article % len(LANGUAGES)],
                "reason": self.reasons[sequence % 2_000],
                "passage": self.wordings[sequence % 5_000],
                "source": str(claim % SOURCES),
                "first": f"{START:%Y-%m-%dT%H:%M:%SZ}",
                "at": f"{self.at(sequence):%Y-%m-%dT%H:%M:%SZ}",
            }
            parts = cut[sequence % len(self.ratings), change]
            body = "".join(given.get(part, part) if place % 2 else part for place, part in enumerate(parts))
            sha256 = hashlib.sha256(body.encode()).hexdigest()
            digest = row_hash(previous=before, sequence=sequence, kind=change, document_sha256=sha256)
            note = {"published": "", "corrected": "A better source.", "retracted": "We were wrong."}[change]
            yield (
                {"sha256": sha256, "body": body},
                {
                    "sequence": sequence, "kind": change, "claim_id": claim, "verdict_id": claim, "document_id": sha256,
                    "previous_hash": before, "hash": digest, "reviewer_id": self.reviewer(claim), "approver_id": 1,
                    "published_by_id": 1,
                    "note": note, "rehearsal": True, "published_at": self.at(sequence),
                },
            )  # fmt: skip
            before = digest

    def statuses(self) -> dict[int, str]:
        """Return the status of the claims that a later ledger row changed."""
        changed, published = {}, 0
        for sequence in range(1, self.rows + 1):
            if published >= self.first or (sequence % 10 == 0 and published):
                changed[sequence * 7919 % published + 1] = "retracted" if sequence % 50 == 0 else "corrected"
            else:
                published += 1
        return changed

    def reviewer(self, claim: int) -> int:
        """Return who checks a claim, by their key."""
        return 2 + claim % 3

    def status(self, claim: int, changed: dict[int, str]) -> str:
        """Return where a claim stands."""
        if claim <= self.first:
            return changed.get(claim, "published")
        return ("spotted", "assigned", "rated")[claim % 3]

    def tables(self) -> Iterator[tuple[str, Iterator[dict[str, Any]]]]:
        """Yield every table but the ledger's with its rows."""
        changed = self.statuses()
        claims = range(1, self.claims + 1)
        articles = range(1, (self.claims - 1) // A_ARTICLE + 2)
        at = self.at
        status = {claim: self.status(claim, changed) for claim in claims}
        judged = [claim for claim in claims if status[claim] in JUDGED]
        moves = (("assign", "spotted", "assigned", 1), ("rate", "assigned", "rated", 2), ("approve", "rated", "approved", 1),
                 ("publish", "approved", "published", 1))  # fmt: skip
        made = {"spotted": moves[:0], "assigned": moves[:1], "rated": moves[:2], "approved": moves[:3],
                "dismissed": (("dismiss", "spotted", "dismissed", 1),)}  # fmt: skip
        yield (
            "claims_claimant",
            ({"id": n + 1, "name": name, "kind": "unknown"} for n, name in enumerate(self.claimants)),
        )
        yield "claims_article", (
            {
                "id": n, "public_id": some_uuid("article", n), "title": f"Report {n}", "outlet": self.outlets[n % OUTLETS],
                "url": f"https://paper.example.org/{n}", "author": "", "published_at": at(n * A_ARTICLE),
                "language": LANGUAGES[n % len(LANGUAGES)], "text": self.text(n),
                "text_sha256": hashlib.sha256(self.text(n).encode()).hexdigest(), "taken_in_by_id": 1,
                "taken_in_at": at(n * A_ARTICLE),
            }
            for n in articles
        )  # fmt: skip
        yield "claims_claim", (
            {
                "id": n, "article_id": (n - 1) // A_ARTICLE + 1, "public_id": some_uuid("claim", n),
                "number": (n - 1) % A_ARTICLE + 1, "start": 40 * ((n - 1) % A_ARTICLE), "end": 40 * ((n - 1) % A_ARTICLE) + 39,
                "quote": self.text((n - 1) // A_ARTICLE + 1)[40 * ((n - 1) % A_ARTICLE) :][:39], "text": self.wording(n),
                "machine_text": "", "claimant_id": n % CLAIMANTS + 1, "claimant_role": "", "reported_by": "",
                "kind": KINDS[n % len(KINDS)], "checkable": True, "reason": "", "check_worthiness": (n * 37 % 100) / 100,
                "unresolved": False, "provenance": "{}", "priority": 1 + n % 3, "status": status[n], "version": 5,
                "created_at": at(n), "updated_at": at(n),
            }
            for n in claims
        )  # fmt: skip
        yield "claims_assignment", (
            {
                "id": n, "claim_id": n, "reviewer_id": self.reviewer(n), "assigned_by_id": 1,
                "due_at": at(n) + timedelta(days=1), "assigned_at": at(n),
                "ended_at": None if status[n] == "assigned" else at(n),
                "ended_by_id": None if status[n] == "assigned" else self.reviewer(n),
                "ending": "", "ended_because": "",
            }
            for n in claims if status[n] not in UNASKED
        )  # fmt: skip
        yield "claims_source", (
            {
                "id": n + 1, "address": f"https://records.example.org/{n}", "publisher": f"Publisher {n}", "title": f"Record {n}",
                "author": "", "kind": "primary", "cites": "[]", "first_found_at": START,
            }
            for n in range(SOURCES)
        )  # fmt: skip
        yield "claims_snapshot", (
            {
                "id": n + 1, "source_id": n + 1, "requested_url": f"https://records.example.org/{n}",
                "final_url": f"https://records.example.org/{n}", "redirects": "[]", "fetched_at": START, "headers": "[]",
                "etag": "", "last_modified": "", "content_type": "text/html", "warc": f"{n}.warc.gz",
                "raw_sha256": hashlib.sha256(f"{n}".encode()).hexdigest(), "text": self.texts[n % 500],
                "text_sha256": hashlib.sha256(self.texts[n % 500].encode()).hexdigest(), "extractor": "benchmark",
            }
            for n in range(SOURCES)
        )  # fmt: skip
        yield "claims_evidence", (
            {
                "id": n, "claim_id": n, "snapshot_id": n % SOURCES + 1, "provider": "archive", "query": "", "score": 0.8,
                "circle": "", "found_at": at(n), "excluded_because": "",
            }
            for n in claims if status[n] not in UNASKED
        )  # fmt: skip
        yield "claims_passage", (
            {"id": n, "evidence_id": n, "start": 0, "end": 60, "text": self.texts[n % SOURCES % 500][:60], "score": 0.8}
            for n in claims if status[n] not in UNASKED
        )  # fmt: skip
        yield "claims_verdict", (
            {
                "id": n, "claim_id": n, "assignment_id": n, "reviewer_id": self.reviewer(n),
                "rating_id": self.ratings[n % len(self.ratings)].pk,
                "attribution": "confirmed", "rationale": self.reasons[n % 2_000], "rated_at": at(n),
            }
            for n in judged
        )  # fmt: skip
        yield "claims_citation", (
            {
                "id": n, "verdict_id": n, "snapshot_id": n % SOURCES + 1, "stance": "supports", "start": 0, "end": 60,
                "text": self.texts[n % SOURCES % 500][:60],
            }
            for n in judged
        )  # fmt: skip
        yield (
            "claims_approval",
            (
                {"id": n, "verdict_id": n, "reviewer_id": self.reviewer(n), "approver_id": 1, "approved_at": at(n)}
                for n in judged
                if status[n] != "rated"
            ),
        )
        yield (
            "claims_claimmove",
            (
                {
                    "claim_id": n,
                    "move": move,
                    "origin": origin,
                    "target": target,
                    "by_id": self.reviewer(n) if move == "rate" else by,
                    "reason": "",
                    "made_at": at(n),
                }
                for n in claims
                for move, origin, target, by in made.get(status[n], moves)
            ),
        )
        yield "claims_job", (
            {
                "id": n, "kind": "split_article", "subject": n, "state": "done", "run_after": at(n), "attempt": 1, "crashes": 0,
                "errors": 0, "deferrals": 0, "problem": "", "done_parts": 1, "all_parts": 1, "queued_at": at(n),
                "started_at": at(n), "finished_at": at(n),
            }
            for n in articles
        )  # fmt: skip

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
            for table, rows in self.tables():
                pour(connection, table, rows)
            last = self.pour_ledger(connection)
            self.count_on(connection)
            self.pour_beside(connection)
            self.count_on(connection)
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

    def count_on(self, connection: psycopg.Connection) -> None:
        """Let every table's own numbers go on after the highest."""
        from django.apps import apps
        from django.db.models import AutoField

        for model in apps.get_app_config("claims").get_models():
            table, key = model._meta.db_table, model._meta.pk  # noqa: SLF001 - Django's public name
            if isinstance(key, AutoField):
                connection.execute(
                    f"SELECT setval(pg_get_serial_sequence('{table}', '{key.column}'), "  # noqa: S608 - our own names
                    f"coalesce((SELECT max({key.column}) FROM {table}), 1))"
                )

    def pour_beside(self, connection: psycopg.Connection) -> None:
        """Add what else a newsroom has; nothing here (see benchmarks/newsroom.py)."""

    def pour_ledger(self, connection: psycopg.Connection) -> str:
        """Pour documents and rows in, a block at a time, and set the head."""
        last, block = "", 20_000
        ledger = self.ledger()
        for start in range(0, self.rows, block):
            pairs = [pair for _number, pair in zip(range(min(block, self.rows - start)), ledger, strict=False)]
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

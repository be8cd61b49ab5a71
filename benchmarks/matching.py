"""Are earlier verdicts found? The product's own statement on two public sets, one promise a line, exit 1 on a miss.

    uv run python -m benchmarks.matching [--train] [--only SET] [--queries 200]

Reads CLAIMDESK_SHARED (default ../shared)/data/matching: tweets to Snopes, debate lines to PolitiFact; skipped without it.
Each set is loaded into a database that is made for it and dropped; the scorer is the official measure's. Promises are
measured on the dev queries. --train first prints what the share of shared words and the floor were chosen by: the
training queries, and as an alarm that should not sound, those of the other set, which these fact-checks hardly answer.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

os.environ.setdefault("CLAIMDESK_EMBEDDED_FAST", "1")

import django

from benchmarks.promises import Promises
from benchmarks.sourcing import scratch_database

if TYPE_CHECKING:
    from claims.pipeline.matching.hybrid import Found

SHARED = Path(os.environ.get("CLAIMDESK_SHARED", "../shared"))
GOALS = {"posts_snopes": 0.88, "debates_politifact": 0.33}
SHARES = (0.2, 0.3, 0.45, 0.6)
FLOORS = (0.5, 0.55, 0.6, 0.65, 0.7)


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def load(docs: Sequence[dict[str, Any]]) -> dict[int, str]:
    """Index fact-checks of others, and return which document each became.

    Rows are those that the product's indexing writes. They are embedded in one go and copied in, and the graph of
    meanings is built at the end: minutes less than in batches of a job.
    """
    from django.db import connections

    from claims.models import Source
    from claims.models.source import SourceKind
    from claims.models.vector import as_literal
    from claims.pipeline.embedding import MODEL, embed
    from claims.pipeline.matching.indexing import COUNT_WORDS, RATED

    titles = [" ".join(f"{doc['claim']}".split())[:490] or doc["id"] for doc in docs]
    sources = Source.objects.bulk_create(
        [
            Source(address=f"https://example.org/{doc['id']}"[:2000], title=title, kind=SourceKind.FACT_CHECK)
            for doc, title in zip(docs, titles, strict=True)
        ],
        batch_size=2_000,
    )
    wordings = [RATED.sub("", title) or title for title in titles]
    vectors = embed(wordings)  # before the copy begins: a server that waits in one for minutes holds up its neighbours
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'checked_claim_meaning'")
        (graph,) = cursor.fetchone()
        cursor.execute("DROP INDEX checked_claim_meaning")
        columns = "source_id, wording, vector, embedded_by, indexed_at"
        with cursor.copy(f"COPY claims_checkedclaim ({columns}) FROM STDIN") as copied:
            for source, wording, vector in zip(sources, wordings, vectors, strict=True):
                copied.write_row((source.pk, wording, as_literal(vector.tolist()), MODEL, source.first_found_at))
        cursor.execute(graph)
        cursor.execute("SELECT array_agg(id) FROM claims_checkedclaim")
        (everything,) = cursor.fetchone()
        cursor.execute(COUNT_WORDS, [everything])
        cursor.execute("ANALYZE claims_checkedclaim, claims_checkedword")
        cursor.execute("SELECT source_id, id FROM claims_checkedclaim")
        indexed = dict(cursor.fetchall())
    return {indexed[source.pk]: doc["id"] for source, doc in zip(sources, docs, strict=True)}


@dataclass(frozen=True, slots=True)
class Asked:
    """What was found for the queries of one part of a set."""

    folder: Path
    part: str
    names: dict[int, str]
    found: "dict[str, list[Found]]"
    seconds: list[float]

    @classmethod
    def of(cls, folder: Path, part: str, names: dict[int, str], *, most: int, queries: int | None) -> "Asked":
        """Ask the queries, one by one: all, or the first so many."""
        from django.db import transaction

        from claims.pipeline.embedding import embed
        from claims.pipeline.matching.hybrid import Index

        asked = rows(folder / f"{part}_queries.jsonl")[:queries]
        index = Index.now()
        made = cls(folder, part, names, {}, [])
        for query, vector in zip(asked, embed([query["text"] for query in asked]), strict=True):
            started = time.perf_counter()
            with transaction.atomic():
                made.found[query["id"]] = index.like(query["text"], vector.tolist(), most=most)
            made.seconds.append(time.perf_counter() - started)
        return made

    def weighed(self, share: float) -> "Asked":
        """Order all candidates anew, with another share of shared words."""
        again = {
            query: sorted(
                (replace(each, likeness=(max(each.meaning, 0) + share * each.words) / (1 + share)) for each in found),
                key=lambda each: -each.likeness,
            )[:20]
            for query, found in self.found.items()
        }
        return replace(self, found=again)

    def scores(self) -> dict[str, float]:
        """Ask the scorer."""
        lines = [
            f"{query}\t{self.names[each.checked_id]}\t{each.likeness}"
            for query, found in self.found.items()
            for each in found
        ]
        judged = (self.folder / f"{self.part}_qrels.tsv").read_text(encoding="utf-8").splitlines()
        with tempfile.TemporaryDirectory() as scratch:
            run, qrels = Path(scratch, "run.tsv"), Path(scratch, "qrels.tsv")
            run.write_text("\n".join(lines), encoding="utf-8")
            asked = [line for line in judged if line.partition("\t")[0] in self.found]
            qrels.write_text("\n".join(asked) + "\n", encoding="utf-8")
            command = [sys.executable, str(SHARED / "score" / "matching.py"), str(run), str(qrels)]
            return dict(json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout))

    def shown(self, floor: float) -> tuple[float, float, float]:
        """(share of right ones, share of queries answered, lines a query) of the first three that reach the floor."""
        judged = (self.folder / f"{self.part}_qrels.tsv").read_text(encoding="utf-8").splitlines()
        relevant = {(line.split("\t")[0], line.split("\t")[2]) for line in judged}
        shown = [
            (query, (query, self.names[each.checked_id]) in relevant)
            for query, found in self.found.items()
            for each in found[:3]
            if each.likeness >= floor
        ]
        right = [query for query, hit in shown if hit]
        return len(right) / max(1, len(shown)), len(set(right)) / len(self.found), len(shown) / len(self.found)

    def alarmed(self, floor: float) -> float:
        """Return the share of queries that are shown anything."""
        return sum(any(each.likeness >= floor for each in found) for found in self.found.values()) / len(self.found)


def choose(told: Promises, name: str, folder: Path, names: dict[int, str], *, queries: int | None) -> None:
    """Print what a share of shared words and a floor would do to the training queries."""
    asked = Asked.of(folder, "train", names, most=200, queries=queries)
    other = next(each for each in GOALS if each != name)
    foreign = Asked.of(folder.parent / other, "train", names, most=200, queries=queries)
    for share in SHARES:
        weighed, strangers = asked.weighed(share), foreign.weighed(share)
        told.note(f"{name} train, share {share}: MAP@5 {weighed.scores()['map']:.3f}")
        for floor in FLOORS:
            right, answered, lines = weighed.shown(floor)
            told.note(
                f"    floor {floor:.2f}: right {right:.3f}, queries answered {answered:.3f}, lines a query {lines:.2f}; "
                f"queries of {other} shown anything {strangers.alarmed(floor):.3f}"
            )


def measured(folder: Path, names: dict[int, str], *, queries: int | None) -> Iterator[tuple[str, float]]:
    """(figure, value) of one set: MAP@5, recall, what the floor lets through, and how long a search takes."""
    from claims.pipeline.matching.finding import FLOOR

    asked = Asked.of(folder, "dev", names, most=20, queries=queries)
    done = asked.scores()
    right, answered, lines = asked.shown(FLOOR)
    yield "map_at_5", done["map"]
    yield "recall_in_10", done["r10"]
    yield "shown_right_ones", right
    yield "shown_queries_answered", answered
    yield "shown_lines_a_query", lines
    yield "median_ms_a_search", statistics.median(asked.seconds) * 1000


def main() -> int:
    """Print every promise; 0 if all are kept."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument(
        "--train", action="store_true", help="first show the training queries, on which choices are made"
    )
    options.add_argument("--only", choices=sorted(GOALS))
    options.add_argument("--queries", type=int, help="of each part ask only the first so many")
    given = options.parse_args()
    told = Promises()
    if not (SHARED / "data" / "matching").is_dir():
        told.note(f"skipped: no data at {SHARED} (set CLAIMDESK_SHARED)")
        return 0
    django.setup()
    for name, goal in GOALS.items():
        if given.only not in (None, name):
            continue
        with ExitStack() as running:
            running.enter_context(scratch_database(running))
            folder = SHARED / "data" / "matching" / name
            names = load(rows(folder / "docs.jsonl"))
            if given.train:
                choose(told, name, folder, names, queries=given.queries)
            for figure, value in measured(folder, names, queries=given.queries):
                if figure == "map_at_5":
                    told.hold(f"{name}_{figure}", value, ">=", goal, places=3)
                else:
                    told.note(f"{name}_{figure} {value:.3f}")
    return told.sum_up()


if __name__ == "__main__":
    sys.exit(main())

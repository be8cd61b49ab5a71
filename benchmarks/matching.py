"""Are earlier verdicts found? The product's own statement on two public sets, one promise a line, exit 1 on a miss.

    uv run python -m benchmarks.matching [--train]

Reads CLAIMDESK_SHARED (default ../shared)/data/matching: tweets to Snopes, debate lines to PolitiFact; skipped without it.
Each set is loaded into a database that is made for it and dropped; the scorer is the official measure's.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

os.environ.setdefault("CLAIMDESK_EMBEDDED_FAST", "1")

import django

from benchmarks.sourcing import scratch_database

SHARED = Path(os.environ.get("CLAIMDESK_SHARED", "../shared"))
GOALS = {"posts_snopes": 0.88, "debates_politifact": 0.33}
missed = False


def promise(name: str, value: float, op: str, goal: float, unit: str = "") -> None:
    """Print one figure beside its goal."""
    global missed
    kept = value >= goal if op == ">=" else value <= goal
    missed = missed or not kept
    print(f"{name:52s} {value:.3f}{unit} {op} {goal:.3f}{unit} {'ok' if kept else 'MISS'}")


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def load(docs: Sequence[dict[str, Any]]) -> dict[int, str]:
    """Index fact-checks of others as the product does; return which document each became."""
    from claims.models import CheckedClaim, Source
    from claims.models.source import SourceKind
    from claims.pipeline.matching import indexing

    titles = [" ".join(f"{doc['claim']}".split())[:490] for doc in docs]
    sources = Source.objects.bulk_create(
        [
            Source(
                address=f"https://example.org/{doc['id']}"[:2000], title=title or doc["id"], kind=SourceKind.FACT_CHECK
            )
            for doc, title in zip(docs, titles, strict=True)
        ],
        batch_size=2_000,
    )
    while indexing.index_some()[0]:
        pass
    indexed = dict(CheckedClaim.objects.values_list("source", "pk"))
    return {indexed[source.pk]: doc["id"] for source, doc in zip(sources, docs, strict=True)}


def measured(folder: Path, part: str) -> Iterator[tuple[str, float]]:
    """(figure, value) of one set: MAP@5, recall, and how long a search takes."""
    from django.db import transaction

    from claims.pipeline.embedding import embed
    from claims.pipeline.matching.finding import FLOOR
    from claims.pipeline.matching.hybrid import Index

    names = load(rows(folder / "docs.jsonl"))
    queries = rows(folder / f"{part}_queries.jsonl")
    judged = (line.split("\t") for line in (folder / f"{part}_qrels.tsv").read_text(encoding="utf-8").splitlines())
    relevant = {(query, doc) for query, _zero, doc, _one in judged}
    index, lines, taken, shown, right, answered = Index.now(), [], [], 0, 0, set()
    for query, vector in zip(queries, embed([query["text"] for query in queries]), strict=True):
        started = time.perf_counter()
        with transaction.atomic():
            found = index.like(query["text"], vector.tolist(), most=20)
        taken.append(time.perf_counter() - started)
        lines += [f"{query['id']}\t{names[each.checked_id]}\t{each.likeness}" for each in found]
        for each in found[:3]:
            if each.likeness >= FLOOR:
                hit = (query["id"], names[each.checked_id]) in relevant
                shown, right = shown + 1, right + hit
                answered |= {query["id"]} if hit else set()
    with tempfile.TemporaryDirectory() as scratch:
        run = Path(scratch, "run.tsv")
        run.write_text("\n".join(lines), encoding="utf-8")
        command = [sys.executable, str(SHARED / "score" / "matching.py"), str(run), str(folder / f"{part}_qrels.tsv")]
        done = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    yield "MAP@5", done["map"]
    yield "recall in 10", done["r10"]
    yield "shown: right ones", right / max(1, shown)
    yield "shown: queries answered", len(answered) / len(queries)
    yield "shown: a query", shown / len(queries)
    yield "ms a search (median)", sorted(taken)[len(taken) // 2] * 1000


def main() -> int:
    """Print every promise; 0 if all are kept."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument(
        "--train", action="store_true", help="measure on the training queries, on which choices are made"
    )
    part = "train" if options.parse_args().train else "dev"
    if not (SHARED / "data" / "matching").is_dir():
        print(f"skipped: no data at {SHARED} (set CLAIMDESK_SHARED)")
        return 0
    django.setup()
    for name, goal in GOALS.items():
        with ExitStack() as running:
            running.enter_context(scratch_database(running))
            for figure, value in measured(SHARED / "data" / "matching" / name, part):
                if figure == "MAP@5":
                    promise(f"{name} {figure}", value, ">=", goal)
                else:
                    print(f"{name} {figure} {value:.3f}")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())

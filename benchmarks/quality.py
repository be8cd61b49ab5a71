"""How good splitting is: the figures of the gold articles, one promise a line, exit 1 on a miss.

    uv run python benchmarks/quality.py [--errors]

Check-worthiness is held to a plain baseline (the same embedding and signals) by paired bootstrap.

Reads gold data and scorer from the folder CLAIMDESK_SHARED (default: ../shared beside the checkout), and tests/gold.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import asdict
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks import worthiness  # noqa: E402
from benchmarks.promises import Promises  # noqa: E402
from claims.pipeline.extraction import extract  # noqa: E402
from claims.pipeline.extraction.reading import read  # noqa: E402

SHARED = Path(os.environ.get("CLAIMDESK_SHARED", ROOT.parent / "shared"))
DEV = {
    "usable_f1": (">=", 0.60),
    "claim_f1": (">=", 0.86),
    "speaker_recall_attributed": (">=", 0.80),
    "speaker_accuracy_attributed": (">=", 0.90),
    "pronoun_free": (">=", 0.98),
    "date_context": (">=", 0.90),
    "span_exact": (">=", 0.75),
    "invented": ("<=", 0),
}
APART = {
    "usable_f1": (">=", 0.60),
    "claim_f1": (">=", 0.86),
    "speaker_recall_attributed": (">=", 0.72),
    "speaker_accuracy_attributed": (">=", 0.82),
    "pronoun_free": (">=", 0.95),
    "date_context": (">=", 0.80),
    "span_exact": (">=", 0.72),
    "invented": ("<=", 0),
}


def split_all(articles: Path, wanted: set[str] | None = None) -> list[dict[str, object]]:
    """One row an article, as the scorer reads it."""
    rows = []
    for line in articles.read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        if wanted is None or article["article"] in wanted:
            day = date.fromisoformat(article["date"][:10]) if article.get("date") else None
            claims = [asdict(claim) for claim in extract(article["text"], published_at=day)]
            rows.append({"article": article["article"], "claims": claims})
    return rows


def scored(gold: Path, articles: Path, *, wanted: set[str] | None = None, errors: bool = False) -> dict[str, float]:
    """The scorer's figures for a folder of gold, or for some of its articles."""
    with tempfile.TemporaryDirectory() as folder:
        system, part = Path(folder, "system.jsonl"), Path(folder, "claims.jsonl")
        system.write_text("\n".join(json.dumps(row) for row in split_all(articles, wanted)), encoding="utf-8")
        lines = gold.read_text(encoding="utf-8").splitlines()
        part.write_text(
            "\n".join(x for x in lines if wanted is None or json.loads(x)["article"] in wanted), encoding="utf-8"
        )
        command = [
            sys.executable,
            str(SHARED / "score" / "claims.py"),
            str(part),
            str(system),
            "--articles",
            str(articles),
        ]
        if errors:
            print(subprocess.run([*command, "--errors"], capture_output=True, text=True, check=True).stdout)
        done = subprocess.run([*command, "--json"], capture_output=True, text=True, check=True)
        figures: dict[str, float] = json.loads(done.stdout)
        return figures


def boundaries(folder: Path) -> tuple[float, int, int]:
    """(boundary F1 pooled over all sets, tricky paragraphs all right, tricky paragraphs)."""
    hit = found = wanted = right = tricky = 0
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            text, at, gold = row["text"], 0, set()
            for sentence in row["sentences"]:
                at = text.index(sentence, at) + len(sentence)
                gold.add(len(text[:at].rstrip()))
            ends = {len(text[: sent.end_char].rstrip()) for sent in read(text).doc.sents} - {0}
            hit, found, wanted = hit + len(gold & ends), found + len(ends), wanted + len(gold)
            if "tricky" in path.name:
                tricky, right = tricky + 1, right + (gold == ends)
    return 2 * hit / (found + wanted), right, tricky


def main() -> int:
    """Print every promise; 0 if all are kept."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--errors", action="store_true", help="list the errors on the development articles")
    errors = options.parse_args().errors
    told = Promises()
    if not (SHARED / "score" / "claims.py").exists():
        told.note(f"skipped: no gold data at {SHARED} (set CLAIMDESK_SHARED)")
        return 0
    dev = SHARED / "data" / "claims"
    for name, value in scored(dev / "claims.jsonl", dev / "articles.jsonl", errors=errors).items():
        if name in DEV:
            told.hold(f"dev_{name}", value, *DEV[name], places=3)
    gold = ROOT / "tests" / "gold"
    if (gold / "articles.jsonl").exists():
        names = [
            json.loads(line)["article"] for line in (gold / "articles.jsonl").read_text(encoding="utf-8").splitlines()
        ]
        for half, wanted in (("looked_at", set(names[::2])), ("kept_apart", set(names[1::2]))):
            for name, value in scored(gold / "claims.jsonl", gold / "articles.jsonl", wanted=wanted).items():
                if name in APART:
                    told.hold(f"gold_{half}_{name}", value, *APART[name], places=3)
    f1, right, tricky = boundaries(SHARED / "data" / "sentences")
    told.hold("sentence_boundary_f1", f1, ">=", 0.965, places=3)
    told.hold("tricky_paragraphs_right", right, ">=", tricky, places=0)
    worthiness.quality(told)
    return told.sum_up()


if __name__ == "__main__":
    sys.exit(main())

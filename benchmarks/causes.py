"""Why splitting errs on the development articles: each error once for each stage that it falls to, counted by cause.

    uv run python benchmarks/causes.py [--show]

Prints a table in Markdown; `--show` prints each error under it. Reads gold data and scorer from CLAIMDESK_SHARED.
"""

import argparse
import importlib.util
import json
import re
import sys
from collections import defaultdict
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "benchmarks"))

from quality import SHARED, split_all  # noqa: E402

Row = dict[str, Any]
LEAST_OVERLAP, LEAST_WORDING = 0.5, 0.6  # what the scorer asks of a usable claim


def scorer() -> ModuleType:
    """The scorer as a module, so that its own comparisons decide."""
    spec = importlib.util.spec_from_file_location("scorer", SHARED / "score" / "claims.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(SHARED)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def wording_cause(score: ModuleType, gold: Row, claim: Row) -> str:
    """Why a wording is far from the annotator's: kept as said, too little of the story, or too much."""
    if claim["unresolved"] and '"' in claim["text"]:
        return "kept as a quotation: “we”, “it” or “this” could not be named"
    wanted, told = set(score.toks(gold["text"])), set(score.toks(claim["text"]))
    missing, extra = len(wanted - told), len(told - wanted)
    if missing > 2 * extra:
        return "context of the story left out"
    return "more told than the claim" if extra > 2 * missing else "told in other words"


def causes_of(score: ModuleType, gold: Row, claim: Row) -> list[tuple[str, str]]:
    """(stage, cause) of all that keeps a matched claim from being usable, and of a date that is missing."""
    found = []
    names = [gold["speaker"], *gold.get("speaker_aliases", [])]
    if not any(score.same_speaker(name, claim["claimant"]) for name in names):
        own = not score.sp(claim["claimant"])
        found.append(("claimants", "a source read as the article's voice" if own else "another claimant"))
    if bool(gold["checkable"]) != claim["checkable"]:
        found.append(("kind", "an opinion taken for a fact" if claim["checkable"] else "a fact taken for an opinion"))
    if score.iou(gold, claim) < LEAST_OVERLAP:
        longer = claim["end"] - claim["start"] > gold["end"] - gold["start"]
        found.append(("the place", "span too long" if longer else "span too short"))
    if score.f1(gold["text"], claim["text"]) < LEAST_WORDING:
        found.append(("wording", wording_cause(score, gold, claim)))
    if not score.pronoun_free(claim["text"]):
        found.append(("pronouns", "a pronoun left open"))
    elif score.DEIX.search(score.unquoted(claim["text"])):
        found.append(("pronouns", "“the president” or a relative date left open"))
    added = _numbers(gold["text"]) - _numbers(gold["source"])
    if added and not added <= _numbers(claim["text"]):
        found.append(("dates", "a day or number of elsewhere in the story not carried"))
    return found


def _numbers(text: str) -> set[str]:
    return set(re.findall(r"\d[\d.,:]*\d|\d", text.replace("–", " ")))


def main() -> int:
    """Print the table; 0, or 0 with a remark where there is no gold data."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--show", action="store_true", help="list each error")
    show = options.parse_args().show
    folder = SHARED / "data" / "claims"
    if not (folder / "claims.jsonl").exists():
        print(f"skipped: no gold data at {SHARED} (set CLAIMDESK_SHARED)")
        return 0
    score = scorer()
    gold = [json.loads(line) for line in (folder / "claims.jsonl").read_text(encoding="utf-8").splitlines()]
    errors: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in split_all(folder / "articles.jsonl"):
        wanted = [g for g in gold if g["article"] == row["article"]]
        claims: list[Row] = list(row["claims"])  # type: ignore[call-overload]
        pairs = score.align(wanted, claims, 0.3)
        for i, j in pairs:
            for found in causes_of(score, wanted[i], claims[j]) if not wanted[i].get("optional") else ():
                errors[found].append(f"{wanted[i]['text']}\n      {claims[j]['text']}")
        for i in set(range(len(wanted))) - {i for i, _ in pairs}:
            if not wanted[i].get("optional"):
                errors["propositions", "a fact missed or left in another claim"].append(wanted[i]["text"])
        for j in set(range(len(claims))) - {j for _, j in pairs}:
            errors["propositions", "a claim that the annotator has not"].append(claims[j]["text"])
    print("| stage | cause | count |\n| --- | --- | --- |")
    for (stage, cause), held in sorted(errors.items(), key=lambda item: (item[0][0], -len(item[1]))):
        print(f"| {stage} | {cause} | {len(held)} |")
        for text in held if show else ():
            print(f"    {text}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

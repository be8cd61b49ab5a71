"""How fast splitting is: one promise a line, exit 1 on a miss.

    uv run python benchmarks/splitting.py

Times are CPU seconds, the fewest of some rounds, so that neighbours on a busy machine change them little. The texts are the gold
articles. Two workers: one worker alone and two at once take turns, each on the same articles; since a worker only computes (its waits are
printed, and held to few), articles a CPU second of each, added up, are what free cores would give. What the figure keeps of reality is all
that slows a worker while the other runs: shared cache and memory, threads of the libraries. The clock's own figure stands beside it.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

if TYPE_CHECKING:
    from multiprocessing.synchronize import Barrier

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.promises import Promises  # noqa: E402
from benchmarks.worthiness import speed  # noqa: E402
from claims.pipeline.extraction import extract, warm_up  # noqa: E402
from claims.pipeline.extraction.reading import model  # noqa: E402
from claims.pipeline.extraction.splitting import propose  # noqa: E402

TEXTS = [
    json.loads(line)["text"]
    for line in (ROOT / "tests" / "gold" / "articles.jsonl").read_text(encoding="utf-8").splitlines()
]
SHARE = TEXTS[:6]  # what each worker splits while one or two are measured


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


@dataclass(frozen=True, slots=True)
class Work:
    """What one worker's share took: CPU and clock seconds, and how often it waited for anything."""

    cpu: float
    clock: float
    waits: int


def work(start: "Barrier") -> Work:
    """Split all articles in a forked worker; the model came along with the fork."""
    extract(TEXTS[0])
    start.wait()
    clock, cpu_before, waits = (
        time.perf_counter(),
        time.process_time(),
        resource.getrusage(resource.RUSAGE_SELF).ru_nvcsw,
    )
    for text in SHARE:
        extract(text)
    waited = resource.getrusage(resource.RUSAGE_SELF).ru_nvcsw - waits
    return Work(time.process_time() - cpu_before, time.perf_counter() - clock, waited)


def at_once(workers: int) -> list[Work]:
    """Let so many workers split all articles at the same time, each all of them."""
    context = get_context("fork")
    start, done = context.Barrier(workers), context.SimpleQueue()
    running = [context.Process(target=lambda: done.put(work(start))) for _ in range(workers)]
    for process in running:
        process.start()
    results: list[Work] = [done.get() for _ in running]
    for process in running:
        process.join()
    return results


def workers_together(told: Promises, rounds: int = 3) -> None:
    """One and two workers by turns; each side's best round counts."""
    alone, both = [], []
    for _ in range(rounds):
        alone.append(at_once(1)[0])
        both.append(at_once(2))
    one = len(SHARE) / min(each.cpu for each in alone)
    two = max(sum(len(SHARE) / each.cpu for each in pair) for pair in both)
    told.hold("articles_a_cpu_second_of_one_worker", one, ">=", 2.0, places=3)
    told.hold("two_workers_over_one_by_cpu", two / one, ">=", 1.8, places=3)
    waits = min(sum(each.waits for each in pair) for pair in both) / 2 / len(SHARE)
    told.hold("waits_of_a_worker_an_article", waits, "<=", 1.0, places=3)
    by_clock = max(2 / max(each.clock for each in pair) for pair in both) * min(each.clock for each in alone)
    told.note(f"two_workers_over_one_by_clock {by_clock:.3f} (load of the machine: {os.getloadavg()[0]:.1f})")


def load_what_a_worker_loads() -> None:
    """Import the whole worker: Django, Celery, the tasks; no server is asked."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
    os.environ.setdefault("DATABASE_URL", "postgres://nobody@127.0.0.1/none")
    os.environ.setdefault("REDIS_URL", "redis://127.0.0.1/0")
    import django

    django.setup()
    import claims.tasks  # noqa: F401
    import factcheck.celery  # noqa: F401


def main() -> int:
    """Print every promise; 0 if all are kept."""
    told = Promises()
    load_what_a_worker_loads()
    warm_up()
    thousand = of_words(1_000)
    whole, parser = cpu(lambda: extract(thousand)), cpu(lambda: model()(thousand))
    told.hold("whole_1000_words_cpu_seconds", whole, "<=", 1.0, places=3)
    rules = cpu(lambda: propose(thousand))
    told.hold("rules_cpu_over_parser_cpu", (rules - parser) / parser, "<=", 0.6, places=3)
    sizes = [of_words(count) for count in (1_000, 3_000, 10_000, 30_000)]
    per_word = [cpu(lambda t=text: extract(t), 2) / len(text.split()) for text in sizes]
    for text, seconds in zip(sizes, per_word, strict=True):
        told.note(f"cpu_ms_a_word_at_{len(text.split())}_words {seconds * 1000:.3f}")
    told.hold("most_cpu_a_word_over_that_at_1000_words", max(per_word) / per_word[0], "<=", 1.25, places=3)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    told.hold("memory_after_30000_words_mb", memory, "<=", 600, places=3)
    if (os.cpu_count() or 1) >= 2:
        workers_together(told)
    speed(told)
    return told.sum_up()


if __name__ == "__main__":
    sys.exit(main())

"""Fetches addresses in a process of its own, with Claimdesk's limits as they are, and prints what each cost."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from claims.pipeline.sourcing.fetching import Fetcher
from claims.pipeline.sourcing.guard import Guard
from claims.pipeline.sourcing.problems import Refused, Unreachable


def memory(figure: str) -> int:
    """Return a figure of this process's memory, in kilobytes."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(figure))


def main(host: str, paths: list[str]) -> None:
    """Fetch each path once."""
    with Fetcher(Guard.of([host]), user_agent="lab") as client:
        for path in paths:
            Path("/proc/self/clear_refs").write_text("5")  # the peak starts anew
            before, started = memory("VmRSS"), time.monotonic()
            try:
                page = client.get(f"http://{host}{path}")
                outcome, words = "fetched", f"{page.status}, {len(page.body)} bytes"
            except (Refused, Unreachable) as problem:
                outcome, words = ("Refused" if isinstance(problem, Refused) else "Unreachable"), str(problem)
            cost = {"seconds": time.monotonic() - started, "kilobytes": memory("VmHWM") - before}
            print(json.dumps({"path": path, "outcome": outcome, "words": words, **cost}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])

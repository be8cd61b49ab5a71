"""How fast readers are served: the read API beside plain Django views and a bare WSGI application, in one run.

    uv run python benchmarks/read_api.py [--sizes 10000,1000000] [--seconds 4] [--keep]

Needs `wrk`. Production settings, granian, everything on loopback, each comparison measured in turns. Promises: a page of
100 verdicts, and one verdict, at no less than 0.7 × a plain Django view with the same middleware, SQL and bytes; a 304 at
no less than 0.8 × one that answers a constant after the same lookup; an idle delta poll as fast as a 304; throughput at the
largest size no less than 0.8 × that at the smallest; the deepest page costs what the first does; the 95th percentile of
`q` at the largest size at most 3 × that at the smallest; NDJSON in less than 64 MB above idle at no less than 0.7 × COPY.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
os.environ.setdefault("LOG_LEVEL", "ERROR")

if TYPE_CHECKING:
    from collections.abc import Iterator

PORTS = {"ours": 8471, "plain": 8472, "bare": 8473}
APPLICATIONS = {
    "ours": "factcheck.wsgi:application",
    "plain": "benchmarks.plain_wsgi:application",
    "bare": "benchmarks.bare_wsgi:application",
}
ROUNDS = 3
CONNECTIONS = 4
MB = 1024 * 1024


@dataclass
class Verdicts:
    """What was promised, what was measured, and whether it holds."""

    lines: list[tuple[str, str, bool]] = field(default_factory=list)

    def hold(self, promise: str, measured: float, *, least: float | None = None, most: float | None = None) -> None:
        """Hold a figure against its promise, and print it."""
        holds = (least is None or measured >= least) and (most is None or measured <= most)
        bound = f"≥ {least}" if least is not None else f"≤ {most}"
        self.lines.append((promise, f"{measured:.2f} ({bound})", holds))
        print(f"{'holds ' if holds else 'MISSES'} {promise}: {measured:.2f} ({bound})", flush=True)

    def tell(self, what: str, words: str) -> None:
        """Print a figure that nothing hangs on."""
        print(f"       {what}: {words}", flush=True)


@contextmanager
def served(name: str, environment: dict[str, str]) -> Iterator[int]:
    """Run one of the applications under granian; the value is the process id of its group."""
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(PORTS[name])),
        *("--workers", "1", "--blocking-threads", "2", "--backpressure", "64", "--no-ws", APPLICATIONS[name]),
    ]
    process = subprocess.Popen(
        command, cwd=ROOT, env=os.environ | environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{PORTS[name]}/healthz", timeout=5)
            except urllib.error.HTTPError:
                break
            except OSError:
                time.sleep(0.1)
            else:
                break
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def ask(name: str, path: str, **headers: str) -> Any:
    """GET an address of one of the applications."""
    asked = urllib.request.Request(
        f"http://127.0.0.1:{PORTS[name]}{path}",
        headers={key.replace("_", "-"): value for key, value in headers.items()},
    )
    return urllib.request.urlopen(asked, timeout=120)  # noqa: S310 - as above


def rate(name: str, path: str, *, seconds: int, status: int = 200, headers: tuple[str, ...] = ()) -> float:
    """Return the answers a second that wrk gets; a wrong status ends the run."""
    options = [option for each in headers for option in ("-H", each)]
    done = subprocess.run(
        ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", *options, f"http://127.0.0.1:{PORTS[name]}{path}"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    if status < 400 and "Non-2xx" in done:
        raise SystemExit(f"{name} {path} fails under load:\n{done}")
    found = re.search(r"Requests/sec:\s+([\d.]+)", done)
    assert found is not None, done
    return float(found[1])


def beside(measures: dict[str, tuple[str, str, tuple[str, ...]]], *, seconds: int) -> dict[str, float]:
    """Measure several in turns, and return the median rate of each."""
    rates: dict[str, list[float]] = {label: [] for label in measures}
    for _round in range(ROUNDS):
        for label, (name, path, headers) in measures.items():
            rates[label].append(rate(name, path, seconds=seconds, headers=headers))
    return {label: statistics.median(found) for label, found in rates.items()}


def memory(pid: int) -> int:
    """Return the resident bytes of a process and its children."""
    total = 0
    for each in [pid, *(int(child) for child in _children(pid))]:
        try:
            total += int(Path(f"/proc/{each}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        except OSError:
            continue
    return total


def _children(pid: int) -> list[str]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [*found, *(grand for child in found for grand in _children(int(child)))]


def drained(name: str, path: str, pid: int, **headers: str) -> tuple[int, float, int]:
    """Read an answer to its end; return its bytes, the seconds that it took, and the highest memory of its server."""
    started, size, highest = time.perf_counter(), 0, memory(pid)
    looked = started
    with ask(name, path, **headers) as answer:
        while block := answer.read(MB):
            size += len(block)
            if time.perf_counter() - looked > 0.1:
                looked, highest = time.perf_counter(), max(highest, memory(pid))
    return size, time.perf_counter() - started, highest


def percentile(seconds: list[float], share: float) -> float:
    """Return a percentile."""
    return sorted(seconds)[min(len(seconds) - 1, int(share * len(seconds)))]


def searches(words: list[str]) -> float:
    """Return the 95th percentile of the seconds that a search takes."""
    taken = []
    for word in words:
        started = time.perf_counter()
        ask("ours", f"/api/v1/verdicts/?limit=25&q={quote(word)}").read()
        taken.append(time.perf_counter() - started)
    return percentile(taken, 0.95)


def measured(size: int, told: Verdicts, *, seconds: int, environment: dict[str, str]) -> dict[str, float]:
    """Measure all on the database that the settings name now; return what is compared between sizes."""
    from benchmarks.population import Chance, some_uuid
    from claims.models import CurrentVerdict, Publication

    found: dict[str, float] = {}
    with ExitStack() as running:
        pid = {name: running.enter_context(served(name, environment)) for name in APPLICATIONS}
        page, one = "/api/v1/verdicts/?limit=100", f"/api/v1/verdicts/{some_uuid('claim', size // 2)}/"
        with ask("ours", page) as answer:
            etag = answer.headers["ETag"]
            told.tell("a page", f"{len(answer.read()):,} bytes")
        known = (f"If-None-Match: {etag}",)
        with ask("ours", f"/api/v1/changes/?since={size}") as answer:
            idle = (f"If-None-Match: {answer.headers['ETag']}",)
        rates = beside(
            {
                "page": ("ours", page, ()),
                "plain page": ("plain", page, ()),
                "bare page": ("bare", page, ()),
                "one": ("ours", one, ()),
                "plain one": ("plain", one, ()),
                "304": ("ours", page, known),
                "idle poll": ("ours", f"/api/v1/changes/?since={size}", idle),
                "plain 304": ("plain", "/api/v1/changes/", ()),
            },
            seconds=seconds,
        )
        for label, per_second in rates.items():
            told.tell(label, f"{per_second:,.0f}/s")
        told.hold(f"{size:,}: a page of 100 ÷ a plain view", rates["page"] / rates["plain page"], least=0.7)
        told.hold(f"{size:,}: one verdict ÷ a plain view", rates["one"] / rates["plain one"], least=0.7)
        told.hold(f"{size:,}: a 304 ÷ a constant after the lookup", rates["304"] / rates["plain 304"], least=0.8)
        told.hold(f"{size:,}: an idle delta poll ÷ a 304", rates["idle poll"] / rates["304"], least=0.9)
        told.hold(f"{size:,}: a page of 100 ÷ bare WSGI (an aim)", rates["page"] / rates["bare page"], least=0.4)
        found["page"], found["one"] = rates["page"], rates["one"]

        deepest = CurrentVerdict.objects.standing().order_by("publication_id")[150:151].values_list("publication_id")
        from base64 import b64encode

        cursor = quote(b64encode(f"p={deepest[0][0]}".encode()).decode())
        depths = beside(
            {"first": ("ours", page, ()), "deepest": ("ours", f"{page}&cursor={cursor}", ())}, seconds=seconds
        )
        told.hold(f"{size:,}: the deepest page ÷ the first", depths["deepest"] / depths["first"], least=0.85)
        past = beside(
            {
                "now": ("ours", page, ()),
                "as of": ("ours", f"{page}&asOf={Publication.objects.count() // 2}", ()),
            },
            seconds=seconds,
        )
        told.tell("a page as of half way ÷ a page now", f"{past['as of'] / past['now']:.2f}")
        try:
            words = Chance.seeded().words
            found["q"] = searches([words[int(len(words) * (n / 60) ** 3)] for n in range(60)])
            told.tell("q, 95th percentile", f"{found['q'] * 1000:.1f} ms")
        except urllib.error.HTTPError as refused:
            told.tell("q", f"not measured: {refused.code}")
        try:
            before = memory(pid["ours"])
            got, took, highest = drained("ours", "/api/v1/verdicts/", pid["ours"], Accept="application/x-ndjson")
            copied, copying, _highest = drained("plain", "/api/v1/copied/", pid["plain"])
            told.hold(f"{size:,}: NDJSON ÷ COPY, bytes a second", (got / took) / (copied / copying), least=0.7)
            told.hold(f"{size:,}: NDJSON, MB above idle", (highest - before) / MB, most=64)
        except urllib.error.HTTPError as refused:
            told.tell("NDJSON", f"not measured: {refused.code}")
    return found


@contextmanager
def database(size: int, *, keep: bool) -> Iterator[dict[str, str]]:
    """Have a database of this size; the value is the environment of a production server on it."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections

    from benchmarks.population import Population
    from tests.conftest import drop, exists, owner, point_at

    name = f"claimdesk_readers_{size}"
    with owner() as connection:
        is_there = exists(connection, name)
        if not is_there:
            connection.execute(f'CREATE DATABASE "{name}"')
        before, whole = point_at(name), is_there
        try:
            if not is_there:
                call_command("migrate", verbosity=0)
                started = time.perf_counter()
                Population(size).fill()
                print(f"       {size:,} ledger rows in {time.perf_counter() - started:.0f} s", flush=True)
            whole = True
            given = connections["default"].settings_dict
            user, password, host = (quote(str(given[each]), safe="") for each in ("USER", "PASSWORD", "HOST"))
            yield {
                "CLAIMDESK_PRODUCTION": "yes",
                "SECURE_SSL_REDIRECT": "no",
                "BEHIND_TLS_PROXY": "no",
                "SECRET_KEY": "benchmark" * 8,
                "LEDGER_KEY": "A" * 43 + "=",
                "DATABASE_URL": f"postgresql://{user}:{password}@{host}:{given['PORT'] or 5432}/{name}",
                "REDIS_URL": settings.REDIS_URL,
                "SITE_URL": "https://facts.example.org",
                "ALLOWED_HOSTS": "127.0.0.1",
                "API_ANONYMOUS_PER_MINUTE": "1000000000",
                "LOG_LEVEL": "ERROR",
                "PYTHONPATH": str(ROOT),
            }
        finally:
            point_at(before)
            if not (keep and whole):
                drop(connection, name)


def main() -> int:
    """Measure every size, compare them, and say what holds."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--sizes", default="10000,1000000")
    asked.add_argument("--seconds", type=int, default=4)
    asked.add_argument("--keep", action="store_true", help="leave the databases for the next run")
    given = asked.parse_args()
    sizes = [int(size) for size in given.sizes.split(",")]
    import django

    django.setup()
    from factcheck import embedded

    told, found = Verdicts(), {}
    with ExitStack() as servers:
        if embedded.wants_postgres():
            servers.enter_context(embedded.postgres())
        if embedded.wants_valkey():
            servers.enter_context(embedded.valkey())
        for size in sizes:
            with database(size, keep=given.keep) as environment:
                found[size] = measured(size, told, seconds=given.seconds, environment=environment)
    small, large = found[sizes[0]], found[sizes[-1]]
    if len(sizes) > 1:
        told.hold("a page at the largest size ÷ at the smallest", large["page"] / small["page"], least=0.8)
        told.hold("one verdict at the largest size ÷ at the smallest", large["one"] / small["one"], least=0.8)
        if "q" in large and "q" in small:
            told.hold("q, 95th percentile, largest ÷ smallest", large["q"] / small["q"], most=3)
    print(json.dumps({"holds": all(holds for _promise, _figure, holds in told.lines)}))
    return 0 if all(holds for _promise, _figure, holds in told.lines) else 1


if __name__ == "__main__":
    sys.exit(main())

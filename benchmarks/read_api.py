"""How fast readers are served: the read API beside plain Django views and a bare WSGI application, in one run.

    uv run python benchmarks/read_api.py [--sizes 10000,1000000] [--seconds 2] [--rounds 5] [--streams 3] [--keep]

Needs `wrk`. Production settings, granian, everything on loopback. What is compared is measured in turns, some seconds each, and the
median of the rounds' ratios counts, so that whatever else the machine does hits both. Prints a line a promise, `name value op goal
ok|MISS`, and ends with 1 where one is missed. The promises: a page of 100 verdicts, and one verdict, at no less than 0.7 × a plain
Django view with the same middleware, SQL and bytes; a 304 at no less than 0.8 × one that answers a constant after the same lookup; an
idle delta poll as fast as a 304; throughput at the largest size no less than 0.8 × that at the smallest; the deepest page costs what
the first does; the 95th percentile of `q` at the largest size at most 3 × that at the smallest; NDJSON in less than 64 MB above
idle at no less than 0.7 × COPY of the same SQL through the same server. The page beside bare WSGI is an aim: it is printed, and
decides nothing.
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
import urllib.request
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote, urlsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
os.environ.setdefault("LOG_LEVEL", "ERROR")

from benchmarks.promises import Promises  # noqa: E402 - after the checkout is on the path

if TYPE_CHECKING:
    from collections.abc import Iterator

CONNECTIONS = 4
MB = 1024 * 1024
WORDS = 60
"""Words that are searched, common and rare."""

NOISE = 0.9
"""What measuring the same thing twice may differ by; “costs the same” and “as fast as” are held to it."""


@dataclass(frozen=True, slots=True)
class Server:
    """One of the applications under granian."""

    port: int
    pid: int

    def url(self, path: str) -> str:
        """Return an address of it."""
        return f"http://127.0.0.1:{self.port}{path}"

    def ask(self, path: str, **headers: str) -> Any:
        """GET an address of it."""
        given = {key.replace("_", "-"): value for key, value in headers.items()}
        asked = urllib.request.Request(self.url(path), headers=given)  # noqa: S310 - our own servers
        return urllib.request.urlopen(asked, timeout=300)  # noqa: S310 - as above


@contextmanager
def served(application: str, port: int, environment: dict[str, str]) -> Iterator[Server]:
    """Run an application under granian until it is not needed."""
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)),
        *("--workers", "1", "--blocking-threads", "2", "--backpressure", "64", "--no-ws", application),
    ]
    process = subprocess.Popen(
        command, cwd=ROOT, env=os.environ | environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    server = Server(port, process.pid)
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                server.ask("/api/v1/verdicts/?limit=1").read()
            except OSError:
                time.sleep(0.1)
            else:
                break
        yield server
    finally:
        process.terminate()
        process.wait()


@dataclass(frozen=True, slots=True)
class Load:
    """What is asked of a server, over and over."""

    server: Server
    path: str
    mark: str = ""

    def rate(self, seconds: int) -> float:
        """Return the answers a second that wrk gets; a wrong status ends the run."""
        header = ["-H", f"If-None-Match: {self.mark}"] if self.mark else []
        url = self.server.url(self.path)
        done = subprocess.run(
            ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", *header, url],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        found = re.search(r"Requests/sec:\s+([\d.]+)", done)
        if "Non-2xx" in done or found is None:
            raise SystemExit(f"{url} fails under load:\n{done}")
        return float(found[1])


def beside(one: Load, other: Load, *, seconds: int, rounds: int) -> tuple[float, float]:
    """Measure two in turns; return the median of one ÷ other, and the median rate of the first."""
    one.rate(1), other.rate(1)
    pairs = []
    for number in range(rounds):  # who begins changes, so that what grows or fades hits both
        if number % 2:
            second, first = other.rate(seconds), one.rate(seconds)
        else:
            first, second = one.rate(seconds), other.rate(seconds)
        pairs.append((first, second))
    return statistics.median(a / b for a, b in pairs), statistics.median(a for a, _b in pairs)


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


@dataclass(frozen=True, slots=True)
class Read:
    """An answer that was read to its end."""

    size: int
    seconds: float
    highest: int

    @property
    def speed(self) -> float:
        """Return the bytes a second."""
        return self.size / self.seconds


def drained(server: Server, path: str, **headers: str) -> Read:
    """Read an answer to its end, and look at the memory of its server meanwhile."""
    started, size, highest = time.perf_counter(), 0, memory(server.pid)
    looked = started
    with server.ask(path, **headers) as answer:
        while block := answer.read(MB):
            size += len(block)
            if time.perf_counter() - looked > 0.1:
                looked, highest = time.perf_counter(), max(highest, memory(server.pid))
    return Read(size, time.perf_counter() - started, highest)


def search(server: Server, word: str) -> float:
    """Return the seconds that a search takes."""
    started = time.perf_counter()
    server.ask(f"/api/v1/verdicts/?limit=25&q={quote(word)}").read()
    return time.perf_counter() - started


@dataclass
class Size:
    """A newsroom of so many publications, served."""

    rows: int
    environment: dict[str, str]
    ours: Server
    page = "/api/v1/verdicts/?limit=100"

    @property
    def one(self) -> str:
        """Return the address of a verdict in the middle."""
        from benchmarks.made_up import some_uuid

        return f"/api/v1/verdicts/{some_uuid('claim', self.rows // 2)}/"

    def deepest(self) -> str:
        """Return the address of a page close to the end of the list, by a cursor that the API gave."""
        from benchmarks.population import BETWEEN, START

        early = f"{START + 300 * BETWEEN:%Y-%m-%dT%H:%M:%SZ}"
        there = json.load(self.ours.ask(f"/api/v1/verdicts/?limit=1&publishedBefore={early}"))["next"]
        (cursor,) = parse_qs(urlsplit(there).query)["cursor"]
        return f"{self.page}&cursor={quote(cursor)}"


def within(size: Size, told: Promises, *, streams_read: int, **how: int) -> None:
    """Hold what is promised of one size."""
    at, page, one = f"@{size.rows}", size.page, size.one
    with ExitStack() as running:
        plain = running.enter_context(served("benchmarks.plain_wsgi:application", 8472, size.environment))
        bare = running.enter_context(served("benchmarks.bare_wsgi:application", 8473, size.environment))
        sizes = [len(server.ask(page).read()) for server in (size.ours, plain, bare)]
        told.note("bytes_of_a_page{} ours {} plain {} bare {}".format(at, *sizes))
        idle = f"/api/v1/changes/?since={size.rows}"
        with size.ours.ask(page) as answer:
            mark = answer.headers["ETag"]
        pairs = {
            "page_of_100/plain_view": (Load(size.ours, page), Load(plain, page), 0.7),
            "one_verdict/plain_view": (Load(size.ours, one), Load(plain, one), 0.7),
            "304/constant_after_lookup": (Load(size.ours, page, mark), Load(plain, "/api/v1/changes/"), 0.8),
            "idle_delta_poll/304": (Load(size.ours, idle, mark), Load(size.ours, page, mark), NOISE),
            "deepest_page/first_page": (Load(size.ours, size.deepest()), Load(size.ours, page), NOISE),
        }
        for name, (first, second, least) in pairs.items():
            ratio, rate = beside(first, second, **how)
            told.note(f"{name.partition('/')[0]}_per_second{at} {rate:.0f}")
            told.hold(f"{name}{at}", ratio, ">=", least)
        ratio, _rate = beside(Load(size.ours, page), Load(bare, page), **how)
        told.aim(f"page_of_100/bare_wsgi{at}", ratio, ">=", 0.4)
        streams(size, plain, told, turns=streams_read)


def streams(size: Size, plain: Server, told: Promises, *, turns: int) -> None:
    """Hold the stream of everything against COPY, in turns, and its memory against what it was before."""
    at, idle = f"@{size.rows}", memory(size.ours.pid)
    lying = drained(plain, "/api/v1/documents/")  # first, so that what comes next is in memory for both
    ours, copies = [], []
    for _turn in range(turns):
        ours.append(drained(size.ours, "/api/v1/verdicts/", Accept="application/x-ndjson"))
        copies.append(drained(plain, "/api/v1/copied/"))
    told.note(f"ndjson{at} {ours[0].size / MB:.0f} MB in {statistics.median(each.seconds for each in ours):.1f} s")
    pairs = zip(ours, copies, strict=True)
    told.hold(f"ndjson/copy{at}", statistics.median(a.speed / b.speed for a, b in pairs), ">=", 0.7)
    told.note(f"ndjson/copy_of_documents_as_they_lie{at} {ours[-1].speed / lying.speed:.2f}")
    told.hold(f"ndjson_mb_above_idle{at}", (max(each.highest for each in ours) - idle) / MB, "<=", 64)


def between(small: Size, large: Size, told: Promises, **how: int) -> None:
    """Hold what is promised of a large newsroom beside a small one."""
    from benchmarks.made_up import Chance

    for name in ("page", "one"):
        ratio, _rate = beside(Load(large.ours, getattr(large, name)), Load(small.ours, getattr(small, name)), **how)
        told.hold(f"{name}@{large.rows}/@{small.rows}", ratio, ">=", 0.8)
    words = Chance.seeded().words
    chosen = [words[int(len(words) * (n / WORDS) ** 3)] for n in range(WORDS)]
    ratios = []
    for turn in range(how["rounds"] + 1):
        p95 = {}
        for size in (small, large):
            taken = sorted(search(size.ours, word) for word in chosen)
            p95[size.rows] = taken[int(0.95 * len(taken))]
        if turn:  # the first warms up
            ratios.append(p95[large.rows] / p95[small.rows])
    told.note("q_p95 " + " ".join(f"@{rows} {seconds * 1000:.1f} ms" for rows, seconds in p95.items()))
    told.hold(f"q_p95@{large.rows}/@{small.rows}", statistics.median(ratios), "<=", 3)


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
            call_command("migrate", verbosity=0)  # one that was kept may be older than the code
            if not is_there:
                started = time.perf_counter()
                Population(size).fill()
                Promises.note(f"{size} ledger rows poured in, in {time.perf_counter() - started:.0f} s")
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
                "API_ANONYMOUS_PER_MINUTE": "0",
                "LOG_LEVEL": "ERROR",
                "PYTHONPATH": str(ROOT),
            }
        finally:
            point_at(before)
            if not (keep and whole):
                drop(connection, name)


def main() -> int:
    """Serve every size, compare them, and say what holds."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--sizes", default="10000,1000000")
    asked.add_argument("--seconds", type=int, default=2)
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--streams", type=int, default=3, help="how often everything is read as a stream")
    asked.add_argument("--keep", action="store_true", help="leave the databases for the next run")
    given = asked.parse_args()
    sizes = [int(size) for size in given.sizes.split(",")]
    import django

    django.setup()
    from factcheck import embedded

    told, how = Promises(), {"seconds": given.seconds, "rounds": given.rounds}
    with ExitStack() as running:
        if embedded.wants_postgres():
            running.enter_context(embedded.postgres())
        if embedded.wants_valkey():
            running.enter_context(embedded.valkey())
        served_sizes = []
        for place, rows in enumerate(sizes):
            environment = running.enter_context(database(rows, keep=given.keep))
            ours = running.enter_context(served("factcheck.wsgi:application", 8480 + place, environment))
            served_sizes.append(Size(rows, environment, ours))
        for size in served_sizes:
            within(size, told, streams_read=given.streams, **how)
        if len(served_sizes) > 1:
            between(served_sizes[0], served_sizes[-1], told, **how)
    return told.sum_up()


if __name__ == "__main__":
    sys.exit(main())

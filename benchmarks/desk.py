"""How fast the desk's pages are, however much lies on it: each page at several sizes, through granian, signed in.

    uv run python benchmarks/desk.py [--sizes 10000,100000,1000000] [--times 20] [--only list] [--keep] [--plans]

Each page's queries, and the median and 95th percentile of its milliseconds, are printed for every size. Lines with a goal are
promises: `growth` is the median at the largest size ÷ that at the smallest (≤ 1.5); `over_empty` is the median at the
smallest size ÷ that of an empty page of ours, somebody's notes where there are none (≤ 3); `scanned` is the most rows of a
large table that any query of the page reads by sequential scan at the largest size (≤ 10,001, where every count stops),
as its plan says; `queries_grown` are the queries that the largest size adds. Sizes are measured in turns, so that what
else the machine does slows all of them.
`html_kb` and `all_kb` are what a page, and the page with all that it loads, weigh on the wire (gzip, into an empty cache;
one list and one article have 100 rows). `--plans` prints the slowest queries. Exit status 1 on a miss.
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin, urlsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
os.environ.setdefault("LOG_LEVEL", "ERROR")

from benchmarks.desk_pages import pages  # noqa: E402 - after the checkout is on the path
from benchmarks.promises import Promises  # noqa: E402 - after the checkout is on the path

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg

FIRST_PORT = 8481
LARGE = 5_000
"""Rows from which a table is large."""
MOST_READ = 10_001


@dataclass
class Size:
    """A newsroom of one size: its database, its server, and who is signed in."""

    claims: int
    database: str
    port: int
    sessions: dict[str, str] = field(default_factory=dict)
    pages: dict[str, tuple[str, str]] = field(default_factory=dict)
    took: dict[str, list[float]] = field(default_factory=dict)
    queries: dict[str, int] = field(default_factory=dict)

    def ask(self, line: http.client.HTTPConnection, name: str) -> float:
        """Open a page; return the milliseconds until its last byte. Anything but the page itself ends the run."""
        who, address = self.pages[name]
        started = time.perf_counter()
        line.request("GET", address, headers={"Cookie": f"sessionid={self.sessions[who]}", "Accept-Encoding": "gzip"})
        answer = line.getresponse()
        answer.read()
        if answer.status != 200:
            raise SystemExit(f"{self.claims:,}: {name} ({address}) answers {answer.status}")
        return (time.perf_counter() - started) * 1000

    def median(self, name: str) -> float:
        """Return a page's median."""
        return statistics.median(self.took[name])

    def p95(self, name: str) -> float:
        """Return a page's 95th percentile."""
        return sorted(self.took[name])[max(0, round(0.95 * len(self.took[name])) - 1)]


@contextmanager
def served(size: Size, environment: dict[str, str]) -> Iterator[None]:
    """Run the desk under granian on a size's database."""
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(size.port)),
        *("--workers", "1", "--blocking-threads", "2", "--backpressure", "64", "--no-ws", "factcheck.wsgi:application"),
    ]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | environment, stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline:
            line = http.client.HTTPConnection("127.0.0.1", size.port, timeout=10)
            try:
                line.request("GET", "/healthz")
                line.getresponse().read()
            except OSError:
                time.sleep(0.2)
            else:
                break
            finally:
                line.close()
        yield
    finally:
        process.terminate()
        process.wait()


WHOLE = "filled by the benchmark"


def is_whole(connection: psycopg.Connection, name: str) -> bool:
    """Say whether a database is there and was filled to its end."""
    asked = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
    found = connection.execute(asked, [name]).fetchone()
    return found is not None and found[0] == WHOLE


@contextmanager
def database(claims: int, *, keep: bool) -> Iterator[str]:
    """Have a migrated and filled database; it is gone afterwards, unless it is to be kept and is whole."""
    from django.core.management import call_command

    from benchmarks.newsroom import Newsroom
    from tests.conftest import drop, exists, owner, point_at

    name = f"claimdesk_desk_{claims}"
    with owner() as connection:
        whole = is_whole(connection, name)
        if not whole:
            if exists(connection, name):  # the run that began to fill it was ended
                drop(connection, name)
            connection.execute(f'CREATE DATABASE "{name}"')
        before = point_at(name)
        try:
            call_command("migrate", verbosity=0)
            if not whole:
                started = time.perf_counter()
                Newsroom(claims).fill()
                Promises.note(f"{claims:,} claims in {time.perf_counter() - started:.0f} s")
                connection.execute(f"COMMENT ON DATABASE \"{name}\" IS '{WHOLE}'")
            whole = True
            point_at(before)
            yield name
        finally:
            point_at(before)
            if not (keep and whole):
                drop(connection, name)


def environment(database_name: str, folder: str) -> dict[str, str]:
    """Return the environment of a production server on this database."""
    from django.conf import settings
    from django.db import connections

    given = connections["default"].settings_dict
    user, password, host = (quote(str(given[each]), safe="") for each in ("USER", "PASSWORD", "HOST"))
    return {
        "CLAIMDESK_PRODUCTION": "yes",
        "SECRET_KEY": settings.SECRET_KEY,  # ours, so that the servers know the sessions opened here
        "SECURE_SSL_REDIRECT": "no",
        "BEHIND_TLS_PROXY": "no",
        "LEDGER_KEY": "A" * 43 + "=",
        "DATABASE_URL": f"postgresql://{user}:{password}@{host}:{given['PORT'] or 5432}/{database_name}",
        "REDIS_URL": settings.REDIS_URL,
        "SITE_URL": "https://facts.example.org",
        "ALLOWED_HOSTS": "127.0.0.1",
        "STATIC_ROOT": folder,
        "PYTHONPATH": str(ROOT),
    }


def session(username: str) -> str:
    """Sign a person in; return their session's key."""
    from django.test import Client

    from claims.models import User

    client = Client()
    client.force_login(User.objects.get(username=username))
    return client.cookies["sessionid"].value


def asked(page: tuple[str, str], sessions: dict[str, str]) -> list[str]:
    """Open a page in this process, and return the statements that it sends; the second time, when nothing is cached anew."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    client.cookies["sessionid"] = sessions[page[0]]
    client.get(page[1])
    with CaptureQueriesContext(connection) as counted:
        client.get(page[1])
    return [each["sql"] for each in counted.captured_queries if each["sql"].lstrip("( ")[:6] in {"SELECT", "WITH R"}]


def scanned(statement: str, large: set[str]) -> tuple[int, str, float]:
    """Return the most rows of a large table that a statement reads by sequential scan, of which, and its milliseconds."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + statement.replace("%", "%%"), [])
        plan = cursor.fetchone()[0]
    plan = (json.loads(plan) if isinstance(plan, str) else plan)[0]
    most, of = 0, ""
    nodes = [plan["Plan"]]
    while nodes:
        node = nodes.pop()
        nodes += node.get("Plans", [])
        if "Seq Scan" in node["Node Type"] and node.get("Relation Name") in large:
            read = (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]
            most, of = max((most, of), (int(read), node["Relation Name"]))
    return most, of, plan["Execution Time"]


def large_tables() -> set[str]:
    """Name the tables of the database that hold more than LARGE rows."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples > %s", [LARGE])
        return {name for (name,) in cursor.fetchall()}


def measure(sizes: list[Size], *, times: int, only: str) -> None:
    """Time every page at every size, in turns."""
    lines = {size.claims: http.client.HTTPConnection("127.0.0.1", size.port, timeout=300) for size in sizes}
    for name in sizes[0].pages:
        if any(part in name for part in only.split(",")) or name == "empty":
            for turn in range(times + 2):
                for size in sizes:
                    took = size.ask(lines[size.claims], name)
                    if turn >= 2:
                        size.took.setdefault(name, []).append(took)
    for line in lines.values():
        line.close()


def fetched(line: http.client.HTTPConnection, address: str, cookie: str) -> tuple[bytes, int]:
    """Fetch an address as a browser does; return what it says, and how many bytes came."""
    line.request("GET", address, headers={"Cookie": cookie, "Accept-Encoding": "gzip"})
    answer = line.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise SystemExit(f"{address} answers {answer.status}")
    return gzip.decompress(body) if answer.headers["Content-Encoding"] == "gzip" else body, len(body)


def weigh(size: Size, told: Promises) -> None:
    """Hold the bytes of each page, and of all that it brings along into an empty cache, against their goals."""
    line = http.client.HTTPConnection("127.0.0.1", size.port, timeout=300)
    weights: dict[str, tuple[bytes, int]] = {}
    for name in size.took:
        who, address = size.pages[name]
        cookie = f"sessionid={size.sessions[who]}"
        page, html = fetched(line, address, cookie)
        wanted, known = [(address, each) for each in NAMED.findall(page.decode())], set()
        while wanted:
            base, link = wanted.pop()
            where = urlsplit(urljoin(base, link))
            if where.netloc or not where.path.startswith("/static/") or where.path in known:
                continue
            known.add(where.path)
            weights.setdefault(where.path, fetched(line, where.path, ""))
            if where.path.endswith((".css", ".js")):
                wanted += [(where.path, each) for each in BROUGHT.findall(weights[where.path][0].decode())]
        whole = html + sum(weights[each][1] for each in known)
        told.note(f"{name}: {len(page) / 1000:.0f} kB before it is compressed, {len(known)} files beside it")
        told.hold(f"html_kb_{name}", html / 1000, "<=", 100)
        told.hold(f"all_kb_{name}", whole / 1000, "<=", 150)
    line.close()


NAMED = re.compile(r'<(?:script|link|img)\b[^>]*?\b(?:src|href)="([^"]+)')
BROUGHT = re.compile(r'(?:url\(|@import |from |import )\s*["\']?([^"\')\s]+\.(?:css|js|svg|woff2?|png))')


def judge(sizes: list[Size], told: Promises, *, plans: bool) -> None:
    """Print the figures of every page, and hold them against the promises."""
    from tests.conftest import point_at

    small, large = sizes[0], sizes[-1]
    for size in sizes:
        before = point_at(size.database)
        big = large_tables()
        try:
            for name in size.took:
                statements = asked(size.pages[name], size.sessions)
                size.queries[name] = len(statements)
                if size is large:
                    read = sorted(((*scanned(each, big), each) for each in statements), reverse=True)
                    told.hold(f"scanned_{name}", read[0][0] if read else 0, "<=", MOST_READ)
                    slow = sorted(read, key=lambda each: -each[2])[:3] if plans else []
                    for rows, of, took, statement in [*(each for each in read[:2] if each[0] > MOST_READ), *slow]:
                        told.note(f"  {took:.1f} ms, {rows:,} rows of {of}: {statement[:1500]}")
        finally:
            point_at(before)
    empty = small.median("empty")
    for name in small.took:
        for size in sizes:
            told.note(
                f"{name} {size.claims:,}: {size.queries[name]} queries, p50 {size.median(name):.1f} ms,"
                f" p95 {size.p95(name):.1f} ms"
            )
        told.hold(f"over_empty_{name}", small.median(name) / empty, "<=", 3)
        if small is not large:
            told.hold(f"growth_{name}", large.median(name) / small.median(name), "<=", 1.5)
            told.hold(f"queries_grown_{name}", large.queries[name] - small.queries[name], "<=", 0)


def main() -> int:
    """Fill, measure and judge."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--sizes", default="10000,100000,1000000", help="claims, from the smallest to the largest")
    given.add_argument("--times", type=int, default=20, help="how often each page is opened")
    given.add_argument(
        "--only", default="", help="only pages whose names have one of these in them, with commas between"
    )
    given.add_argument("--keep", action="store_true", help="leave the databases for the next run")
    given.add_argument("--plans", action="store_true", help="print each page's slowest queries")
    options = given.parse_args()
    import django

    django.setup()
    from django.conf import settings

    from factcheck import embedded
    from tests.conftest import point_at

    settings.ALLOWED_HOSTS = ["*"]
    told, sizes = Promises(), []
    with ExitStack() as running:
        folder = running.enter_context(tempfile.TemporaryDirectory())
        if embedded.wants_postgres():
            running.enter_context(embedded.postgres())
        if embedded.wants_valkey():
            running.enter_context(embedded.valkey())
        for place, claims in enumerate(int(each) for each in options.sizes.split(",")):
            name = running.enter_context(database(claims, keep=options.keep))
            size = Size(claims, name, FIRST_PORT + place)
            before = point_at(name)
            size.pages = pages()
            size.sessions = {who: session(who) for who in {who for who, _address in size.pages.values()}}
            point_at(before)
            sizes.append(size)
        collected = environment(sizes[0].database, folder)
        subprocess.run(
            [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"],
            cwd=ROOT,
            env=os.environ | collected,
            check=True,
        )
        for size in sizes:
            running.enter_context(served(size, environment(size.database, folder)))
        measure(sizes, times=options.times, only=options.only)
        judge(sizes, told, plans=options.plans)
        weigh(sizes[0], told)
    return told.sum_up()


if __name__ == "__main__":
    sys.exit(main())

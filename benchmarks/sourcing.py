"""What sources cost: fetching beside plain httpx2, the whole path beside its parts, and keeping as the archive grows.

    uv run python benchmarks/sourcing.py [--pages 2000] [--claims 25] [--stored 20000]

Promises: the guarded client fetches at no less than 0.95 × plain httpx2's rate, 16 at once, measured in turns in the same run;
the whole path (find a claim's eight pages: fetch, read, rank, archive, store) goes at no less than 0.8 × the rate that the sum of
its parts, measured alone, would give; keeping a page costs at 20,000 stored pages at most 1.3 × what it costs at 1,000.
Everything is measured in turns, and ratios are medians of turns, so that what else a machine does slows both sides alike.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
os.environ.setdefault("LOG_LEVEL", "ERROR")

import django  # noqa: E402 - after the settings are named

from benchmarks.promises import Promises  # noqa: E402 - after the checkout is on the path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from claims.models import Claim
    from claims.pipeline.sourcing.fetched import Copy, Fetched
    from claims.pipeline.sourcing.ranking import RankedPassage

AT_ONCE = 16
ROUNDS = 20
A_CLAIM = 8
FETCHING, WHOLE, GROWTH = 0.95, 0.8, 1.3


@contextmanager
def town(pages: int) -> Iterator[str]:
    """Serve pages from another process; the value is host and port."""
    server = subprocess.Popen(
        [sys.executable, str(ROOT / "benchmarks" / "town_server.py"), str(pages)], stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    try:
        yield f"127.0.0.1:{server.stdout.readline().strip()}"
    finally:
        server.kill()
        server.wait()


@contextmanager
def scratch_database(servers: ExitStack) -> Iterator[None]:
    """Have a migrated database that is dropped at the end."""
    from django.core.management import call_command

    from factcheck import embedded

    if embedded.wants_postgres():
        servers.enter_context(embedded.postgres())
    if embedded.wants_valkey():
        servers.enter_context(embedded.valkey())
    from tests.conftest import drop, owner, point_at

    name = f"claimdesk_benchmark_{os.getpid()}"
    with owner() as connection:
        drop(connection, name)
        connection.execute(f'CREATE DATABASE "{name}"')
        before = point_at(name)
        try:
            call_command("migrate", verbosity=0)
            yield
        finally:
            point_at(before)
            drop(connection, name)


def timed(work: Callable[..., object], *given: object) -> float:
    """Return how many seconds some work takes."""
    started = time.perf_counter()
    work(*given)
    return time.perf_counter() - started


def fetching(told: Promises, host: str, pages: int) -> None:
    """Fetch all pages with both clients, in turns; compare turn by turn."""
    import httpx2

    from claims.pipeline.sourcing.fetching import Fetcher
    from claims.pipeline.sourcing.guard import Guard

    share = pages // ROUNDS
    limits = httpx2.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE)
    rates: dict[str, list[float]] = {"guarded": [], "httpx2": []}
    with (
        Fetcher(Guard.of([host]), user_agent="benchmark") as guarded,
        httpx2.Client(limits=limits, trust_env=False) as plain,
        ThreadPoolExecutor(AT_ONCE) as threads,
    ):

        def ours(number: int) -> int:
            return len(guarded.get(f"http://{host}/{number}").body)

        def theirs(number: int) -> int:
            return len(plain.get(f"http://{host}/{number}").content)

        def fetch_all(get: Callable[[int], int], numbers: range) -> None:
            list(threads.map(get, numbers))

        clients = {"guarded": ours, "httpx2": theirs}
        for get in clients.values():  # connections open
            list(threads.map(get, range(AT_ONCE * 4)))
        for turn in range(ROUNDS):
            numbers = range(turn * share, (turn + 1) * share)
            for name, get in list(clients.items())[:: 1 if turn % 2 else -1]:
                taken = timed(fetch_all, get, numbers)
                rates[name].append(share / taken)
    ours_rate, theirs_rate = (statistics.median(rates[name]) for name in ("guarded", "httpx2"))
    ratio = statistics.median(one / other for one, other in zip(rates["guarded"], rates["httpx2"], strict=True))
    told.note(f"fetching, {AT_ONCE} at once: guarded {ours_rate:.0f} pages/s, plain httpx2 {theirs_rate:.0f} pages/s")
    told.hold("guarded_over_plain_client", ratio, ">=", FETCHING)


def some_claims(count: int) -> list[Claim]:
    """Write an article and claims on it, each of which finds pages of its own."""
    from claims.desk.intake import take_in
    from claims.desk.triage import add_claim
    from tests.desk import hire_people

    people = hire_people()
    lines = [f"The Springfield-{1000 + number} bridge cost five million euros." for number in range(count)]
    article = take_in("\n".join(lines), by=people.chief, title="A benchmark", outlet="")
    starts = [article.text.index(line) for line in lines]
    return [
        add_claim(article, start=start, end=start + len(line), text=line, by=people.editor)
        for start, line in zip(starts, lines, strict=True)
    ]


def whole_path(told: Promises, host: str, claims: list[Claim]) -> None:
    """Find sources for each claim; then do the parts alone with other pages, and compare the rates."""
    from claims.models import Snapshot
    from claims.pipeline.sourcing import finding
    from claims.pipeline.sourcing.fetched import Copy
    from claims.pipeline.sourcing.fetching import Fetcher
    from claims.pipeline.sourcing.guard import Guard
    from claims.pipeline.sourcing.keeping import keep
    from claims.pipeline.sourcing.providers.base import Hit
    from claims.pipeline.sourcing.ranking import Ranker
    from claims.pipeline.sourcing.reading import read_page

    half = (len(claims) - 1) // 2
    finding.find(claims[-1], progress=lambda _done, _of: None)  # everything loaded, helper started
    ratios, wholes, sums = [], [], []
    parts: dict[str, list[float]] = {"fetch": [], "read": [], "rank": [], "keep": []}
    with Fetcher(Guard.of([host]), user_agent="benchmark") as client, ThreadPoolExecutor(A_CLAIM) as threads:

        def fetch(number: int) -> Fetched:
            return client.get(f"http://{host}/{number}")

        def alone(place: int) -> float:
            """Do the parts for one claim's pages, one after the other; return the seconds that they take together."""
            fetched: list[Fetched] = []
            copies: list[Copy] = []
            ranked: list[list[RankedPassage]] = []
            ranker = Ranker(claims[place].text)
            numbers = range(place * A_CLAIM, (place + 1) * A_CLAIM)
            taken = {"fetch": timed(lambda: fetched.extend(threads.map(fetch, numbers)))}
            taken["read"] = timed(lambda: copies.extend(Copy(page, read_page(page)) for page in fetched))
            taken["rank"] = timed(lambda: ranked.extend(ranker.best(copy.page.text) for copy in copies))
            taken["keep"] = timed(
                lambda: [
                    keep(
                        claims[place].pk,
                        Hit(address=copy.fetched.url, title="", query="x"),
                        copy,
                        provider="searxng",
                        passages=passages,
                    )
                    for copy, passages in zip(copies, ranked, strict=True)
                ]
            )
            for name, seconds in taken.items():
                parts[name].append(seconds / A_CLAIM)
            return sum(taken.values())

        for turn in range(half):  # in turns, the order changing: what else runs here slows both alike
            whole, together = 0.0, 0.0
            for which in ("whole", "parts") if turn % 2 else ("parts", "whole"):
                if which == "whole":
                    whole = timed(partial(finding.find, claims[turn], progress=lambda _done, _of: None))
                else:
                    together = alone(half + turn)
            ratios.append(together / whole)
            wholes.append(whole / A_CLAIM)
            sums.append(together / A_CLAIM)
    kept = sum(claim.evidence.count() for claim in claims[:half])
    pages = Snapshot.objects.filter(evidence__claim__in=claims[:half]).distinct().count()
    assert kept == pages == half * A_CLAIM, f"{kept} kept, {pages} pages, of {half * A_CLAIM}"
    shown = ", ".join(f"{name} {1000 * statistics.median(taken):.1f}" for name, taken in parts.items())
    together, whole = statistics.median(sums), statistics.median(wholes)
    told.note(
        f"parts alone, ms a page: {shown}; together {1000 * together:.1f}; whole path {1000 * whole:.1f} (medians)"
    )
    told.hold("whole_path_over_sum_of_its_parts", statistics.median(ratios), ">=", WHOLE)


def growth(told: Promises, claim: Claim, stored: int) -> None:
    """Keep 150 pages beside 1,000 stored ones and beside many; compare the medians, each as a share of a fixed errand's."""
    (few, few_errand), (many, many_errand) = keeping_beside(claim, 1_000), keeping_beside(claim, stored)
    told.note(
        f"keeping a page: {1000 * few:.1f} ms beside 1,000 stored pages, {1000 * many:.1f} ms beside {stored:,} "
        f"(the same errand beside each: {1000 * few_errand:.1f} and {1000 * many_errand:.1f} ms)"
    )
    told.hold("keeping_beside_many_over_few", (many / many_errand) / (few / few_errand), "<=", GROWTH)


def errand() -> None:
    """Write a file to the disk and a row to the database: what a busy machine slows like it slows keeping a page."""
    from claims.pipeline.sourcing import usage

    with tempfile.NamedTemporaryFile() as file:
        file.write(b"x" * 10_000)
        file.flush()
        os.fsync(file.fileno())
    usage.answered("errand", asked=1)


def keeping_beside(claim: Claim, stored: int) -> tuple[float, float]:
    """Fill the archive up to so many pages; return the median seconds that keeping one more takes, and an errand."""
    from django.db import connection
    from django.utils.timezone import now

    from claims.models import Evidence, Snapshot, Source
    from claims.pipeline.sourcing.fetched import Copy, Fetched, PageText
    from claims.pipeline.sourcing.keeping import fingerprint, keep
    from claims.pipeline.sourcing.passages import Stretch
    from claims.pipeline.sourcing.providers.base import Hit
    from claims.pipeline.sourcing.ranking import RankedPassage

    missing = range(Snapshot.objects.count(), stored)
    for start in range(0, len(missing), 1_000):
        names = [f"https://stored.example/{number}" for number in missing[start : start + 1_000]]
        sources = Source.objects.bulk_create(Source(address=name, title=name) for name in names)
        snapshots = Snapshot.objects.bulk_create(
            Snapshot(
                source=source, requested_url=source.address, final_url=source.address, fetched_at=now(), http_status=200,
                warc="x", raw_sha256=fingerprint(source.address), text=source.address * 50,
                text_sha256=fingerprint(source.address), extractor="benchmark",
            )
            for source in sources
        )  # fmt: skip
        Evidence.objects.bulk_create(Evidence(claim=claim, snapshot=snapshot, provider="x") for snapshot in snapshots)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    passages = [RankedPassage(Stretch(0, 5, "words"), 0.5, 0.5)]
    taken, errands = [], []
    for number in range(150):
        url = f"https://fresh.example/{stored}/{number}"
        fetched = Fetched(url, url, (), None, now(), 200, (("Content-Type", "text/html"),), url.encode() * 500)
        copy = Copy(fetched, PageText(text=f"words {url} " * 50, extractor="benchmark"))
        hit = Hit(address=url, title=url, query="x")
        taken.append(timed(partial(keep, claim.pk, hit, copy, provider="x", passages=passages)))
        errands.append(timed(errand))
    return statistics.median(taken), statistics.median(errands)


def main() -> int:
    """Measure all three; return 1 where a promise is missed."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--pages", type=int, default=2_000)
    options.add_argument("--claims", type=int, default=25)
    options.add_argument("--stored", type=int, default=20_000)
    given = options.parse_args()
    told = Promises()
    django.setup()
    from django.test.utils import override_settings

    with ExitStack() as running:
        host = running.enter_context(town(given.pages))
        fetching(told, host, given.pages)
        store = running.enter_context(tempfile.TemporaryDirectory())
        disk = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": store}}
        running.enter_context(scratch_database(running))
        running.enter_context(
            override_settings(
                STORAGES={"default": disk}, PROVIDERS=["searxng"], SEARXNG_URL=f"http://{host}",
                FETCH_ALLOWED_HOSTS=[host], FETCH_PAGES_A_SECOND="100000",
            )
        )  # fmt: skip
        from claims.pipeline.sourcing import choosing
        from claims.pipeline.sourcing.pacing import Pace

        choosing.PACES["searxng"] = Pace(rate=1e5, most=100_000)
        claims = some_claims(given.claims)
        whole_path(told, host, claims)
        growth(told, claims[-1], given.stored)
    return told.sum_up()


if __name__ == "__main__":
    sys.exit(main())

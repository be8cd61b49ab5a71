"""Two workers on one claim, and a worker killed in the middle: nothing lost, nothing doubled."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.desk import hire_people, make_claim, take_in_seed
from tests.pipeline.sourcing.newsroom import RECALLED, search
from tests.pipeline.sourcing.wiki import Wiki

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings
    from redis import Redis

    from claims.models import Claim
    from tests.pipeline.sourcing.loopback import Asked, Reply, Site

ROOT = Path(__file__).resolve().parent.parent.parent.parent
PROGRAM = """
import sys
import django
django.setup()
from django.conf import settings
from django.db import connections
settings.DATABASES["default"]["NAME"] = sys.argv[2]
connections["default"].settings_dict["NAME"] = sys.argv[2]
from claims.models import Claim
from claims.pipeline.sourcing import finding
finding.find(Claim.objects.get(pk=int(sys.argv[1])), progress=lambda done, of: print(done, of, flush=True))
"""


@pytest.fixture
def committed(
    committed_db: str, site: Site, settings: Settings, store: Path, manners: Redis
) -> tuple[Claim, dict[str, str], str]:
    """A claim in a database where commits are real, the environment of a worker on it, and the database's name."""
    people = hire_people()
    claim = make_claim(take_in_seed(people.chief), by=people.editor, words=RECALLED)
    settings.MEDIAWIKI_API = Wiki().install(site)
    settings.FETCH_ALLOWED_HOSTS = [site.host]
    settings.PROVIDERS = ["archive", "mediawiki"]
    environment = os.environ | {
        "MEDIAWIKI_API": settings.MEDIAWIKI_API,
        "FETCH_ALLOWED_HOSTS": site.host,
        "SNAPSHOT_FOLDER": str(store),
        "PROVIDERS": "archive,mediawiki",
    }
    return claim, environment, committed_db


def worker(claim: Claim, environment: dict[str, str], database: str) -> subprocess.Popen[str]:
    """Start a process that looks for sources on the claim."""
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(claim.pk), database],
        cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def counts(claim: Claim) -> dict[str, int]:
    """Count all that a search writes."""
    from claims.models import Evidence, Passage, Snapshot, Source

    return {
        "sources": Source.objects.count(),
        "snapshots": Snapshot.objects.count(),
        "evidence": Evidence.objects.filter(claim=claim).count(),
        "passages": Passage.objects.count(),
        "searches": claim.searches.count(),
    }


def test_two_workers_at_once_double_nothing(committed: tuple[Claim, dict[str, str], str], store: Path) -> None:
    claim, environment, database = committed
    workers = [worker(claim, environment, database) for _worker in range(2)]
    ended = [each.communicate(timeout=300) for each in workers]
    together = counts(claim)

    assert [each.returncode for each in workers] == [0, 0], ended
    search(claim)
    assert counts(claim) == together
    assert together["evidence"] == together["snapshots"] >= 3
    assert len(list(store.rglob("*.warc.gz"))) == together["snapshots"]


def test_a_worker_killed_in_the_middle_loses_and_doubles_nothing(
    committed: tuple[Claim, dict[str, str], str], site: Site, store: Path
) -> None:
    claim, environment, database = committed
    answer = site.routes["/w/api.php"]

    def slowly(asked: Asked) -> Reply:
        time.sleep(1.5)
        return answer(asked)

    site.routes["/w/api.php"] = slowly
    killed = worker(claim, environment, database)
    assert killed.stdout is not None
    while killed.poll() is None and not counts(claim)["evidence"]:
        time.sleep(0.02)
    killed.send_signal(signal.SIGKILL)
    killed.communicate(timeout=90)
    halfway = counts(claim)
    site.routes["/w/api.php"] = answer

    search(claim)

    assert killed.returncode == -signal.SIGKILL
    assert 0 < halfway["evidence"] < counts(claim)["evidence"]
    assert sorted(claim.searches.values_list("provider", "state")) == [("archive", "done"), ("mediawiki", "done")]
    assert counts(claim)["evidence"] == counts(claim)["snapshots"] == len(list(store.rglob("*.warc.gz")))
    assert not list(store.rglob(".half-*"))

"""A worker killed in the middle of its work loses nothing and doubles nothing. How soon that is: benchmarks/endurance.py."""

from __future__ import annotations

import os
import signal
import threading
import time
from typing import TYPE_CHECKING

import pytest
from django.db.models import Count

from claims.desk.assignment import assign
from claims.models import Claim, Evidence, Job, Snapshot, SourceSearch
from claims.models.job import JobKind, JobState
from claims.models.source_search import SearchState
from factcheck.supervisor import running
from tests.desk import hire_people, make_claim, take_in_seed
from tests.pipeline.sourcing.loopback import serving
from tests.pipeline.sourcing.wiki import Wiki

if TYPE_CHECKING:
    from collections.abc import Callable

    from factcheck.supervisor import Supervisor
    from tests.pipeline.sourcing.loopback import Asked, Reply, Site

WORDS = (
    "Putin proposed holding the discussion as soon as possible.",
    "the country recalling its Washington ambassador Anatoly Antonov for consultations",
    "Biden defeated former President Donald Trump",
)


def hold_up(wiki: Wiki, site: Site, reached: threading.Event, go_on: threading.Event) -> str:
    """Let the encyclopaedia's first answers wait until the test says so."""
    address = wiki.install(site)

    def slow(asked: Asked) -> Reply:
        reached.set()
        go_on.wait(60)
        return wiki.answer(asked)

    site.routes["/w/api.php"] = slow
    return address


def until(condition: Callable[[], bool], supervisor: Supervisor, *, seconds: float) -> float:
    """Wait for a condition, with the supervisor at work; return the seconds that it took, or fail the test."""
    started = time.monotonic()
    while not condition():
        supervisor.check()
        if time.monotonic() - started > seconds:
            left = list(Job.objects.values_list("kind", "state", "crashes", "problem"))
            pytest.fail(f"not within {seconds:.0f} s: {left}")
        time.sleep(0.2)
    return time.monotonic() - started


def test_kill_9_of_the_worker_during_sourcing_loses_nothing_and_doubles_nothing(
    processes_see: dict[str, str],
) -> None:
    reached, go_on = threading.Event(), threading.Event()
    with serving() as site:
        outside = {"MEDIAWIKI_API": hold_up(Wiki(), site, reached, go_on), "FETCH_ALLOWED_HOSTS": site.host}
        with running("worker", "beat", environment=processes_see | outside) as supervisor:
            people = hire_people()
            article = take_in_seed(people.editor)
            until(lambda: article.claims.exists(), supervisor, seconds=240)
            article.claims.update(checkable=False)
            claims = [make_claim(article, by=people.editor, words=words) for words in WORDS]
            for claim in claims:
                assign(claim, people.reviewer, by=people.editor, seen=claim.version)
            assert reached.wait(120), "the worker asks the encyclopaedia"
            at_work = list(Job.objects.filter(kind=JobKind.FIND_SOURCES, state=JobState.RUNNING))
            assert at_work

            os.killpg(supervisor.number("worker"), signal.SIGKILL)
            go_on.set()

            searches = Job.objects.filter(kind=JobKind.FIND_SOURCES)
            took = until(lambda: searches.filter(state=JobState.DONE).count() == len(claims), supervisor, seconds=60)

    print(f"recovered after {took:.1f} s")
    assert searches.count() == len(claims), "no work was doubled"
    crashes = dict(searches.values_list("pk", "crashes"))
    assert [crashes[job.pk] for job in at_work] == [1] * len(at_work)
    assert max(crashes.values()) == 1, "a job that the dead worker had just taken may count, too; none counts twice"
    finished = SourceSearch.objects.filter(claim__in=claims, provider="mediawiki")
    assert [search.state for search in finished] == [SearchState.DONE] * len(claims)
    assert Evidence.objects.filter(claim__in=claims, provider="mediawiki").exists()
    for model, key in ((Evidence, ("claim", "snapshot")), (Snapshot, ("source", "raw_sha256"))):
        assert not model.objects.values(*key).annotate(times=Count("pk")).filter(times__gt=1).exists()
    assert Claim.objects.filter(pk__in=[claim.pk for claim in claims], status="assigned").count() == len(claims)

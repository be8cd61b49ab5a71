"""From a claim to passages on the page: one provider fails, one is slow, the worker is killed in the middle."""

from __future__ import annotations

import os
import signal
import threading
import time
from typing import TYPE_CHECKING

import pytest
from django.db.models import Count
from django.test import Client

from claims.desk.assignment import assign
from claims.models import Evidence, Job, Passage, ProviderDay, Snapshot, Source
from claims.models.job import JobKind, JobState
from claims.models.source_search import SearchState
from factcheck.supervisor import running
from tests.desk import hire_people, make_claim, take_in_seed
from tests.pipeline.sourcing.loopback import Reply, as_json, serving
from tests.pipeline.sourcing.newsroom import RECALLED
from tests.pipeline.sourcing.pdfs import pdf
from tests.pipeline.sourcing.test_web_pages import STORY, page

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from factcheck.supervisor import Supervisor
    from tests.pipeline.sourcing.loopback import Asked, Site


def until(condition: Callable[[], bool], supervisor: Supervisor, *, seconds: float = 240) -> None:
    """Wait for a condition, with the supervisor at work, or fail the test."""
    ends = time.monotonic() + seconds
    while not condition():
        supervisor.check()
        if time.monotonic() > ends:
            pytest.fail(f"not in time: {list(Job.objects.values_list('kind', 'state', 'crashes', 'problem'))}")
        time.sleep(0.2)


def open_town(site: Site, reached: threading.Event, go_on: threading.Event) -> dict[str, str]:
    """A search engine whose second page comes slowly, and a wiki that is in trouble; return how to ask them."""
    found = [f"{site.url}/story", f"{site.url}/report.pdf", f"{site.url}/slow"]
    site.routes["/search"] = lambda _asked: as_json({"results": [{"url": url, "title": "Antonov"} for url in found]})
    site.page("/w/api.php", "busy", status=503, headers=(("Retry-After", "300"),))
    site.page("/story", page())
    site.page("/report.pdf", pdf([STORY[:70], STORY[70:]], title="Antonov"), kind="application/pdf")

    def slow(_asked: Asked) -> Reply:
        reached.set()
        go_on.wait(60)
        return Reply(page(f"{STORY} He came back in June.", "Antonov").encode())

    site.routes["/slow"] = slow
    return {
        "PROVIDERS": "mediawiki,searxng",
        "SEARXNG_URL": site.url,
        "MEDIAWIKI_API": f"{site.url}/w/api.php",
        "FETCH_ALLOWED_HOSTS": site.host,
    }


def test_one_provider_fails_one_is_slow_the_worker_dies_and_the_passages_come(
    processes_see: dict[str, str], tmp_path: Path
) -> None:
    reached, go_on = threading.Event(), threading.Event()
    with serving() as site:
        outside = open_town(site, reached, go_on)
        with running("worker", "beat", environment=processes_see | outside) as supervisor:
            people = hire_people()
            article = take_in_seed(people.editor)
            until(lambda: article.claims.exists(), supervisor)
            claim = make_claim(article, by=people.editor, words=RECALLED)
            assign(claim, people.reviewer, by=people.editor, seen=claim.version)
            assert reached.wait(60), "the worker fetches the slow page"
            until(lambda: Evidence.objects.filter(claim=claim).count() == 2, supervisor)
            halfway = set(Evidence.objects.filter(claim=claim).values_list("pk", flat=True))

            os.killpg(supervisor.number("worker"), signal.SIGKILL)
            go_on.set()
            until(lambda: claim.searches.filter(provider="searxng", state=SearchState.DONE).exists(), supervisor)

    engine, wiki = claim.searches.get(provider="searxng"), claim.searches.get(provider="mediawiki")
    evidence = Evidence.objects.filter(claim=claim)
    assert (engine.found, engine.kept) == (3, 3)
    assert (wiki.state, wiki.tries) == (SearchState.UNREACHABLE, 1)
    assert "has trouble" in wiki.problem
    assert halfway < set(evidence.values_list("pk", flat=True))
    assert evidence.count() == Snapshot.objects.count() == Source.objects.count() == 3
    assert not evidence.values("snapshot").annotate(times=Count("pk")).filter(times__gt=1).exists()
    assert all(each.passages.exists() for each in evidence)
    assert all(
        each.evidence.snapshot.text[each.start : each.end] == each.text
        for each in Passage.objects.select_related("evidence__snapshot")
    )
    files = {str(file.relative_to(tmp_path / "snapshots")) for file in (tmp_path / "snapshots").rglob("*.warc.gz")}
    assert files == set(Snapshot.objects.values_list("warc", flat=True))
    paths = [asked.path for asked in site.asked]
    assert [paths.count(path) for path in ("/w/api.php", "/story", "/report.pdf", "/slow")] == [1, 1, 1, 2]
    assert ProviderDay.objects.get(provider="mediawiki").failures == 1
    left = Job.objects.filter(kind=JobKind.FIND_SOURCES, subject=claim.pk).exclude(state=JobState.DONE)
    assert [(job.state, job.run_after) for job in left] == [(JobState.QUEUED, wiki.retry_at)]
    browser = Client()
    browser.force_login(people.reviewer)
    shown = browser.get(f"/desk/review/{claim.pk}/").content.decode()
    assert "17 March 2021" in shown
    assert "3 of 3 kept" in shown
    assert "has trouble" in shown

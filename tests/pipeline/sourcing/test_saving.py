"""Cited pages in a public archive: Save Page Now 2 in its documented shapes, step by step, each once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils.timezone import now

from claims.desk import assignment, providers, publication, review
from claims.models import ExternalCopy, Job, ProviderDay, Snapshot
from claims.models.external_copy import CopyState
from claims.models.job import JobKind, JobState
from claims.pipeline.sourcing import saving
from claims.tasks import work
from tests.api.asking import ask
from tests.desk import archive_evidence
from tests.pipeline.sourcing.loopback import Reply, as_json
from tests.publishing.test_redaction import redact
from tests.stories import RATIONALE, a_rating, story

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings
    from redis import Redis

    from claims.models import Claim
    from tests.pipeline.sourcing.loopback import Asked, Site
    from tests.stories import Story

__all__ = ["story"]

LINK = "/web/20261122180000/https://archive.example.org/note"


@dataclass(slots=True)
class Wayback:
    """A server in the shape of Save Page Now 2."""

    pending: int = 1
    error: str = ""
    refuse: Reply | None = None
    jobs: list[str] = field(default_factory=list)

    def save(self, asked: Asked) -> Reply:
        """Take a page in."""
        if self.refuse is not None:
            return self.refuse
        if asked.headers.get("authorization") != "LOW access:secret":
            return as_json({"message": "You need to be logged in to use Save Page Now."}, status=401)
        self.jobs.append(asked.form["url"])
        return as_json({"url": asked.form["url"], "job_id": f"spn2-{len(self.jobs):040d}"})

    def status(self, _asked: Asked) -> Reply:
        """Say how the last job stands."""
        job = f"spn2-{len(self.jobs):040d}"
        if self.pending:
            self.pending -= 1
            return as_json({"status": "pending", "job_id": job, "resources": []})
        if self.error:
            told = {"exception": "[Errno]", "message": "It did not work.", "status_ext": self.error}
            return as_json({"status": "error", "job_id": job, "resources": [], **told})
        return as_json(
            {
                "status": "success",
                "job_id": job,
                "original_url": self.jobs[-1],
                "timestamp": "20261122180000",
                "duration_sec": 7.2,
                "resources": [self.jobs[-1]],
                "outlinks": {},
            }
        )


@pytest.fixture
def wayback(site: Site, settings: Settings, manners: Redis) -> Wayback:
    """A public archive that the newsroom uses."""
    server = Wayback()
    site.routes["/save"] = server.save
    for number in range(1, 4):
        site.routes[f"/save/status/spn2-{number:040d}"] = server.status
    settings.WAYBACK_KEY, settings.WAYBACK_URL = "access:secret", site.url
    settings.FETCH_ALLOWED_HOSTS = [site.host]
    return server


@pytest.fixture
def cited(claim: Claim, wayback: Wayback) -> Snapshot:
    """A kept page."""
    return archive_evidence(claim).snapshot


def test_a_page_is_asked_for_looked_after_and_its_link_kept(site: Site, wayback: Wayback, cited: Snapshot) -> None:
    first = saving.save(cited.pk)
    pending = ExternalCopy.objects.get().state
    second = saving.save(cited.pk)
    third = saving.save(cited.pk)

    copy = ExternalCopy.objects.get(snapshot=cited)
    assert pending == CopyState.PENDING
    assert first is not None
    assert timedelta(seconds=15) < first - now() < timedelta(seconds=25)
    assert second is not None
    assert third is None
    assert (copy.state, copy.link) == (CopyState.SAVED, f"{site.url}{LINK}")
    assert wayback.jobs == ["https://archive.example.org/note"]


def test_what_is_saved_is_not_asked_for_again(site: Site, wayback: Wayback, cited: Snapshot) -> None:
    wayback.pending = 0
    for _step in range(4):
        saving.save(cited.pk)

    assert [asked.path for asked in site.asked] == ["/save", f"/save/status/spn2-{1:040d}"]
    assert ProviderDay.objects.get(provider="wayback").asked == 2


@pytest.mark.parametrize("code", ["error:blocked-url", "error:not-found", "error:no-access"])
def test_a_page_that_cannot_be_saved_is_refused_for_good(wayback: Wayback, cited: Snapshot, code: str) -> None:
    wayback.pending, wayback.error = 0, code
    saving.save(cited.pk)

    assert saving.save(cited.pk) is None
    copy = ExternalCopy.objects.get()
    assert (copy.state, copy.problem) == (CopyState.REFUSED, "The Wayback Machine: It did not work.")
    assert saving.save(cited.pk) is None


@pytest.mark.parametrize("code", ["error:browsing-timeout", "error:service-unavailable", "error:celery"])
def test_trouble_of_the_archive_itself_is_tried_again(wayback: Wayback, cited: Snapshot, code: str) -> None:
    wayback.pending, wayback.error = 0, code
    saving.save(cited.pk)
    again = saving.save(cited.pk)
    wayback.error = ""
    saving.save(cited.pk)
    saving.save(cited.pk)

    copy = ExternalCopy.objects.get()
    assert again is not None
    assert (copy.state, copy.tries) == (CopyState.SAVED, 1)
    assert len(wayback.jobs) == 2


def test_a_session_limit_waits_and_a_daily_limit_waits_for_tomorrow(wayback: Wayback, cited: Snapshot) -> None:
    def limit(code: str, status: int) -> Reply:
        return as_json({"status": "error", "status_ext": code, "message": "Limit reached."}, status=status)

    wayback.refuse = limit("error:user-session-limit", 429)
    soon = saving.save(cited.pk)
    wayback.refuse = limit("error:too-many-daily-captures", 200)
    tomorrow = saving.save(cited.pk)

    assert soon is not None
    assert timedelta(seconds=55) < soon - now() < timedelta(minutes=3)
    assert tomorrow is not None
    assert tomorrow - now() > timedelta(hours=23)


def test_the_fourth_failure_is_the_last(wayback: Wayback, cited: Snapshot) -> None:
    wayback.refuse = Reply(b"bad gateway", 502)
    from claims.pipeline.sourcing import choosing

    steps = []
    for _try in range(4):
        choosing.manners().answered("wayback")  # the breaker is another test's
        choosing.manners()._redis.delete("pace:{wayback}")
        steps.append(saving.save(cited.pk))

    assert [step is not None for step in steps] == [True] * 3 + [False]
    assert ExternalCopy.objects.get().state == CopyState.REFUSED


def test_a_wrong_key_is_named(wayback: Wayback, cited: Snapshot, settings: Settings) -> None:
    settings.WAYBACK_KEY = "other:key"

    assert saving.save(cited.pk) is None
    assert "WAYBACK_KEY" in ExternalCopy.objects.get().problem


@pytest.mark.parametrize(
    "answer", [[], {"job_id": "../../x"}, {"job_id": 7}, {"status": "success", "timestamp": "x"}, "words"]
)
def test_an_answer_of_another_form_is_no_job(wayback: Wayback, cited: Snapshot, answer: Any) -> None:
    wayback.refuse = as_json(answer)

    assert saving.save(cited.pk) is not None
    assert ExternalCopy.objects.get().state == CopyState.WANTED


def test_a_job_that_never_ends_is_given_up_and_asked_for_anew(wayback: Wayback, cited: Snapshot) -> None:
    wayback.pending = 9
    saving.save(cited.pk)
    ExternalCopy.objects.update(asked_at=now() - timedelta(hours=1))

    saving.save(cited.pk)

    copy = ExternalCopy.objects.get()
    assert (copy.state, copy.job, copy.tries) == (CopyState.WANTED, "", 1)


def rate(story: Story, claim: Claim) -> Snapshot:
    """Rate a claim with one citation; return the copy that it cites."""
    people = story.people
    assignment.assign(claim, people.reviewer, by=people.editor, seen=claim.version)
    passage = archive_evidence(claim).passages.get()
    review.rate(
        claim, by=people.reviewer, seen=claim.version, rating=a_rating("true"), attribution="confirmed",
        rationale=RATIONALE, citations=[review.Cite(passage, "supports")],
    )  # fmt: skip
    return passage.evidence.snapshot


def test_a_rated_claims_pages_are_saved_by_a_job_that_defers_itself(story: Story, wayback: Wayback) -> None:
    snapshot = rate(story, story.spot())
    job = Job.objects.get(kind=JobKind.SAVE_EXTERNALLY, subject=snapshot.pk)
    for _step in range(3):
        Job.objects.filter(pk=job.pk).update(run_after=now() - timedelta(seconds=1))
        work(job.pk)

    job.refresh_from_db()
    assert (job.state, job.deferrals, job.errors) == (JobState.DONE, 2, 0)
    assert ExternalCopy.objects.get(snapshot=snapshot).state == CopyState.SAVED


def test_the_published_document_carries_the_public_link(story: Story, wayback: Wayback, site: Site) -> None:
    claim = story.spot()
    snapshot = rate(story, claim)
    ExternalCopy.objects.create(snapshot=snapshot, state=CopyState.SAVED, link=f"{site.url}{LINK}")
    review.approve(claim, by=story.people.editor, seen=claim.version)

    row = publication.publish(claim, by=story.people.editor, seen=claim.version)

    assert row.document.content["evidence"][0]["copy"]["archivedUrl"] == f"{site.url}{LINK}"


def test_readers_find_the_public_link_beside_the_citation(story: Story, wayback: Wayback, site: Site) -> None:
    claim = story.spot()
    snapshot = rate(story, claim)
    ExternalCopy.objects.create(snapshot=snapshot, state=CopyState.SAVED, link=f"{site.url}{LINK}")
    review.approve(claim, by=story.people.editor, seen=claim.version)
    row = publication.publish(claim, by=story.people.editor, seen=claim.version)

    page = Client().get(urlsplit(row.document.content["url"]).path)

    assert f'href="{site.url}{LINK}"' in page.content.decode()


def test_a_link_that_comes_after_publication_reaches_readers_and_touches_no_document(
    story: Story, wayback: Wayback, site: Site
) -> None:
    claim = story.spot()
    snapshot = rate(story, claim)
    review.approve(claim, by=story.people.editor, seen=claim.version)
    row = publication.publish(claim, by=story.people.editor, seen=claim.version)
    before = ask(f"verdicts/{claim.public_id}/")
    assert (before.json()["archived"], ask("verdicts/").json()["results"][0]["documentSha256"]) == ([], row.document_id)

    ExternalCopy.objects.create(
        snapshot=snapshot,
        state=CopyState.SAVED,
        link=f"{site.url}{LINK}",
        settled_at=datetime(2026, 11, 22, tzinfo=UTC),
    )

    after = ask(f"verdicts/{claim.public_id}/", If_None_Match=before["ETag"])
    assert after.status_code == 200
    assert after.json() == before.json() | {
        "archived": [
            {
                "sha256": row.document.content["evidence"][0]["copy"]["sha256"],
                "archivedUrl": f"{site.url}{LINK}",
                "savedAt": "2026-11-22T00:00:00.000000Z",
            }
        ]
    }
    assert ask(f"verdicts/{claim.public_id}/", If_None_Match=after["ETag"]).status_code == 304
    page = Client().get(urlsplit(row.document.content["url"]).path)
    assert f'href="{site.url}{LINK}"' in page.content.decode()
    redact(story, claim)
    assert ask(f"verdicts/{claim.public_id}/").json()["archived"] == []


def test_without_a_public_copy_the_document_says_nothing_of_it(story: Story) -> None:
    claim = story.spot()
    rate(story, claim)
    review.approve(claim, by=story.people.editor, seen=claim.version)

    row = publication.publish(claim, by=story.people.editor, seen=claim.version)

    assert "archivedUrl" not in row.document.content["evidence"][0]["copy"]
    assert not Job.objects.filter(kind=JobKind.SAVE_EXTERNALLY).exists()


def test_switched_off_nothing_is_asked_for(story: Story, wayback: Wayback, site: Site) -> None:
    providers.switch_off("wayback", by=story.people.editor, reason="A sensitive story.")

    snapshot = rate(story, story.spot())

    assert not Job.objects.filter(kind=JobKind.SAVE_EXTERNALLY).exists()
    assert saving.save(snapshot.pk) is None
    assert site.asked == []


def test_a_copy_handed_over_by_a_provider_is_published_at_its_own_address(story: Story) -> None:
    claim = story.spot()
    snapshot = rate(story, claim)
    handed = Snapshot.objects.create(
        **{name: getattr(snapshot, name) for name in ("source", "fetched_at", "http_status", "warc", "text", "text_sha256")},
        raw_sha256="f" * 64, requested_url="https://wiki.example/api.php?x", final_url="https://wiki.example/api.php?x",
        extractor="provider",
    )  # fmt: skip

    assert handed.public_address == snapshot.source.address

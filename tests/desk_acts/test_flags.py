"""Cited pages are looked at again; what changed raises a flag, and a person decides on it."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from claims import tasks
from claims.desk import flags, newsroom, publication, review
from claims.desk.triage import Stale
from claims.jobs import lease
from claims.lifecycle import IllegalMove, Status
from claims.models import Evidence, Job, PageFlag, PageLook, Passage, Snapshot, Source
from claims.models.job import JobKind, JobState
from claims.models.page_look import FlagDecision, LookFound
from claims.pipeline.sourcing import cited_pages
from tests.admin.pages.conftest import sit_down
from tests.admin.pages.stations import give, rate
from tests.desk import archive_evidence
from tests.pipeline.sourcing.conftest import site, store
from tests.pipeline.sourcing.newsroom import manners
from tests.pipeline.sourcing.test_web_pages import page

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django.fixtures import Settings
    from redis import Redis

    from claims.models import Claim
    from tests.admin.pages.conftest import SitDown
    from tests.desk import People
    from tests.pipeline.sourcing.loopback import Site

__all__ = ["manners", "sit_down", "site", "store"]

CITED = "Putin offered a live conversation on 18 March 2021."
AROUND = "The Kremlin said so in the morning, and the White House answered on the same day that nothing was planned."


@pytest.fixture
def published(claim: Claim, people: People, site: Site, settings: Settings, store: Path, manners: Redis) -> Claim:
    """A published claim that cites a page on a real server, as it was three weeks ago."""
    settings.FETCH_ALLOWED_HOSTS = [site.host]
    site.page("/story", page(f"{CITED} {AROUND}", title="Debate"))
    address, digest = f"{site.url}/story", hashlib.sha256(CITED.encode()).hexdigest()
    source = Source.objects.create(address=address, title="Debate")
    copy = Snapshot.objects.create(
        source=source, requested_url=address, final_url=address, fetched_at=now() - timedelta(days=21), http_status=200,
        warc="x.warc.gz", text=CITED, raw_sha256=digest, text_sha256=digest, extractor="test 1",
    )  # fmt: skip
    found = Evidence.objects.create(claim=claim, snapshot=copy, provider="archive", score=0.8)
    Passage.objects.create(evidence=found, start=0, end=len(CITED), text=CITED, score=0.8)
    rate(give(claim, people), people)
    review.approve(claim, by=people.editor, seen=claim.version)
    newsroom.mark_as_rehearsal(by=people.chief)
    publication.publish(claim, by=people.editor, seen=claim.version)
    return claim


@pytest.fixture
def cited(published: Claim) -> Snapshot:
    """The copy that it cites."""
    return published.evidence.get().snapshot


def look(snapshot: Snapshot) -> Job:
    """Carry a look out as a worker would; return its job."""
    job = Job.objects.create(kind=JobKind.LOOK_AT_PAGE, subject=snapshot.pk)
    tasks.work(job.pk)
    job.refresh_from_db()
    return job


def flagged(claim: Claim, *, found: str = LookFound.GONE) -> PageFlag:
    """Raise a flag as the machine does."""
    copy = claim.evidence.get().snapshot
    seen = PageLook(snapshot=copy, looked_at=now(), found=found, because="The page is no longer there.")
    return cited_pages.record(seen)[0]


def test_a_page_that_is_gone_raises_a_flag_at_the_claim(published: Claim, cited: Snapshot, site: Site) -> None:
    site.page("/story", "", status=404)
    assert look(cited).state == JobState.DONE
    flag = PageFlag.objects.get()
    assert (flag.claim, flag.look.found, flag.decision) == (published, LookFound.GONE, "")


def test_a_page_whose_cited_words_changed_says_so(cited: Snapshot, site: Site) -> None:
    site.page("/story", page(f"{CITED.replace('18 March', '19 March')} {AROUND}", title="Debate"))
    look(cited)
    flag = PageFlag.objects.get()
    assert (flag.look.found, flag.cited_words_stand) == (LookFound.CHANGED, False)
    assert "19 March" in flag.look.newest.text


def test_a_page_whose_other_words_changed_says_so_too(cited: Snapshot, site: Site) -> None:
    look(cited)
    assert PageFlag.objects.get().cited_words_stand is True


def test_what_was_decided_is_not_raised_again_until_the_page_changes_again(
    cited: Snapshot, site: Site, people: People
) -> None:
    look(cited)
    flags.keep(PageFlag.objects.get(), by=people.editor, reason="Only the surroundings changed.")
    look(cited)
    assert PageFlag.objects.count() == 1
    site.page("/story", page(f"All is different now. {AROUND}", title="Debate"))
    look(cited)
    assert PageFlag.objects.open().count() == 1


def test_one_week_without_an_answer_is_no_flag_and_three_are(published: Claim) -> None:
    copy = published.evidence.get().snapshot
    raised = []
    for week in (3, 2, 1):
        seen = cited_pages.silent(copy, "No answer.")
        seen.looked_at = now() - timedelta(days=7 * week)
        raised.append(len(cited_pages.record(seen)))
    assert raised == [0, 0, 1]


@pytest.mark.parametrize(
    ("status", "kind", "robots"),
    [
        (401, "text/html", ""),
        (403, "text/html", ""),
        (200, "video/mp4", ""),
        (200, "text/html", "User-agent: *\nDisallow: /"),
    ],
)
def test_a_page_that_is_closed_to_us_is_flagged_after_three_looks(
    cited: Snapshot, site: Site, people: People, status: int, kind: str, robots: str
) -> None:
    site.page("/robots.txt", robots, kind="text/plain")
    site.page("/story", b"\0", status=status, kind=kind)
    raised = []
    for _week in range(3):
        look(cited)
        raised.append(PageFlag.objects.count())
    assert raised == [0, 0, 1]
    flag = PageFlag.objects.get()
    assert (flag.look.found, bool(flag.look.because), flag.cited_words_stand) == (LookFound.CLOSED, True, None)

    flags.keep(flag, by=people.editor, reason="It is in the public archive.")
    look(cited)
    assert PageFlag.objects.open().count() == 0


def test_closed_and_silent_by_turns_is_not_seen_either(published: Claim) -> None:
    copy = published.evidence.get().snapshot
    raised = []
    for week, found in enumerate((LookFound.CLOSED, LookFound.SILENT, LookFound.CLOSED)):
        seen = PageLook(snapshot=copy, looked_at=now() - timedelta(days=21 - week), found=found, because="It is shut.")
        raised.append(len(cited_pages.record(seen)))
    assert raised == [0, 0, 1]


def test_a_look_that_sees_the_page_begins_the_count_anew(published: Claim) -> None:
    copy = published.evidence.get().snapshot
    shut = LookFound.CLOSED
    for week, found in enumerate((shut, shut, LookFound.SAME, shut, shut)):
        seen = PageLook(snapshot=copy, looked_at=now() - timedelta(days=35 - week), found=found)
        assert cited_pages.record(seen) == []


def test_a_site_without_an_answer_is_tried_again_before_it_counts(cited: Snapshot, site: Site) -> None:
    site.page("/story", "", status=503)
    job = look(cited)
    assert (job.state, job.errors, PageLook.objects.count()) == (JobState.QUEUED, 1, 0)
    Job.objects.filter(pk=job.pk).update(errors=4, run_after=now())
    tasks.work(job.pk)
    assert PageLook.objects.get().found == LookFound.SILENT


def test_a_slow_twin_records_nothing(cited: Snapshot, site: Site) -> None:
    job = Job.objects.create(kind=JobKind.LOOK_AT_PAGE, subject=cited.pk)
    held = lease.take(job.pk)
    assert held is not None
    Job.objects.filter(pk=job.pk).update(attempt=7)
    with pytest.raises(lease.LeaseLost):
        tasks.sources.look_at_page(held)
    assert not PageLook.objects.exists()


def test_each_cited_page_is_queued_once_a_week(cited: Snapshot, published: Claim) -> None:
    tasks.look_at_cited_pages()
    tasks.look_at_cited_pages()
    assert Job.objects.filter(kind=JobKind.LOOK_AT_PAGE).count() == 1
    Job.objects.update(state=JobState.DONE)
    cited_pages.record(PageLook(snapshot=cited, looked_at=now(), found=LookFound.SAME))
    tasks.look_at_cited_pages()
    assert Job.objects.filter(kind=JobKind.LOOK_AT_PAGE).count() == 1
    assert list(cited_pages.due()) == []


def test_pages_of_claims_that_are_not_public_are_left_alone(published: Claim, people: People) -> None:
    assert cited_pages.due().count() == 1
    publication.retract(published, by=people.editor, seen=published.version, reason="It was wrong.")
    assert cited_pages.due().count() == 0


def test_an_editor_keeps_the_verdict_with_a_reason(published: Claim, people: People) -> None:
    flag = flagged(published)
    flags.keep(flag, by=people.editor, reason=" Archived elsewhere. ")
    flag.refresh_from_db()
    assert (flag.decision, flag.decided_by, flag.because) == (FlagDecision.KEPT, people.editor, "Archived elsewhere.")
    published.refresh_from_db()
    assert published.status == Status.PUBLISHED


def test_an_editor_reopens_the_claim_and_all_its_flags_are_answered(published: Claim, people: People) -> None:
    flag = flagged(published)
    flags.reopen(flag, by=people.editor, seen=published.version, reason="The record is gone.")
    published.refresh_from_db()
    assert published.status == Status.ASSIGNED
    assert published.moves.latest("pk").reason == "The record is gone."
    assert not PageFlag.objects.open().exists()


def test_reopening_a_stale_claim_decides_nothing(published: Claim, people: People) -> None:
    flag = flagged(published)
    with pytest.raises(IllegalMove):
        flags.reopen(flag, by=people.editor, seen=published.version - 1, reason="The record is gone.")
    assert PageFlag.objects.open().count() == 1


def test_the_second_to_decide_hears_who_did_and_why(published: Claim, people: People) -> None:
    flag = flagged(published)
    flags.keep(flag, by=people.editor, reason="It stands.")
    with pytest.raises(Stale, match=r"editor decided this already: the verdict stands\. It stands\."):
        flags.keep(flag, by=people.chief, reason="It does not.")


def test_a_decision_needs_a_reason_and_an_editor(published: Claim, people: People) -> None:
    flag = flagged(published)
    with pytest.raises(ValidationError):
        flags.keep(flag, by=people.editor, reason="  ")
    with pytest.raises(ValidationError):
        flags.keep(flag, by=people.editor, reason="x" * 2001)
    with pytest.raises(PermissionDenied):
        flags.keep(flag, by=people.reviewer, reason="No.")


def test_the_editor_sees_the_flag_today_at_the_claim_and_decides_on_its_page(
    cited: Snapshot, site: Site, published: Claim, people: People, sit_down: SitDown
) -> None:
    site.page("/story", page(f"{CITED.replace('18 March', '19 March')} {AROUND}", title="Debate"))
    look(cited)
    flag = PageFlag.objects.get()
    editor = sit_down(people.editor)
    for address in ("/desk/", f"/desk/review/{published.pk}/"):
        shown = editor.get(address).content.decode()
        assert "Cited pages that are no more as they were" in shown
        assert f'href="/desk/flags/{flag.pk}/"' in shown
    shown = editor.get(f"/desk/flags/{flag.pk}/").content.decode()
    assert "These words are not on the page any more." in shown
    assert "</span>19</ins>" in shown

    refused = editor.post(f"/desk/flags/{flag.pk}/", {"act": "keep", "seen": published.version, "reason": ""})
    assert (refused.status_code, "Say why" in refused.content.decode()) == (422, True)
    done = editor.post(f"/desk/flags/{flag.pk}/", {"act": "keep", "seen": published.version, "reason": "A typo."})
    assert done.status_code == 302
    late = editor.post(f"/desk/flags/{flag.pk}/", {"act": "keep", "seen": published.version, "reason": "My words."})
    assert late.status_code == 409
    assert "My words.</textarea>" in late.content.decode()


def test_pages_cost_the_same_with_one_flag_and_with_thirty(published: Claim, people: People, sit_down: SitDown) -> None:
    flag, editor = flagged(published), sit_down(people.editor)
    pages = ("/desk/", f"/desk/review/{published.pk}/", f"/desk/flags/{flag.pk}/")
    counts = []
    for more in (0, 29):
        for number in range(more):
            copy = archive_evidence(published, words=f"Other words, {number}.", name=f"other-{number}").snapshot
            seen = PageLook.objects.create(snapshot=copy, looked_at=now(), found=LookFound.GONE)
            PageFlag.objects.create(claim=published, look=seen, snapshot=copy)
        for address in pages:
            editor.get(address)
            with CaptureQueriesContext(connection) as asked:
                editor.get(address)
            counts.append(len(asked))
    assert counts[:3] == counts[3:]

"""Stories of review through HTTP: blind review, dispute, sending back, embargo and a worker's death, correction, retraction."""

from __future__ import annotations

import os
import signal
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.utils.timezone import now

from claims.desk.newsroom import hire, mark_as_rehearsal
from claims.models import BlindReview, Claim, Embargo, Job, Publication, Verdict
from claims.models.job import JobKind, JobState
from claims.models.user import Role
from factcheck.supervisor import running
from tests.desk import archive_evidence, hire_people, make_claim, take_in_seed
from tests.faults.test_killed_worker import until
from tests.flows.test_article_to_verdict import send, sign_in, verdict_form

if TYPE_CHECKING:
    from tests.desk import People


@pytest.fixture
def newsroom(db: None) -> People:
    """A rehearsing newsroom with one editor more."""
    return open_newsroom()


def open_newsroom() -> People:
    people = hire_people()
    hire("outsider", "outsider-outsider", by=people.chief, role=Role.EDITOR)
    mark_as_rehearsal(by=people.chief)
    return people


def spot(people: People) -> Claim:
    """Put a claim with archived evidence into triage."""
    claim = make_claim(take_in_seed(people.chief), by=people.editor)
    archive_evidence(claim)
    return claim


def answered(claim: Claim, rating: str, **other: Any) -> dict[str, Any]:
    return verdict_form(claim, rating=rating) | other


def test_two_differ_a_third_settles_and_a_fourth_approves_and_publishes(newsroom: People) -> None:
    claim = spot(newsroom)
    editor, outsider = sign_in("editor"), sign_in("outsider")
    first, second = sign_in("reviewer"), sign_in("second")

    # The editor orders a blind review and puts the claim on two desks.
    send(editor, "review", claim, act="review_twice")
    send(editor, "review", claim, act="assign", reviewer=newsroom.reviewer.pk)
    send(editor, "review", claim, act="assign", reviewer=newsroom.second.pk)
    assert claim.assignments.current().count() == 2

    # Each answers alone; the second sees nothing of the first answer.
    send(first, "review", claim, **answered(claim, "true", rationale="The first reviewer's own words."))
    assert claim.status == "assigned"
    assert "first reviewer" not in second.get(f"/desk/review/{claim.pk}/").content.decode()
    send(second, "review", claim, **answered(claim, "false", rationale="The second reviewer's own words."))
    assert claim.status == "assigned"
    assert BlindReview.objects.get().disputed

    # The editor takes it, sees both, and upholds one; may not approve it.
    assert claim.text in editor.get("/desk/approve/").content.decode()
    send(editor, "review", claim, act="take")
    page = editor.get(f"/desk/review/{claim.pk}/").content.decode()
    assert page.count('value="uphold"') == 2
    upheld = Verdict.objects.get(reviewer=newsroom.reviewer)
    send(editor, "review", claim, act="uphold", verdict=upheld.pk, reason="The transcript is whole.")
    assert claim.status == "rated"
    own = editor.post(f"/desk/approve/{claim.pk}/", {"act": "approve", "seen": claim.version})
    assert own.status_code == 403

    # Another editor approves and publishes; the ledger names all three.
    send(outsider, "approve", claim, act="approve_and_publish")
    row = Publication.objects.get()
    assert (row.verdict, row.reviewer, row.adjudicator) == (upheld, newsroom.reviewer, newsroom.editor)
    assert "first reviewer" in Client().get(f"/verdicts/{claim.public_id}/").content.decode()


def test_sent_back_with_a_note_rated_anew_corrected_and_retracted(newsroom: People) -> None:
    claim = spot(newsroom)
    editor, reviewer, public = sign_in("editor"), sign_in("reviewer"), Client()
    send(editor, "review", claim, act="assign", reviewer=newsroom.reviewer.pk)
    send(reviewer, "review", claim, act="save_draft", draft=0, rationale="Half a thought.")
    assert "Half a thought." in reviewer.get(f"/desk/review/{claim.pk}/").content.decode()
    send(reviewer, "review", claim, **answered(claim, "half-true"))
    send(editor, "approve", claim, act="send_back", reason="The passage says more than half of it.")
    assert "says more than half" in reviewer.get(f"/desk/review/{claim.pk}/").content.decode()
    send(reviewer, "review", claim, **answered(claim, "true"))
    send(editor, "approve", claim, act="approve")
    send(editor, "approve", claim, act="publish")
    send(editor, "approve", claim, act="reopen", reason="A reader sent a better source.")
    send(reviewer, "review", claim, **answered(claim, "mostly-true"))
    send(editor, "approve", claim, act="approve")
    send(editor, "approve", claim, act="correct", reason="We had overlooked the transcript.")
    assert "overlooked the transcript" in public.get("/corrections/").content.decode()
    send(editor, "approve", claim, act="retract", reason="The source was withdrawn.")

    assert [row.kind for row in Publication.objects.order_by("sequence")] == ["published", "corrected", "retracted"]


def test_an_embargo_is_kept_and_released_once_though_the_worker_dies_over_it(processes_see: dict[str, str]) -> None:
    people = open_newsroom()
    claim = spot(people)
    editor, reviewer = sign_in("editor"), sign_in("reviewer")
    send(editor, "review", claim, act="assign", reviewer=people.reviewer.pk)
    send(reviewer, "review", claim, **answered(claim, "true"))
    send(editor, "approve", claim, act="approve")
    later = now() + timedelta(hours=5)
    send(editor, "approve", claim, act="embargo_until", due=later.isoformat())
    assert "Under embargo" in editor.get(f"/desk/approve/{claim.pk}/").content.decode()
    refused = editor.post(f"/desk/approve/{claim.pk}/", {"act": "publish", "seen": claim.version})
    assert refused.status_code == 409
    soon = now() + timedelta(seconds=4)
    send(editor, "approve", claim, act="embargo_until", due=soon.isoformat())
    job = Job.objects.get(kind=JobKind.RELEASE_EMBARGO)

    # The ledger is held, so that the worker dies in the middle of publishing.
    given = connection.get_connection_params()
    names = ("host", "port", "user", "password", "dbname")
    with psycopg.connect(**{name: given[name] for name in names if given.get(name)}) as holding:
        # Before the worker is there, however slowly it comes.
        holding.execute("SELECT * FROM claims_ledgerhead FOR UPDATE")
        with running("worker", "beat", environment=processes_see) as supervisor:
            until(lambda: Job.objects.get(pk=job.pk).state == JobState.RUNNING, supervisor, seconds=240)
            assert not Publication.objects.exists()
            os.killpg(supervisor.number("worker"), signal.SIGKILL)
            holding.rollback()
            until(lambda: Job.objects.get(pk=job.pk).state == JobState.DONE, supervisor, seconds=240)

    claim.refresh_from_db()
    row = Publication.objects.get()
    assert (claim.status, row.published_by, row.published_at >= soon) == ("published", people.editor, True)
    assert Job.objects.get(pk=job.pk).crashes == 1
    assert Embargo.objects.in_force().count() == 0

"""Today: what lies on my desk, what waits for me, what is late, how the machines are."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.timezone import now

from claims.models import Assignment, Job, SourceSearch
from claims.models.job import JobKind, JobState
from claims.models.source_search import SearchState

if TYPE_CHECKING:
    from claims.models import Article, Claim
    from tests.admin.pages.conftest import SitDown
    from tests.desk import People


def test_nobody_reads_it_without_logging_in(client: object, db: None) -> None:
    from django.test import Client

    answer = Client().get("/desk/")
    assert answer.status_code == 302
    assert answer["Location"] == "/desk/login/?next=/desk/"


def test_my_queue_shows_what_is_mine_to_rate(assigned: Claim, people: People, sit_down: SitDown) -> None:
    page = sit_down(people.reviewer).get("/desk/").content.decode()
    assert f'href="/desk/review/{assigned.pk}/"' in page
    assert "Your desk holds <strong>1 claim</strong>." in page


def test_an_empty_queue_says_what_to_do(claim: Claim, people: People, sit_down: SitDown) -> None:
    page = sit_down(people.editor).get("/desk/").content.decode()
    assert "Your queue is empty." in page
    assert "1 claim waits in triage." in page


def test_what_is_late_is_late_for_its_reviewer_and_for_editors(
    assigned: Claim, people: People, sit_down: SitDown
) -> None:
    Assignment.objects.update(due_at=now() - timedelta(minutes=5))
    assert "1 is overdue" in sit_down(people.reviewer).get("/desk/").content.decode()
    page = sit_down(people.editor).get("/desk/").content.decode()
    assert "cd-due--over" in page
    assert "Overdue on the desk" in page


def test_a_verdict_waits_for_editors_who_did_not_write_it(rated: Claim, people: People, sit_down: SitDown) -> None:
    page = sit_down(people.editor).get("/desk/").content.decode()
    assert "1 verdict waits for your approval" in page
    assert f'href="/desk/approve/{rated.pk}/"' in page
    assert "waits for your approval" not in sit_down(people.reviewer).get("/desk/").content.decode()


def test_a_failed_job_is_told_with_its_reason_and_retried_by_an_editor(
    article: Article, people: People, sit_down: SitDown
) -> None:
    Job.objects.update(state=JobState.FAILED, problem="The model is missing.", finished_at=now())
    job = Job.objects.get()
    editor = sit_down(people.editor)
    page = editor.get("/desk/").content.decode()
    assert "The model is missing." in page
    assert "1 failed" in page
    editor.post("/desk/", {"job": job.pk})
    job.refresh_from_db()
    assert job.state == JobState.QUEUED


def test_a_reviewer_cannot_retry_a_job(article: Article, people: People, sit_down: SitDown) -> None:
    Job.objects.update(state=JobState.FAILED, problem="The model is missing.", finished_at=now())
    answer = sit_down(people.reviewer).post("/desk/", {"job": Job.objects.get().pk})
    assert answer.status_code == 403
    assert "Only an editor may do this." in answer.content.decode()
    assert Job.objects.get().state == JobState.FAILED


def test_a_failure_that_a_later_job_made_good_is_forgotten(article: Article, people: People, sit_down: SitDown) -> None:
    Job.objects.update(state=JobState.FAILED, problem="The model is missing.", finished_at=now())
    Job.objects.create(kind=JobKind.SPLIT_ARTICLE, subject=article.pk, state=JobState.DONE)
    assert "The model is missing." not in sit_down(people.editor).get("/desk/").content.decode()


def test_a_provider_that_does_not_answer_is_named_with_its_next_try(
    assigned: Claim, people: People, sit_down: SitDown
) -> None:
    SourceSearch.objects.create(
        claim=assigned, provider="mediawiki", state=SearchState.UNREACHABLE, retry_at=now() + timedelta(minutes=4)
    )
    page = sit_down(people.editor).get("/desk/").content.decode()
    assert "Wikipedia" in page
    assert "next try" in page


def test_each_chart_has_its_numbers_in_a_table(published: Claim, people: People, sit_down: SitDown) -> None:
    page = sit_down(people.editor).get("/desk/").content.decode()
    assert page.count('role="img"') == page.count("Show as a table") == 5  # nobody holds a claim: no sixth
    assert '<th scope="row">Published</th><td class="end">1</td>' in page
    assert "No claim lies on anybody’s desk." in page


def test_a_desk_without_verdicts_says_so_where_their_times_would_stand(
    assigned: Claim, people: People, sit_down: SitDown
) -> None:
    page = sit_down(people.editor).get("/desk/").content.decode()
    assert "No verdict was published in the last 30 days." in page
    assert 'id="c-times"' not in page


def test_open_work_is_drawn_by_person_for_editors_alone(assigned: Claim, people: People, sit_down: SitDown) -> None:
    page = sit_down(people.editor).get("/desk/").content.decode()
    assert f'<th scope="row">{people.reviewer}</th><td class="end">1</td>' in page
    assert "Open claims by person" not in sit_down(people.reviewer).get("/desk/").content.decode()


def test_the_tables_of_all_models_stay_within_reach(people: People, sit_down: SitDown) -> None:
    page = sit_down(people.chief).get("/desk/tables/").content.decode()
    assert 'href="/desk/claims/claim/"' in page
    assert 'class="cd-nav"' in page


def test_a_rehearsal_is_marked_on_every_page(published: Claim, people: People, sit_down: SitDown) -> None:
    assert "cd-rehearsal" in sit_down(people.editor).get("/desk/").content.decode()

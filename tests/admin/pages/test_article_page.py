"""Triage: the text beside its claims, and what an editor does there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from claims.desk import assignment, triage
from claims.lifecycle import Status
from claims.models import Claim, Job
from claims.models.job import JobKind, JobState
from tests.desk import make_claim

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

    from claims.models import Article
    from tests.admin.pages.conftest import SitDown
    from tests.desk import People


def address(article: Article) -> str:
    return f"/desk/articles/{article.pk}/"


def test_the_words_of_a_claim_are_marked_and_numbered(
    article: Article, claim: Claim, people: People, sit_down: SitDown
) -> None:
    page = sit_down(people.editor).get(address(article)).content.decode()
    assert f'<mark class="mark l1-spotted mark--now" data-at="{claim.start}">{claim.quote}</mark>' in page
    assert f'href="#claim-{claim.number}"' in page
    assert f'id="claim-{claim.number}"' in page


def test_hostile_words_stay_words(article: Article, people: People, sit_down: SitDown) -> None:
    claim = make_claim(article, by=people.editor)
    triage.reword(claim, "<script>alert(1)</script>", by=people.editor, seen=claim.version)
    page = sit_down(people.editor).get(address(article)).content.decode()
    assert "<script>alert(1)</script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_assigning_leads_to_the_next_claim_and_offers_to_undo(
    article: Article, claim: Claim, people: People, sit_down: SitDown
) -> None:
    following = make_claim(
        article, by=people.editor, words="We are ready at any time convenient for the American side."
    )
    typed = {"act": "assign", "claim": claim.pk, "seen": claim.version, "reviewer": people.reviewer.pk, "due": ""}
    answer = sit_down(people.editor).post(address(article), typed, follow=True)
    claim.refresh_from_db()
    assert claim.status == Status.ASSIGNED
    assert claim.assignments.current().get().reviewer == people.reviewer
    assert answer.redirect_chain[0][0].endswith(f"?claim={following.number}&last={claim.pk}#claim-{following.number}")
    assert 'value="unassign"' in answer.content.decode()


def test_taking_a_claim_puts_it_on_ones_own_desk(
    article: Article, claim: Claim, people: People, sit_down: SitDown
) -> None:
    sit_down(people.editor).post(address(article), {"act": "take", "claim": claim.pk, "seen": claim.version})
    assert claim.assignments.current().get().reviewer == people.editor


def test_reassigning_ends_the_first_assignment(
    article: Article, claim: Claim, people: People, sit_down: SitDown
) -> None:
    assignment.assign(claim, people.reviewer, by=people.editor, seen=claim.version)
    typed = {"act": "assign", "claim": claim.pk, "seen": claim.version, "reviewer": people.second.pk}
    sit_down(people.editor).post(address(article), typed)
    assert [each.reviewer for each in claim.assignments.current()] == [people.second]


def test_dismissing_without_a_reason_asks_for_one_at_the_field(
    article: Article, claim: Claim, people: People, sit_down: SitDown
) -> None:
    typed = {"act": "dismiss", "claim": claim.pk, "seen": claim.version, "reason": " "}
    answer = sit_down(people.editor).post(address(article), typed)
    assert answer.status_code == 422
    assert 'id="reason-problem"' in answer.content.decode()
    claim.refresh_from_db()
    assert claim.status == Status.SPOTTED


def test_a_stale_form_changes_nothing_and_says_who_was_faster(
    article: Article, claim: Claim, people: People, sit_down: SitDown
) -> None:
    seen = claim.version
    triage.dismiss(claim, by=people.chief, seen=seen, reason="A joke.")
    typed = {"act": "assign", "claim": claim.pk, "seen": seen, "reviewer": people.reviewer.pk}
    answer = sit_down(people.editor).post(address(article), typed)
    assert answer.status_code == 409
    assert str(people.chief) in answer.content.decode()
    claim.refresh_from_db()
    assert claim.status == Status.DISMISSED


def test_a_stale_wording_is_kept_in_its_field(
    article: Article, claim: Claim, people: People, sit_down: SitDown
) -> None:
    seen = claim.version
    triage.reword(claim, "Another editor's wording.", by=people.chief, seen=seen)
    typed = {"act": "reword", "claim": claim.pk, "seen": seen, "text": "My own careful wording."}
    answer = sit_down(people.editor).post(address(article), typed)
    assert answer.status_code == 409
    assert "My own careful wording.</textarea>" in answer.content.decode()
    claim.refresh_from_db()
    assert claim.text == "Another editor's wording."


def test_a_reviewer_who_posts_a_move_is_refused_with_the_reason(
    article: Article, claim: Claim, people: People, sit_down: SitDown
) -> None:
    assignment.assign(claim, people.reviewer, by=people.editor, seen=claim.version)
    typed = {"act": "unassign", "claim": claim.pk, "seen": claim.version, "reason": "Not for me."}
    answer = sit_down(people.reviewer).post(address(article), typed)
    assert answer.status_code == 403
    assert "Only an editor may do this." in answer.content.decode()


def test_a_reviewer_sees_the_article_with_their_claims_alone(
    article: Article, claim: Claim, people: People, sit_down: SitDown
) -> None:
    other = make_claim(article, by=people.editor, words="We are ready at any time convenient for the American side.")
    assignment.assign(claim, people.reviewer, by=people.editor, seen=claim.version)
    page = sit_down(people.reviewer).get(address(article)).content.decode()
    assert f'id="claim-{claim.number}"' in page
    assert f'id="claim-{other.number}"' not in page
    assert 'name="act" value="take"' not in page


def test_an_article_of_others_is_not_there_for_a_reviewer(article: Article, people: People, sit_down: SitDown) -> None:
    assert sit_down(people.reviewer).get(address(article)).status_code == 404


def test_a_claim_of_another_article_cannot_be_moved_from_here(
    article: Article, claim: Claim, people: People, sit_down: SitDown
) -> None:
    typed = {"act": "take", "claim": claim.pk, "seen": claim.version}
    assert sit_down(people.editor).post(f"/desk/articles/{article.pk + 1}/", typed).status_code == 404


@pytest.mark.parametrize("given", ["", "x", "-1", "99999999999999999999", "٣"])
def test_a_number_that_is_none_is_not_found(article: Article, people: People, sit_down: SitDown, given: str) -> None:
    answer = sit_down(people.editor).post(address(article), {"act": "take", "claim": given, "seen": "1"})
    assert answer.status_code == 404


def test_a_claim_is_added_from_the_words_alone_without_script(
    article: Article, people: People, sit_down: SitDown
) -> None:
    words = "Putin proposed holding the discussion as soon as possible."
    typed = {
        "act": "add_claim",
        "words": words,
        "nth": "1",
        "text": "",
        "kind": "reported",
        "claimant": "Vladimir Putin",
    }
    sit_down(people.editor).post(address(article), typed)
    claim = article.claims.get()
    assert (claim.quote, claim.text, claim.kind, claim.voice) == (words, words, "reported", "Vladimir Putin")
    assert article.text[claim.start : claim.end] == words


def test_the_place_that_script_found_counts_only_with_the_same_words(
    article: Article, people: People, sit_down: SitDown
) -> None:
    words = "Putin proposed"
    typed = {"act": "add_claim", "words": words, "start": "0", "end": "5", "kind": "fact"}
    sit_down(people.editor).post(address(article), typed)
    assert article.claims.get().quote == words


def test_words_that_do_not_stand_there_are_kept_in_the_form(
    article: Article, people: People, sit_down: SitDown
) -> None:
    typed = {"act": "add_claim", "words": "Nobody said this.", "text": "My wording.", "kind": "fact"}
    answer = sit_down(people.editor).post(address(article), typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Nobody said this.</textarea>" in page
    assert "My wording.</textarea>" in page
    assert not article.claims.exists()


def test_what_cannot_be_checked_is_dismissed_at_once_with_a_line_for_each(
    article: Article, claim: Claim, people: People, sit_down: SitDown
) -> None:
    other = make_claim(article, by=people.editor, words="We are ready at any time convenient for the American side.")
    Claim.objects.filter(article=article).update(checkable=False)
    typed = {
        "act": "dismiss_all",
        "bulk": "dismiss",
        "reason": "Not checkable.",
        "claims": [f"{claim.pk}:{claim.version}", f"{other.pk}:7"],
    }
    page = sit_down(people.editor).post(address(article), typed).content.decode()
    assert f"Claim {claim.number} is dismissed." in page
    assert "you saw version 7" in page
    assert set(article.claims.values_list("status", flat=True)) == {Status.DISMISSED, Status.SPOTTED}


def test_a_failed_split_says_why_and_can_be_tried_again(article: Article, people: People, sit_down: SitDown) -> None:
    job = Job.objects.get(kind=JobKind.SPLIT_ARTICLE, subject=article.pk)
    Job.objects.filter(pk=job.pk).update(state=JobState.FAILED, problem="The disk was full.", attempt=2)
    editor = sit_down(people.editor)
    page = editor.get(address(article)).content.decode()
    assert "The disk was full." in page
    assert "Tried 2 times. The text is kept." in page
    editor.post(address(article), {"act": "retry_job", "job": job.pk})
    job.refresh_from_db()
    assert job.state == JobState.QUEUED


def test_progress_is_told_while_the_machine_works(article: Article, people: People, sit_down: SitDown) -> None:
    page = sit_down(people.editor).get(address(article)).content.decode()
    assert "Waiting for a worker to find the claims" in page
    assert "Reload" in page


def test_the_page_listens_for_changes_of_its_article_and_marks_what_may_be_replaced(
    article: Article, claim: Claim, people: People, sit_down: SitDown, settings: SettingsWrapper
) -> None:
    settings.LIVE_URL = "https://live.example.org"
    page = sit_down(people.editor).get(address(article)).content.decode()
    assert f'data-live-url="https://live.example.org/live/articles/{article.public_id}"' in page
    assert "claims/live.js" in page
    regions = re.findall(r"<(\w+)[^>]*\sdata-live-region[^>]*>", page)
    assert len(regions) == len(re.findall(r"<\w+(?=[^>]*\sid=)(?=[^>]*\sdata-live-region)[^>]*>", page)) == 6


def test_without_a_stream_nothing_listens(
    article: Article, people: People, sit_down: SitDown, settings: SettingsWrapper
) -> None:
    settings.LIVE_URL = ""
    assert "data-live-url" not in sit_down(people.editor).get(address(article)).content.decode()

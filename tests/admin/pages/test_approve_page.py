"""The second pair of eyes: approve, publish, correct, send back, reopen, retract."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from claims.desk import assignment, newsroom, publication, review
from claims.lifecycle import Status
from claims.models import Passage, Publication, Rating
from claims.pipeline.sourcing.keeping import sketch_earlier_copies
from claims.ratings import Attribution, Stance
from tests.admin.pages.stations import rate
from tests.desk import archive_evidence

if TYPE_CHECKING:
    from django.test import Client

    from claims.models import Claim
    from tests.admin.pages.conftest import SitDown
    from tests.desk import People


def act(browser: Client, claim: Claim, name: str, reason: str = "") -> tuple[int, str]:
    claim.refresh_from_db()
    answer = browser.post(
        f"/desk/approve/{claim.pk}/", {"act": name, "seen": claim.version, "reason": reason}, follow=True
    )
    claim.refresh_from_db()
    return answer.status_code, answer.content.decode()


def test_the_proof_is_what_readers_will_see(rated: Claim, people: People, sit_down: SitDown) -> None:
    page = sit_down(people.editor).get(f"/desk/approve/{rated.pk}/").content.decode()
    assert "The record <strong>shows</strong> it [1]." in page
    assert "proof, not yet public" in page
    assert "About note" in page


def test_approving_and_publishing_at_once_appends_to_the_ledger(
    rated: Claim, people: People, sit_down: SitDown
) -> None:
    newsroom.mark_as_rehearsal(by=people.chief)
    status, page = act(sit_down(people.editor), rated, "approve_and_publish")
    assert (status, rated.status) == (200, Status.PUBLISHED)
    assert "Published, as no. 1 of the ledger." in page


def test_a_publication_that_a_check_refuses_takes_the_approval_back_too(
    rated: Claim, people: People, sit_down: SitDown
) -> None:
    status, page = act(sit_down(people.editor), rated, "approve_and_publish")
    assert (status, rated.status) == (422, Status.RATED)
    assert "SITE_URL" in page
    assert not Publication.objects.exists()


def test_approving_and_publishing_are_two_steps_for_who_wants_them(
    rated: Claim, people: People, sit_down: SitDown
) -> None:
    newsroom.mark_as_rehearsal(by=people.chief)
    editor = sit_down(people.editor)
    act(editor, rated, "approve")
    assert rated.status == Status.APPROVED
    act(editor, rated, "publish")
    assert rated.status == Status.PUBLISHED


def test_sending_back_needs_a_note_and_keeps_what_was_typed(rated: Claim, people: People, sit_down: SitDown) -> None:
    editor = sit_down(people.editor)
    status, page = act(editor, rated, "send_back")
    assert (status, rated.status) == (422, Status.RATED)
    assert 'id="reason-problem"' in page
    status, _page = act(editor, rated, "send_back", "Say what is open.")
    assert (status, rated.status) == (200, Status.ASSIGNED)


def test_nobody_decides_on_their_own_verdict(claim: Claim, people: People, sit_down: SitDown) -> None:
    archive_evidence(claim)
    assignment.assign(claim, people.editor, by=people.chief, seen=claim.version)
    rate(claim, people, by=people.editor)
    editor = sit_down(people.editor)
    page = editor.get(f"/desk/approve/{claim.pk}/").content.decode()
    assert "You wrote this verdict. Ask another editor to decide on it." in page
    assert 'aria-disabled="true"' in page
    status, _page = act(editor, claim, "approve")
    assert (status, claim.status) == (403, Status.RATED)


def test_a_reviewer_is_told_who_decides(rated: Claim, people: People, sit_down: SitDown) -> None:
    answer = sit_down(people.reviewer).get(f"/desk/approve/{rated.pk}/")
    assert answer.status_code == 403
    assert "Only an editor decides on verdicts." in answer.content.decode()
    assert sit_down(people.reviewer).get("/desk/approve/").status_code == 403


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/desk/requests/", "Only an editor answers readers’ requests."),
        ("/desk/agreement/", "Only an editor sees how far reviewers agree."),
        ("/desk/approve/", "Only an editor decides on verdicts."),
    ],
)
def test_a_reviewer_reads_what_each_page_of_the_editors_is_for(
    people: People, sit_down: SitDown, address: str, words: str
) -> None:
    answer = sit_down(people.reviewer).get(address)
    assert answer.status_code == 403
    assert words in answer.content.decode()


@pytest.mark.parametrize("name", ["approve", "approve_and_publish", "send_back"])
def test_a_reviewer_who_posts_a_decision_is_refused(rated: Claim, people: People, sit_down: SitDown, name: str) -> None:
    status, _page = act(sit_down(people.reviewer), rated, name, "Because.")
    assert (status, rated.status) == (403, Status.RATED)


def test_a_correction_needs_a_note_for_readers_and_shows_what_changed(
    published: Claim, people: People, sit_down: SitDown
) -> None:
    publication.reopen(published, by=people.editor, seen=published.version, reason="A new record.")
    rate(published, people, slug="false", rationale="The record **denies** it [1].")
    editor = sit_down(people.editor)
    page = editor.get(f"/desk/approve/{published.pk}/").content.decode()
    assert "<del>**shows**</del>" in page
    assert "<ins>**denies**</ins>" in page
    act(editor, published, "approve")
    status, _page = act(editor, published, "correct")
    assert (status, published.status) == (422, Status.APPROVED)
    status, page = act(editor, published, "correct", "A record that came later says otherwise.")
    assert (status, published.status) == (200, Status.CORRECTED)
    assert "A record that came later says otherwise." in page


def test_a_retraction_is_public_with_its_reason(published: Claim, people: People, sit_down: SitDown) -> None:
    editor = sit_down(people.chief)
    status, _page = act(editor, published, "retract")
    assert (status, published.status) == (422, Status.PUBLISHED)
    _status, page = act(editor, published, "retract", "The source withdrew its record.")
    assert published.status == Status.RETRACTED
    assert "The source withdrew its record." in page
    assert "This verdict is withdrawn" in page


def test_reopening_puts_it_on_its_reviewers_desk_while_it_stands(
    published: Claim, people: People, sit_down: SitDown
) -> None:
    _status, page = act(sit_down(people.editor), published, "reopen", "Readers wrote to us.")
    assert published.status == Status.ASSIGNED
    assert published.assignments.current().get().reviewer == people.reviewer
    assert "stands until it is corrected or retracted" in page


def test_an_editor_who_was_too_slow_is_told_what_happened(rated: Claim, people: People, sit_down: SitDown) -> None:
    seen = rated.version
    review.send_back(rated, by=people.chief, seen=seen, reason="Not yet.")
    answer = sit_down(people.editor).post(f"/desk/approve/{rated.pk}/", {"act": "approve", "seen": seen})
    assert answer.status_code == 409
    assert f"{people.chief} made this claim assigned" in answer.content.decode()


def test_a_claim_without_a_verdict_has_nothing_to_approve(assigned: Claim, people: People, sit_down: SitDown) -> None:
    assert sit_down(people.editor).get(f"/desk/approve/{assigned.pk}/").status_code == 404


def test_what_waits_is_listed(rated: Claim, people: People, sit_down: SitDown) -> None:
    page = sit_down(people.editor).get("/desk/approve/").content.decode()
    assert rated.text in page
    assert "True" in page


def test_the_ledger_shows_its_head_and_its_rows(published: Claim, people: People, sit_down: SitDown) -> None:
    row = Publication.objects.get()
    page = sit_down(people.reviewer).get("/desk/published/").content.decode()
    assert row.hash in page
    assert published.text in page
    assert published.text not in sit_down(people.editor).get("/desk/published/?kind=retracted").content.decode()


def test_an_empty_ledger_says_what_is_needed(people: People, sit_down: SitDown) -> None:
    assert "Nothing is published yet." in sit_down(people.editor).get("/desk/published/").content.decode()


def test_a_note_that_is_too_long_is_refused_and_kept_not_cut(rated: Claim, people: People, sit_down: SitDown) -> None:
    status, page = act(sit_down(people.editor), rated, "send_back", "long " * 500)

    assert (status, rated.status) == (422, Status.RATED)
    assert "This has 2499 characters; up to 2,000 are kept." in page
    assert "long long long" in page


AGENCY = " ".join(f"Sentence {number} of the agency stands in both papers word for word." for number in range(40))


def cite_two_pages(claim: Claim, people: People, first: str, second: str) -> None:
    """Rate the claim with a citation of each of two pages, which have these texts."""
    for name, words in (("one", first), ("two", second)):
        archive_evidence(claim, name=name, words=words)
    assert sketch_earlier_copies() == 2
    assignment.assign(claim, people.reviewer, by=people.editor, seen=claim.version)
    review.rate(
        claim,
        by=people.reviewer,
        seen=claim.version,
        rating=Rating.objects.in_use().get(slug="true"),
        attribution=Attribution.CONFIRMED,
        rationale="Both papers say so [1] [2].",
        citations=[review.Cite(each, Stance.SUPPORTS) for each in Passage.objects.filter(evidence__claim=claim)],
    )


def test_two_citations_of_one_text_are_told_before_approval(claim: Claim, people: People, sit_down: SitDown) -> None:
    cite_two_pages(claim, people, AGENCY, f"{AGENCY} A word of our own.")
    page = sit_down(people.editor).get(f"/desk/approve/{claim.pk}/").content.decode()
    assert "Citations [1] and [2] carry one text." in page
    assert "Every check passed." not in page


def test_two_texts_of_their_own_are_two_sources(claim: Claim, people: People, sit_down: SitDown) -> None:
    cite_two_pages(claim, people, AGENCY, AGENCY.replace("agency", "ministry").replace("papers", "letters"))
    assert "carry one text" not in sit_down(people.editor).get(f"/desk/approve/{claim.pk}/").content.decode()


def test_a_page_cited_alone_is_no_warning(rated: Claim, people: People, sit_down: SitDown) -> None:
    assert "carry one text" not in sit_down(people.editor).get(f"/desk/approve/{rated.pk}/").content.decode()

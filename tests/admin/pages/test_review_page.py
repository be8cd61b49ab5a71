"""The claim's own page: passages, the verdict form, and who sees what."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils.timezone import now

from claims.admin.pages.passages import live_url
from claims.desk import assignment, review, triage
from claims.lifecycle import Status
from claims.models import ExternalCopy, Job, Passage, Rating, Snapshot, Source, SourceSearch, TextSketch
from claims.models.evidence import Circle
from claims.models.external_copy import CopyState
from claims.models.job import JobKind, JobState
from claims.models.source_search import SearchState
from claims.pipeline.sourcing.likeness import sketch
from tests.desk import archive_evidence

if TYPE_CHECKING:
    from claims.models import Claim
    from tests.admin.pages.conftest import SitDown
    from tests.desk import People


def address(claim: Claim) -> str:
    return f"/desk/review/{claim.pk}/"


def verdict(claim: Claim, **changed: object) -> dict[str, object]:
    passage = Passage.objects.filter(evidence__claim=claim).first()
    typed: dict[str, object] = {
        "act": "rate",
        "seen": claim.version,
        "attribution": "confirmed",
        "rating": Rating.objects.in_use().get(slug="half-true").pk,
        "rationale": "The record shows it [1].",
    }
    if passage is not None:
        typed |= {"cite": [passage.pk], f"stance-{passage.pk}": "supports"}
    return typed | changed


def test_a_verdict_is_sent_for_approval_with_its_citation(assigned: Claim, people: People, sit_down: SitDown) -> None:
    answer = sit_down(people.reviewer).post(address(assigned), verdict(assigned), follow=True)
    assigned.refresh_from_db()
    made = assigned.verdicts.get()
    assert assigned.status == Status.RATED
    assert (made.rating.slug, made.attribution, made.reviewer) == ("half-true", "confirmed", people.reviewer)
    assert [each.stance for each in made.citations.all()] == ["supports"]
    assert "Sent for approval." in answer.content.decode()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"rating": ""}, "Answer whether it is true."),
        ({"attribution": ""}, "Answer whether it was said."),
        ({"rationale": "  "}, "Give your reasons"),
        ({"cite": []}, "Cite at least one passage"),
    ],
)
def test_what_is_missing_is_said_at_its_field_and_the_rest_is_kept(
    assigned: Claim, people: People, sit_down: SitDown, changed: dict[str, object], said: str
) -> None:
    answer = sit_down(people.reviewer).post(address(assigned), verdict(assigned, **changed))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    if "rationale" not in changed:
        assert "The record shows it [1].</textarea>" in page
    assert not assigned.verdicts.exists()


def test_everything_missing_is_said_at_once(assigned: Claim, people: People, sit_down: SitDown) -> None:
    page = sit_down(people.reviewer).post(address(assigned), {"act": "rate", "seen": assigned.version}).content.decode()
    for said in ("Answer whether it is true.", "Answer whether it was said.", "Give your reasons", "Cite at least one"):
        assert said in page


def test_a_citation_without_a_stance_asks_for_it(assigned: Claim, people: People, sit_down: SitDown) -> None:
    passage = Passage.objects.get(evidence__claim=assigned)
    page = sit_down(people.reviewer).post(address(assigned), verdict(assigned, **{f"stance-{passage.pk}": ""}))
    assert "Say of each passage whether it supports, refutes or gives context." in page.content.decode()


def test_words_are_kept_when_the_claim_was_taken_off_the_desk_meanwhile(
    assigned: Claim, people: People, sit_down: SitDown
) -> None:
    typed = verdict(assigned)
    assignment.unassign(assigned, by=people.editor, seen=assigned.version, reason="A mistake.")
    answer = sit_down(people.reviewer).post(address(assigned), typed)
    assert answer.status_code in {403, 404, 409}
    if answer.status_code != 404:
        assert "The record shows it [1]." in answer.content.decode()
    assert not assigned.verdicts.exists()


def test_a_stale_version_refuses_the_verdict_and_keeps_it(assigned: Claim, people: People, sit_down: SitDown) -> None:
    typed = verdict(assigned, seen=assigned.version - 1)
    answer = sit_down(people.reviewer).post(address(assigned), typed)
    assert answer.status_code == 409
    assert "The record shows it [1].</textarea>" in answer.content.decode()


def test_a_reviewer_does_not_find_the_claims_of_others(assigned: Claim, people: People, sit_down: SitDown) -> None:
    second = sit_down(people.second)
    assert second.get(address(assigned)).status_code == 404
    assert second.post(address(assigned), verdict(assigned)).status_code == 404


def test_the_verdict_of_another_stays_hidden_from_who_has_the_claim_now(
    rated: Claim, people: People, sit_down: SitDown
) -> None:
    review.send_back(rated, by=people.editor, seen=rated.version, reason="Cite the transcript as well.")
    before = rated.assignments.current().get()
    assignment.assign(rated, people.second, by=people.editor, seen=rated.version, instead_of=before)
    page = sit_down(people.second).get(address(rated)).content.decode()
    assert "The record" not in page
    assert "Cite the transcript as well." not in page.partition('id="h-moves"')[2]


def test_a_verdict_that_was_sent_back_opens_with_its_words_and_the_note(
    rated: Claim, people: People, sit_down: SitDown
) -> None:
    review.send_back(rated, by=people.editor, seen=rated.version, reason="Cite the transcript as well.")
    page = sit_down(people.reviewer).get(address(rated)).content.decode()
    assert "The record **shows** it [1].</textarea>" in page
    assert "Cite the transcript as well." in page
    assert 'value="supports" form="verdict" checked' in page


def test_an_editor_sees_the_claim_but_not_the_form_of_another(
    assigned: Claim, people: People, sit_down: SitDown
) -> None:
    page = sit_down(people.editor).get(address(assigned)).content.decode()
    assert "This claim is not assigned to you." in page
    assert 'id="verdict"' not in page


def test_the_claims_own_words_are_shown_in_their_paragraph(assigned: Claim, people: People, sit_down: SitDown) -> None:
    page = sit_down(people.reviewer).get(address(assigned)).content.decode()
    assert f"<mark>{assigned.quote}</mark>" in page


def test_hostile_words_of_a_page_stay_words(claim: Claim, people: People, sit_down: SitDown) -> None:
    archive_evidence(claim, words="<img src=x onerror=alert(1)> Putin proposed holding the discussion.")
    page = sit_down(people.editor).get(address(claim)).content.decode()
    assert "<img src=x" not in page
    assert "&lt;img" in page


def test_a_provider_that_was_out_of_reach_is_asked_again_at_once(
    assigned: Claim, people: People, sit_down: SitDown
) -> None:
    later = now() + timedelta(minutes=10)
    search = SourceSearch.objects.create(
        claim=assigned,
        provider="mediawiki",
        state=SearchState.UNREACHABLE,
        problem="It is out of reach.",
        retry_at=later,
    )
    Job.objects.filter(kind=JobKind.FIND_SOURCES, subject=assigned.pk).update(state=JobState.DONE)
    waiting = Job.objects.create(kind=JobKind.FIND_SOURCES, subject=assigned.pk, run_after=later)
    reviewer = sit_down(people.reviewer)
    assert "It is out of reach." in reviewer.get(address(assigned)).content.decode()
    reviewer.post(address(assigned), {"act": "look_again", "seen": assigned.version})
    search.refresh_from_db()
    waiting.refresh_from_db()
    assert (search.state, search.retry_at) == (SearchState.WAITING, None)
    assert waiting.run_after <= now()


def test_how_far_the_search_is_is_said_in_one_line_that_single_pages_do_not_change(
    assigned: Claim, people: People, sit_down: SitDown
) -> None:
    def heard() -> str:
        page = sit_down(people.reviewer).get(f"/desk/review/{assigned.pk}/").content.decode()
        return page.partition('role="status" id="sources-said" data-live-region>')[2].partition("</p>")[0]

    assert heard() == ""
    SourceSearch.objects.create(claim=assigned, provider="archive", state=SearchState.DONE)
    search = SourceSearch.objects.create(claim=assigned, provider="mediawiki", state=SearchState.SEARCHING, found=8)
    before = heard()
    SourceSearch.objects.filter(pk=search.pk).update(pages_done=5)
    assert heard() == before == "1 of 2 providers are done. 1 passage was found."
    SourceSearch.objects.filter(pk=search.pk).update(state=SearchState.REFUSED)
    assert heard() == "2 of 2 providers are done. 1 passage was found."


def test_the_archived_copy_opens_as_text_with_its_passage_marked(
    assigned: Claim, people: People, sit_down: SitDown
) -> None:
    snapshot = assigned.evidence.get().snapshot
    page = sit_down(people.reviewer).get(f"/desk/copies/{snapshot.pk}/?claim={assigned.pk}").content.decode()
    assert '<mark class="cd-hit" id="passage">Putin offered a live conversation' in page
    assert snapshot.raw_sha256 in page


LONG = "The weather stayed as it was. " * 14_000


@pytest.mark.parametrize("lengths", [(5_000, 4_000), (100, 11_000)])
def test_of_a_long_copy_what_stands_around_each_passage_is_shown(
    assigned: Claim, people: People, sit_down: SitDown, lengths: tuple[int, int]
) -> None:
    said = ["Putin spoke of a debate on Friday.", "Nobody in Washington answered him."]
    before, between = lengths
    text = "".join((LONG[: 30 * before], said[0], LONG[: 30 * between], said[1], LONG))[:400_000]
    found = archive_evidence(assigned, words=text, name="long")
    found.passages.all().delete()
    starts = [text.index(each) for each in said]
    for start, words in zip(starts, said, strict=True):
        found.passages.create(start=start, end=start + len(words), text=words, score=0.5)
    page = sit_down(people.reviewer).get(f"/desk/copies/{found.snapshot_id}/?claim={assigned.pk}").content.decode()
    assert f'<mark class="cd-hit" id="passage">{said[0]}</mark>' in page
    assert f'<mark class="cd-hit" id="passage-2">{said[1]}</mark>' in page
    assert '<a href="#passage">1</a>' in page
    assert '<a href="#passage-2">2</a>' in page
    around = sum(min(8_000, start) for start in starts[:1]) + 8_000 * 3 + sum(map(len, said))
    assert f"{len(text) - around:,} characters of the text are left out here" in page
    assert page.count("characters left out") == (1 if starts[0] > 8_000 else 0) + 1
    assert len(page) < 120_000


def test_of_a_long_copy_without_a_claim_the_beginning_is_shown(
    assigned: Claim, people: People, sit_down: SitDown
) -> None:
    found = archive_evidence(assigned, words=LONG[:100_000], name="long")
    page = sit_down(people.reviewer).get(f"/desk/copies/{found.snapshot_id}/").content.decode()
    assert "Only the beginning is shown. 40,000 characters of the text are left out here" in page
    assert "<mark" not in page


def test_a_copy_is_not_there_for_whoever_has_no_claim_that_it_bears_on(
    assigned: Claim, people: People, sit_down: SitDown
) -> None:
    snapshot = assigned.evidence.get().snapshot
    assert sit_down(people.second).get(f"/desk/copies/{snapshot.pk}/").status_code == 404


def test_moves_are_told_with_who_made_them_and_why(rated: Claim, people: People, sit_down: SitDown) -> None:
    review.send_back(rated, by=people.editor, seen=rated.version, reason="Say what is open.")
    page = sit_down(people.editor).get(address(rated)).content.decode()
    assert "rated → assigned" in page
    assert "“Say what is open.”" in page


def test_figures_dates_names_and_denials_are_marked_with_a_word_why(
    claim: Claim, people: People, sit_down: SitDown
) -> None:
    triage.reword(claim, "Vladimir Putin met 15 people on 18 March 2021.", by=people.editor, seen=claim.version)
    archive_evidence(claim, words="Mr Putin did not meet 12 people on March 18, he met nobody.")
    page = sit_down(people.editor).get(address(claim)).content.decode()
    assert '<mark class="cd-eye cd-eye--same">Putin</mark>' in page
    assert "same name" in page
    assert '<mark class="cd-eye cd-eye--other">12</mark>' in page
    assert "claim says 15" in page
    assert '<mark class="cd-eye cd-eye--same">March 18</mark>' in page
    assert '<mark class="cd-eye cd-eye--denial">not</mark>' in page
    assert "Of the claim, not in this passage: <b>15</b>" in page


def test_pages_with_the_same_text_count_once_and_stand_together(
    assigned: Claim, people: People, sit_down: SitDown
) -> None:
    agency = " ".join(f"word{number}" for number in range(300))
    for name in ("first", "second", "third"):
        evidence = archive_evidence(assigned, words=f"{agency} {name}", name=name)
        made = sketch(evidence.snapshot.text)
        TextSketch.objects.create(snapshot=evidence.snapshot, hashes=list(made.hashes), shingles=made.shingles)
    page = sit_down(people.reviewer).get(address(assigned)).content.decode()
    assert "from 4 archived pages, best fit first; 2 of them are independent" in page
    assert "The same text elsewhere, 2 passages: counts once" in page
    assert page.count('name="cite"') == 4, "each can still be cited"


def test_citations_are_numbered_in_the_order_of_the_page(assigned: Claim, people: People, sit_down: SitDown) -> None:
    agency = " ".join(f"word{number}" for number in range(300))
    for name in ("first", "own", "second"):
        evidence = archive_evidence(assigned, words=name if name == "own" else f"{agency} {name}", name=name)
        made = sketch(evidence.snapshot.text)
        TextSketch.objects.create(snapshot=evidence.snapshot, hashes=list(made.hashes), shingles=made.shingles)
    page = sit_down(people.reviewer).get(address(assigned)).content.decode()
    shown = [int(pk) for pk in re.findall(r'name="cite" value="(\d+)"', page)]
    sit_down(people.reviewer).post(
        address(assigned), verdict(assigned, cite=shown) | {f"stance-{pk}": "context" for pk in shown}
    )
    cited = [citation.snapshot.source.title for citation in assigned.verdicts.get().citations.all()]
    assert cited == ["About note", "About first", "About second", "About own"]


def test_a_page_that_leads_back_to_the_article_is_marked(assigned: Claim, people: People, sit_down: SitDown) -> None:
    assigned.evidence.update(circle=Circle.LINKS)
    page = sit_down(people.reviewer).get(address(assigned)).content.decode()
    assert "Circular:</b> it links to the article under check" in page
    assert "from 1 archived page, best fit first; 0 of them are independent" in page


def test_a_copy_of_the_article_itself_comes_last_however_well_it_fits(
    assigned: Claim, people: People, sit_down: SitDown
) -> None:
    assigned.evidence.update(circle=Circle.SAME_TEXT)
    archive_evidence(assigned, words="The Kremlin gave the day.", name="report").passages.update(score=0.1)

    page = sit_down(people.reviewer).get(address(assigned)).content.decode()

    assert page.index("The Kremlin gave the day.") < page.index("Circular:</b> it carries the text")


def test_a_publisher_that_is_only_the_host_is_not_said_twice(
    assigned: Claim, people: People, sit_down: SitDown
) -> None:
    source = assigned.evidence.get().snapshot.source
    named = sit_down(people.reviewer).get(address(assigned)).content.decode()
    type(source).objects.filter(pk=source.pk).update(publisher="www.archive.example.org")

    page = sit_down(people.reviewer).get(address(assigned)).content.decode()

    assert "<span>Example Archive</span><span>archive.example.org</span>" in named
    assert "<span>archive.example.org</span>" in page
    assert "www.archive.example.org" not in page


@pytest.mark.parametrize(
    ("address", "fragment"),
    [
        ("https://en.wiki.example/index.php?title=Debate&oldid=7", True),
        ("https://doi.org/10.1000/1", True),
        ("https://archive.example.org/report.pdf", False),
    ],
)
def test_the_link_names_the_passage_where_a_provider_handed_the_text_over(
    assigned: Claim, address: str, fragment: bool
) -> None:
    source = Source(address=address)
    handed_over = Snapshot(source=source, requested_url="https://api.example/?q=1", content_type="application/json")
    file = Snapshot(source=source, requested_url=address, content_type="application/pdf")

    link = live_url(handed_over, "Putin offered a debate.")

    assert link == address + ("#:~:text=Putin%20offered%20a%20debate." if fragment else "")
    assert live_url(file, "Putin offered a debate.") == address


def test_the_link_to_the_living_page_names_the_passage(assigned: Claim, people: People, sit_down: SitDown) -> None:
    page = sit_down(people.reviewer).get(address(assigned)).content.decode()
    assert (
        "https://archive.example.org/note#:~:text=Putin%20offered%20a%20live%20conversation%20on%2018%20March" in page
    )


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ({"state": CopyState.WANTED}, "A public copy is being made"),
        ({"state": CopyState.PENDING, "job": "spn2-1"}, "A public copy is being made"),
        ({"state": CopyState.SAVED, "link": "https://web.archive.org/web/2026/x"}, 'href="https://web.archive.org/web'),
        ({"state": CopyState.REFUSED, "problem": "The page <forbids> it."}, "The page &lt;forbids&gt; it."),
    ],
)
def test_each_passage_says_where_its_public_copy_stands(
    assigned: Claim, people: People, sit_down: SitDown, state: dict[str, str], said: str
) -> None:
    before = sit_down(people.reviewer).get(address(assigned)).content.decode()
    ExternalCopy.objects.create(snapshot=assigned.evidence.get().snapshot, **state)
    assert said not in before
    assert "ublic copy" not in before
    assert said in sit_down(people.reviewer).get(address(assigned)).content.decode()
